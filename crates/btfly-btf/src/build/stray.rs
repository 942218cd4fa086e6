//! Stray bits: what a record carries in places that its kind gives no meaning to.
//!
//! A pointer has a name offset and a `vlen` as every record has; no compiler fills them and the kernel
//! refuses them, but a reader meets them in broken or in future BTF, and a test of a checker has to write
//! them. Definitions stay free of them; they travel beside.
//!
//! Kernel reference: `kernel/bpf/btf.c: btf_ref_type_check_meta, btf_int_check_meta` and their like,
//! Linux v7.2.

use super::def::Name;
use crate::wire::kind::Kind;

/// Bits of one record that its kind gives no meaning to; all zero in every sane BTF.
///
/// A field that the kind of the definition beside it does give a meaning to is not looked at.
///
/// ```
/// use btfly_btf::build::{Builder, Def, Options, RefDef, Stray};
/// use btfly_btf::{Endian, TypeId};
///
/// let mut builder = Builder::new(Endian::Little);
/// let named = Stray { name: "p".into(), ..Stray::default() };
/// let id = builder.add_stray(&Def::Ptr(RefDef { type_id: TypeId::VOID }), &named)?;
/// let btf = builder.build(&Options::default())?;
/// assert_eq!(btf.get(id).unwrap().stray(), named);
/// # Ok::<(), btfly_btf::build::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Stray<'n> {
    /// A name of a kind that has none.
    pub name: Name<'n>,
    /// The kind flag of a kind that has no use for it.
    pub kind_flag: bool,
    /// A `vlen` of a kind of fixed length.
    pub vlen: u32,
    /// The third word, of a kind that has neither size nor type there.
    pub size_or_type: u32,
    /// Bits of the word of an `INT` that are neither encoding nor offset nor size.
    pub int_bits: u32,
}

/// The bits of an `INT`'s word that have no meaning.
const INT_STRAY: u32 = 0xf000_ff00;

impl Stray<'_> {
    /// Whether there are none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Stray::default()
    }

    /// The same, without what `kind` gives a meaning to.
    #[must_use]
    pub(crate) fn of_kind(self, kind: Kind) -> Self {
        let free = free(kind);
        Self {
            name: if free.name { self.name } else { Name::default() },
            kind_flag: self.kind_flag && free.kind_flag,
            vlen: if free.vlen { self.vlen } else { 0 },
            size_or_type: if free.size_or_type { self.size_or_type } else { 0 },
            int_bits: self.int_bits & free.int_bits,
        }
    }
}

/// Which places of a record its kind leaves free.
pub(super) struct Free {
    pub(super) name: bool,
    pub(super) kind_flag: bool,
    pub(super) vlen: bool,
    pub(super) size_or_type: bool,
    pub(super) int_bits: u32,
}

pub(super) const fn free(kind: Kind) -> Free {
    let none =
        Free { name: false, kind_flag: false, vlen: false, size_or_type: false, int_bits: 0 };
    match kind {
        Kind::Struct | Kind::Union | Kind::Enum | Kind::Enum64 | Kind::Opaque | Kind::Void => none,
        Kind::Int => Free { kind_flag: true, vlen: true, int_bits: INT_STRAY, ..none },
        Kind::Typedef | Kind::Var | Kind::Float => Free { kind_flag: true, vlen: true, ..none },
        Kind::Ptr | Kind::Volatile | Kind::Const | Kind::Restrict => {
            Free { name: true, kind_flag: true, vlen: true, ..none }
        }
        Kind::Array => {
            Free { name: true, kind_flag: true, vlen: true, size_or_type: true, int_bits: 0 }
        }
        Kind::FuncProto => Free { name: true, kind_flag: true, ..none },
        Kind::Fwd => Free { vlen: true, size_or_type: true, ..none },
        Kind::Func | Kind::Datasec => Free { kind_flag: true, ..none },
        Kind::DeclTag | Kind::TypeTag => Free { vlen: true, ..none },
    }
}
