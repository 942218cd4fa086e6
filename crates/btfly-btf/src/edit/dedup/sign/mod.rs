//! Signatures: what a type says, down to the tags that it mentions.
//!
//! A struct, union or enum that has a name, and the forward declaration of one, is a *tag*. The signature of a
//! type is its record, with each name as its number and each reference replaced: by the tag's name where
//! it leads to a tag, and else by the class of the type that it leads to. Types of one signature are one class.
//! Two types of different classes are different, unless one declares what the other defines; two of one class
//! are the same, unless a tag of one name has several definitions. Both is what `refine` looks at.
//!
//! *In:* a [`Source`]. *Out:* [`Signed`]: the class of each node, and each class's signature, once. One pass in the
//! order of ids; what a type refers to is numbered before it. `make` makes a signature, `table` finds it again.
//! *Never:* recursion.

mod make;
mod table;

use alloc::vec;
use alloc::vec::Vec;

use super::names::Names;
use super::signed::{NONE, Signed, TAG, VOID, tag};
use crate::edit::source::{Part, Source};
use crate::wire::cursor::{Endian, word};
use make::{Read, is_unique, order, read};

/// In place of a class: what it refers to is being numbered.
const OPEN: u32 = u32::MAX;

/// How many nodes are looked at ahead of those that are numbered: about an object's worth, which a cache
/// close to the processor holds. Fewer miss references forward, more are gone before they are needed.
const AHEAD: u32 = 2048;

/// How many places the table of signatures has at most to begin with: a kernel's worth. It grows.
const MOST_PLACES: usize = 1 << 18;

/// Why there are no signatures.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refused {
    /// A circle of types without a tag among them, or more words than numbers.
    Circle,
}

/// Numbers all nodes. Without `names`, names are equal where their offsets are.
pub(super) fn sign(
    source: &Source<'_>,
    names: Option<&mut Names>,
    hashing: Hashing,
) -> Result<Signed, Refused> {
    // Of a base and what is split on it, the base is known to be there once.
    let first = source.parts.first().map_or(0, |part| part.offsets.len());
    let rest = (source.end as usize).saturating_sub(first);
    let room = first.min(MOST_PLACES) + rest.min(MOST_PLACES);
    let table = vec![0; room.next_power_of_two().max(64)];
    // An address that nobody who writes a BTF knows; no answer depends on it.
    let seed = table.as_ptr().addr() as u64;
    let signer = Signer {
        parts: &source.parts,
        signed: Signed::new(source.end as usize),
        next: vec![NONE; 2],
        last: VOID,
        table,
        scratch: Vec::new(),
        stack: Vec::new(),
        is_circle: false,
        seed,
        hashing,
    };
    let endian = source.parts.first().map_or(Endian::Little, |part| part.types.endian());
    match (endian, names) {
        (Endian::Little, None) => signer.all::<false, false>(&mut None),
        (Endian::Big, None) => signer.all::<true, false>(&mut None),
        (Endian::Little, mut names) => signer.all::<false, true>(&mut names),
        (Endian::Big, mut names) => signer.all::<true, true>(&mut names),
    }
}

/// How signatures are found again; for tests of what happens when they collide.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Hashing {
    /// By a hash.
    Seeded,
    /// All have the same one.
    #[cfg(test)]
    Constant,
}

struct Signer<'s, 'b> {
    parts: &'s [Part<'b>],
    signed: Signed,
    /// The class that followed each class the last time, and the class that was numbered last.
    next: Vec<u32>,
    last: u32,
    /// Open addressing: high bits of a hash above a class; 0 is a free place.
    table: Vec<u32>,
    /// The signature that is being made.
    scratch: Vec<u32>,
    /// Nodes with their parts: those that wait for others, and the others above them.
    stack: Vec<(u32, u32)>,
    is_circle: bool,
    seed: u64,
    hashing: Hashing,
}

type MayName<'n> = Option<&'n mut Names>;

impl<'s, 'b> Signer<'s, 'b> {
    fn all<const BIG: bool, const NAMED: bool>(
        mut self,
        names: &mut MayName<'_>,
    ) -> Result<Signed, Refused> {
        for (index, part) in (0..).zip(self.parts) {
            let end = part.nodes().end;
            let mut seen = part.start;
            for node in part.nodes() {
                if seen <= node.saturating_add(AHEAD) && seen < end {
                    let next = seen.saturating_add(AHEAD).min(end);
                    self.scout::<BIG, NAMED>(seen..next, index, part, names);
                    seen = next;
                }
                if !is_class(self.class(node)) {
                    self.stack.push((node, index));
                    self.drain::<BIG, NAMED>(names);
                }
            }
        }
        if self.is_circle { Err(Refused::Circle) } else { Ok(self.signed) }
    }

    /// Notes the keys of tags. What is near is referred to forward too; a look at it in the order of the
    /// section is one that the processor has foreseen.
    #[inline(always)]
    fn scout<const BIG: bool, const NAMED: bool>(
        &mut self,
        nodes: core::ops::Range<u32>,
        index: u32,
        part: &'s Part<'b>,
        names: &mut MayName<'_>,
    ) {
        for node in nodes {
            let bytes = part.bytes(node);
            let (name, info) = (word(bytes, 0, order::<BIG>()), word(bytes, 4, order::<BIG>()));
            let named = || match names {
                Some(names) if NAMED => names.number(name, index, self.parts),
                Some(_) | None => name,
            };
            if let (Some(key), NONE) = (tag(info, named), self.class(node)) {
                self.set(node, key);
            }
        }
    }

    fn drain<const BIG: bool, const NAMED: bool>(&mut self, names: &mut MayName<'_>) {
        while let Some((node, index)) = self.stack.last().copied() {
            if is_class(self.class(node)) {
                self.stack.pop();
                continue;
            }
            let Some(read) =
                self.parts.get(index as usize).and_then(|part| read::<BIG>(node, index, part))
            else {
                // Parse has checked every record.
                self.set(node, VOID);
                continue;
            };
            match self.number::<BIG, NAMED>(&read, names) {
                Some(class) => {
                    self.set(node, class);
                    self.stack.pop();
                }
                None if self.is_circle => self.stack.clear(),
                None => self.set(node, OPEN),
            }
        }
    }

    #[inline(always)]
    fn class(&self, node: u32) -> u32 {
        self.signed.class.get(node as usize).copied().unwrap_or(VOID)
    }

    #[inline(always)]
    fn set(&mut self, node: u32, class: u32) {
        if let Some(place) = self.signed.class.get_mut(node as usize) {
            *place = class;
        }
    }

    /// The class of a record; `None` if it has to wait for what is now on the stack.
    #[inline(always)]
    fn number<const BIG: bool, const NAMED: bool>(
        &mut self,
        read: &Read<'s, 'b>,
        names: &mut MayName<'_>,
    ) -> Option<u32> {
        let [name, info, third] = read.head;
        if read.tail.is_empty() && !is_unique(info) {
            let name = self.name::<NAMED>(name, read, names);
            let mut key = third;
            if read.shape.target != 0 {
                key = self.key::<BIG, NAMED>(third, read, names);
                if key == NONE {
                    return None;
                }
            }
            return Some(self.find_head([name, info, key]));
        }
        let mut words = core::mem::take(&mut self.scratch);
        let is_ready = self.make::<BIG, NAMED>(read, &mut words, names);
        let class = is_ready.then(|| self.find(&words));
        self.scratch = words;
        class
    }
}

/// Whether what is noted of a node is a class of its own.
#[inline(always)]
const fn is_class(class: u32) -> bool {
    class != NONE && class & TAG == 0
}

/// Whether what is noted of a node is only its key.
#[inline(always)]
const fn is_key(class: u32) -> bool {
    class & TAG != 0 && class != OPEN
}
