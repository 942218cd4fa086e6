//! Views of tags on declarations and on types.

use super::{Record, debug_as_name};
use crate::id::TypeId;

/// `DECL_TAG`: a text attached to a struct, union, function, variable or typedef, or to one member or
/// parameter of it.
#[derive(Clone, Copy)]
pub struct DeclTag<'b>(pub(crate) Record<'b>);

impl<'b> DeclTag<'b> {
    /// The text.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// What it is attached to.
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }

    /// Which member or parameter, or -1 for the whole.
    #[must_use]
    pub fn component_idx(&self) -> i32 {
        self.0.extra(0).cast_signed()
    }

    /// Whether the text is any `__attribute__((text))`, not a `btf_decl_tag("text")`.
    #[must_use]
    pub fn is_attribute(&self) -> bool {
        self.0.info().kflag()
    }
}

/// `TYPE_TAG`: a text attached to a type.
#[derive(Clone, Copy)]
pub struct TypeTag<'b>(pub(crate) Record<'b>);

impl<'b> TypeTag<'b> {
    /// The text.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// The type behind it.
    #[inline]
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.0.size_or_type())
    }

    /// Whether the text is any `__attribute__((text))`, not a `btf_type_tag("text")`.
    #[must_use]
    pub fn is_attribute(&self) -> bool {
        self.0.info().kflag()
    }
}

debug_as_name!(DeclTag TypeTag);
