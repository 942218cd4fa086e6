//! What is open: entries that have begun and whose children are being read.
//!
//! *In:* nothing. *Out:* the words that wait. *Never:* what becomes of them.

use super::function::OpenFunction;
use btfly_btf::Kind;

/// An entry whose children are being read.
#[derive(Debug)]
pub(super) struct Frame {
    /// Of the entry; its children are one deeper.
    pub(super) depth: isize,
    pub(super) open: Open,
    /// Where its own words start among those that wait.
    pub(super) pending: usize,
    /// Where its own tags start.
    pub(super) tags: usize,
}

/// What is open. What waits for it: see each.
#[derive(Debug)]
pub(super) enum Open {
    /// A struct or union: name, type, offset, bits of each member.
    Composite { place: usize, kind: Kind, name: u32, size: u32 },
    /// An enumeration: name, low and high half of each value.
    Enum { place: usize, name: u32, size: u64, is_signed: bool },
    /// An array: the length of each dimension, from without.
    Array { place: usize, element: u32 },
    /// A prototype: name and type of each parameter.
    Proto { place: usize, ret: u32 },
    /// A function: as of a prototype.
    Function(OpenFunction),
    /// A pointer: nothing but tags on what it leads to.
    Pointer { place: usize, target: u32 },
    /// A member or parameter of what is open around it: its tags go there.
    Component { idx: i32 },
    /// A type that has been added: nothing but tags.
    Added { id: u32 },
    /// A variable, by its number: nothing but tags.
    Variable { number: usize },
}

/// A tag on a declaration.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    pub(crate) name: u32,
    /// Which member or parameter, or -1 for the whole.
    pub(crate) component: i32,
}
