//! Walks from type to type: references of one, everything reachable from some.
//!
//! *In:* ids. *Out:* ids, in an order that the types alone decide. *Never:* recursion: a chain of a million
//! pointers is a valid BTF, and the stack is on the heap.

use alloc::vec;
use alloc::vec::Vec;

use crate::id::TypeId;
use crate::table::Types;
use crate::view::Type;

impl Type<'_> {
    /// Calls `visit` with each type that this one refers to, in the order of the record; `void` too.
    ///
    /// ```
    /// use btfly_btf::{Kind, TypeId};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
    /// let mut seen = Vec::new();
    /// types.get(id).unwrap().for_each_reference(|to| seen.push(to));
    /// assert_eq!(seen.len(), 2);
    /// ```
    #[inline]
    pub fn for_each_reference(&self, mut visit: impl FnMut(TypeId)) {
        match self {
            Self::Ptr(view) | Self::Volatile(view) | Self::Const(view) | Self::Restrict(view) => {
                visit(view.type_id());
            }
            Self::Typedef(view) => visit(view.type_id()),
            Self::TypeTag(view) => visit(view.type_id()),
            Self::DeclTag(view) => visit(view.type_id()),
            Self::Func(view) => visit(view.type_id()),
            Self::Var(view) => visit(view.type_id()),
            Self::Array(view) => {
                visit(view.elem_type_id());
                visit(view.index_type_id());
            }
            Self::Struct(view) | Self::Union(view) => {
                view.members().for_each(|member| visit(member.type_id()));
            }
            Self::FuncProto(view) => {
                visit(view.return_type_id());
                view.params().for_each(|param| visit(param.type_id()));
            }
            Self::Datasec(view) => view.vars().for_each(|var| visit(var.type_id)),
            Self::Void
            | Self::Int(_)
            | Self::Enum(_)
            | Self::Fwd(_)
            | Self::Float(_)
            | Self::Enum64(_)
            | Self::Opaque(_) => {}
        }
    }
}

impl Types<'_> {
    /// All types that can be reached from `roots`, with them, ascending; `void` is left out.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let types = btf.types();
    /// let root = types.find("list_head", Some(Kind::Struct)).next().unwrap();
    /// // The struct, and the pointer to it that its members are.
    /// assert_eq!(types.reachable([root]).len(), 2);
    /// ```
    #[must_use]
    pub fn reachable(&self, roots: impl IntoIterator<Item = TypeId>) -> Vec<TypeId> {
        let mut seen = vec![false; self.end().0 as usize];
        let mut open: Vec<TypeId> = roots.into_iter().collect();
        while let Some(id) = open.pop() {
            let Some(mark) = seen.get_mut(id.0 as usize) else { continue };
            if core::mem::replace(mark, true) {
                continue;
            }
            if let Some(ty) = self.get(id) {
                ty.for_each_reference(|to| open.push(to));
            }
        }
        (1..self.end().0)
            .filter(|id| seen.get(*id as usize).copied().unwrap_or(false))
            .map(TypeId)
            .collect()
    }
}
