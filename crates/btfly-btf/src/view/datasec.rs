//! Views of variables and data sections.

use super::{Entry, Record, VarLinkage, debug_as_name};
use crate::id::TypeId;
use crate::wire::record;

/// `VAR`: a variable.
#[derive(Clone, Copy)]
pub struct Var<'b>(pub(crate) Record<'b>);

impl<'b> Var<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its type.
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }

    /// Its linkage.
    #[must_use]
    pub fn linkage(&self) -> VarLinkage {
        VarLinkage::from_number(self.0.extra(0))
    }
}

/// `DATASEC`: an ELF section with the variables in it.
#[derive(Clone, Copy)]
pub struct Datasec<'b>(pub(crate) Record<'b>);

impl<'b> Datasec<'b> {
    /// Its name, such as `.data..percpu`.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its size in bytes; a compiler leaves 0 and a loader fills it in.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.0.size_or_type()
    }

    /// What lies in it, in order.
    pub fn vars(&self) -> impl ExactSizeIterator<Item = SecVar> + Clone + use<'b> {
        self.0.entries::<{ record::SEC_VAR }>().map(
            |Entry { words: [id, offset, size], .. }| SecVar { type_id: TypeId(id), offset, size },
        )
    }
}

/// An entry of a data section: a variable, or a function in `.ksyms`.
///
/// ```
/// use btfly_btf::{TypeId, view::SecVar};
///
/// let var = SecVar { type_id: TypeId(4), offset: 8, size: 8 };
/// assert_eq!(var.offset + var.size, 16);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct SecVar {
    /// The variable or function.
    pub type_id: TypeId,
    /// Bytes from the start of the section.
    pub offset: u32,
    /// Bytes it takes.
    pub size: u32,
}

debug_as_name!(Var Datasec);
