//! Views of functions and prototypes, and the linkage of functions and variables.

use super::{Entry, Record, debug_as_name};
use crate::id::{NameOff, TypeId};
use crate::wire::record;

/// `FUNC`: a function that is defined or declared.
#[derive(Clone, Copy)]
pub struct Func<'b>(pub(crate) Record<'b>);

/// Linkage of a function.
///
/// ```
/// use btfly_btf::view::FuncLinkage;
///
/// assert_eq!(FuncLinkage::from_number(2).as_str(), "extern");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum FuncLinkage {
    /// Known in its file only.
    Static,
    /// Known everywhere.
    Global,
    /// Declared, not defined.
    Extern,
    /// A number without a meaning.
    Other(u32),
}

impl FuncLinkage {
    /// The linkage with this number.
    #[must_use]
    pub const fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Static,
            1 => Self::Global,
            2 => Self::Extern,
            other => Self::Other(other),
        }
    }

    /// Its number on the wire.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Static => 0,
            Self::Global => 1,
            Self::Extern => 2,
            Self::Other(number) => number,
        }
    }

    /// The name that listings use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Static => "static",
            Self::Global => "global",
            Self::Extern => "extern",
            Self::Other(_) => "(unknown)",
        }
    }
}

/// Linkage of a variable: the same numbers and names as a function's.
pub type VarLinkage = FuncLinkage;

impl<'b> Func<'b> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its prototype.
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }

    /// Its linkage, which the wire keeps in `vlen`.
    #[must_use]
    pub fn linkage(&self) -> FuncLinkage {
        FuncLinkage::from_number(self.0.info().vlen())
    }
}

/// `FUNC_PROTO`: parameters and what is returned.
#[derive(Clone, Copy)]
pub struct FuncProto<'b>(pub(crate) Record<'b>);

impl<'b> FuncProto<'b> {
    /// What is returned.
    #[must_use]
    pub fn return_type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }

    /// The parameters in order; a last one of type `void` without a name stands for `...`.
    pub fn params(
        &self,
    ) -> impl ExactSizeIterator<Item = Param<'b>> + DoubleEndedIterator + Clone + use<'b> {
        self.0.entries::<{ record::PARAM }>().map(|entry| Param { entry })
    }

    /// The types of the parameters alone: for walks that need nothing else of them.
    #[inline]
    pub fn param_type_ids(&self) -> impl ExactSizeIterator<Item = TypeId> + Clone + use<'b> {
        self.0.words::<{ record::PARAM }>(4).map(TypeId)
    }

    /// The parameters from index `at` on: for walks that stop in the middle and come back.
    #[inline]
    pub fn params_from(&self, at: u32) -> impl ExactSizeIterator<Item = Param<'b>> + use<'b> {
        self.0.entries_from::<{ record::PARAM }>(at).map(|entry| Param { entry })
    }
}

/// A parameter of a prototype.
#[derive(Clone, Copy)]
pub struct Param<'b> {
    entry: Entry<'b>,
}

impl<'b> Param<'b> {
    /// Its name; empty where it has none.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.entry.strings.get(self.name_off())
    }

    /// The bytes of its name: what a printer copies.
    #[inline]
    #[must_use]
    pub fn name_bytes(&self) -> &'b [u8] {
        self.entry.strings.bytes(self.name_off())
    }

    /// The offset of its name; 0 where it has none.
    #[inline]
    #[must_use]
    pub fn name_off(&self) -> NameOff {
        NameOff(self.entry.words[0])
    }

    /// Its type.
    #[inline]
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.entry.words[1])
    }

    /// Whether it stands for `...`.
    #[must_use]
    pub fn is_variadic(&self) -> bool {
        self.type_id() == TypeId::VOID && self.name_off().is_anonymous()
    }
}

impl core::fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: {}", self.name(), self.type_id())
    }
}

debug_as_name!(Func FuncProto);
