//! Signed: the classes of all nodes, and the signature of each class.
//!
//! *In:* what `sign` has found. *Out:* what a class is, says and mentions. A class is a number; what others mention
//! of it is its *key*, which is the class itself or, of a tag, kind and name.
//! *Never:* a record; signatures are words of their own.

use alloc::vec;
use alloc::vec::Vec;

use crate::wire::kind::{Info, Kind};

/// The class of a node that has none yet.
pub(super) const NONE: u32 = 0;
/// The class of `void`.
pub(super) const VOID: u32 = 1;

/// The bit that tells a tag's key from a class.
pub(super) const TAG: u32 = 1 << 31;
/// Where the kind of tag stands in a key; the name has the bits below.
const TAG_SHIFT: u32 = 29;

/// Words before the entries of a signature: name, info, size or key.
pub(super) const HEAD_WORDS: usize = 3;

/// Classes and their signatures.
#[derive(Debug)]
pub(super) struct Signed {
    /// The class of each node.
    pub(super) class: Vec<u32>,
    /// What others mention of each class: itself, or a tag.
    pub(super) keys: Vec<u32>,
    /// The signatures.
    words: Vec<u32>,
    /// Where the signature of each class starts, and the end of all.
    starts: Vec<u32>,
}

impl Signed {
    /// Nothing but `void`, and room for `nodes` nodes.
    pub(super) fn new(nodes: usize) -> Self {
        let mut class = vec![NONE; nodes];
        if let Some(void) = class.first_mut() {
            *void = VOID;
        }
        Self { class, keys: vec![NONE, VOID], words: Vec::new(), starts: vec![0; 3] }
    }

    /// The classes that have a signature, in the order in which they were met.
    pub(super) fn classes(&self) -> core::ops::Range<u32> {
        VOID + 1..number(self.keys.len())
    }

    /// How many bytes all signatures have.
    pub(super) fn len(&self) -> usize {
        self.words.len() * 4
    }

    /// The signature of a class.
    #[inline(always)]
    pub(super) fn signature(&self, class: u32) -> &[u32] {
        let at = class as usize;
        let range = || Some(*self.starts.get(at)? as usize..*self.starts.get(at + 1)? as usize);
        range().and_then(|range| self.words.get(range)).unwrap_or(&[])
    }

    /// The first class that does not exist.
    pub(super) fn end(&self) -> u32 {
        number(self.keys.len())
    }

    /// For each class whether one of the nodes before `end` has it.
    pub(super) fn classes_of(&self, end: u32) -> Vec<bool> {
        let mut has = vec![false; self.keys.len()];
        for class in self.class.iter().take(end as usize).skip(1) {
            if let Some(has) = has.get_mut(*class as usize) {
                *has = true;
            }
        }
        has
    }

    /// What others mention of a class.
    pub(super) fn key(&self, class: u32) -> u32 {
        self.keys.get(class as usize).copied().unwrap_or(class)
    }

    /// Calls `visit` with everything that a class's signature mentions: classes, and keys of tags.
    pub(super) fn for_each_key(&self, class: u32, mut visit: impl FnMut(u32)) {
        let words = self.signature(class);
        let Some((&[_, info, third], rest)) = words.split_first_chunk::<HEAD_WORDS>() else {
            return;
        };
        let Some(kind) = Kind::from_number(Info(info).kind_number()) else { return };
        match kind {
            Kind::Ptr
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::Var
            | Kind::DeclTag
            | Kind::TypeTag => visit(third),
            Kind::Array => rest.iter().take(2).for_each(|key| visit(*key)),
            Kind::Struct | Kind::Union => {
                rest.as_chunks::<3>().0.iter().for_each(|[_, key, _]| visit(*key));
            }
            Kind::FuncProto => {
                visit(third);
                rest.as_chunks::<2>().0.iter().for_each(|[_, key]| visit(*key));
            }
            Kind::Datasec => rest.as_chunks::<3>().0.iter().for_each(|[key, ..]| visit(*key)),
            Kind::Void
            | Kind::Int
            | Kind::Fwd
            | Kind::Float
            | Kind::Enum
            | Kind::Enum64
            | Kind::Opaque => {}
        }
    }

    /// Calls `visit` with every name in a class's signature.
    pub(super) fn for_each_name(&self, class: u32, mut visit: impl FnMut(u32)) {
        let words = self.signature(class);
        let Some((&[name, info, _], rest)) = words.split_first_chunk::<HEAD_WORDS>() else {
            return;
        };
        visit(name);
        let Some(kind) = Kind::from_number(Info(info).kind_number()) else { return };
        match kind {
            Kind::Struct | Kind::Union | Kind::Enum64 => {
                rest.as_chunks::<3>().0.iter().for_each(|[name, ..]| visit(*name));
            }
            Kind::FuncProto | Kind::Enum => {
                rest.as_chunks::<2>().0.iter().for_each(|[name, _]| visit(*name));
            }
            Kind::Void
            | Kind::Int
            | Kind::Ptr
            | Kind::Array
            | Kind::Fwd
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::Var
            | Kind::Datasec
            | Kind::Float
            | Kind::DeclTag
            | Kind::TypeTag
            | Kind::Opaque => {}
        }
    }

    /// The second word of a class's signature.
    pub(super) fn info(&self, class: u32) -> Info {
        Info(self.signature(class).get(1).copied().unwrap_or(0))
    }

    /// A new class of this signature.
    pub(super) fn push(&mut self, words: &[u32]) -> u32 {
        let class = number(self.keys.len());
        let key = match words {
            [name, info, ..] => tag(*info, || *name),
            [] | [_] => None,
        };
        self.keys.push(key.unwrap_or(class));
        self.words.extend_from_slice(words);
        self.starts.push(number(self.words.len()));
        class
    }
}

/// The key of a tag with this info word; `None` for what is no tag or has no name.
#[inline]
pub(super) fn tag(info: u32, name: impl FnOnce() -> u32) -> Option<u32> {
    let info = Info(info);
    let group = match Kind::from_number(info.kind_number())? {
        Kind::Struct => 0,
        Kind::Union => 1,
        Kind::Fwd => u32::from(info.kflag()),
        Kind::Enum | Kind::Enum64 => 2,
        Kind::Void
        | Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::FuncProto
        | Kind::Var
        | Kind::Datasec
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Opaque => return None,
    };
    match name() {
        0 => None,
        name => Some(TAG | group << TAG_SHIFT | name),
    }
}

/// A length as a number; [`Source`] has fewer nodes, and sections fewer words, than there are numbers.
#[inline(always)]
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
