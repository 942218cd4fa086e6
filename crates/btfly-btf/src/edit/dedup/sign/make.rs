//! Make: the signature of one record.
//!
//! *In:* a record. *Out:* its words with names and references replaced; or, where a class that it needs is not known
//! yet, what has to be numbered first, on the stack. *Never:* the class; that is `table`'s.

use alloc::vec::Vec;

use super::{MayName, OPEN, Signer, is_key};
use crate::edit::dedup::signed::{HEAD_WORDS, NONE, VOID, tag};
use crate::edit::source::Part;
use crate::parse::Shape;
use crate::wire::cursor::{Endian, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// How many single references in a row are followed without the stack; a longer chain goes there.
const SHORT: usize = 6;

/// A record as it is looked at.
#[derive(Clone, Copy)]
pub(super) struct Read<'s, 'b> {
    pub(super) node: u32,
    pub(super) index: u32,
    pub(super) part: &'s Part<'b>,
    pub(super) head: [u32; 3],
    pub(super) shape: &'s Shape,
    pub(super) tail: &'s [u8],
}

impl<'s, 'b> Signer<'s, 'b> {
    /// Makes the signature of a record; `false` if it is not complete yet.
    #[inline(always)]
    pub(super) fn make<const BIG: bool, const NAMED: bool>(
        &mut self,
        read: &Read<'s, 'b>,
        words: &mut Vec<u32>,
        names: &mut MayName<'_>,
    ) -> bool {
        let endian = order::<BIG>();
        let Read { head: [name, info, third], shape, tail, .. } = *read;
        let is_unique = is_unique(info);
        words.clear();
        words.resize(HEAD_WORDS + tail.len() / 4 + usize::from(is_unique), read.node);
        let Some((head, rest)) = words.split_first_chunk_mut::<HEAD_WORDS>() else { return true };
        *head = [self.name::<NAMED>(name, read, names), info, third];
        let mut is_ready = true;
        if shape.target != 0 {
            let key = self.key::<BIG, NAMED>(third, read, names);
            head[2] = key;
            is_ready = key != NONE;
        }
        if tail.is_empty() {
            return is_ready;
        }
        let entries = (shape.elem_sz, shape.entry_name != 0, shape.entry_second != 0);
        match entries {
            // Members.
            (12, true, true) => {
                let to = rest.as_chunks_mut::<3>().0;
                for (chunk, to) in tail.as_chunks::<12>().0.iter().zip(to) {
                    let key = self.key::<BIG, NAMED>(word(chunk, 4, endian), read, names);
                    let name = self.name::<NAMED>(word(chunk, 0, endian), read, names);
                    *to = [name, key, word(chunk, 8, endian)];
                    is_ready &= key != NONE;
                }
            }
            // Parameters.
            (_, true, true) => {
                let to = rest.as_chunks_mut::<2>().0;
                for (chunk, to) in tail.as_chunks::<8>().0.iter().zip(to) {
                    let key = self.key::<BIG, NAMED>(word(chunk, 4, endian), read, names);
                    *to = [self.name::<NAMED>(word(chunk, 0, endian), read, names), key];
                    is_ready &= key != NONE;
                }
            }
            // An array.
            (_, _, true) => {
                let to = rest.as_chunks_mut::<3>().0;
                for (chunk, to) in tail.as_chunks::<12>().0.iter().zip(to) {
                    let elem = self.key::<BIG, NAMED>(word(chunk, 0, endian), read, names);
                    let index = self.key::<BIG, NAMED>(word(chunk, 4, endian), read, names);
                    *to = [elem, index, word(chunk, 8, endian)];
                    is_ready &= elem != NONE && index != NONE;
                }
            }
            // A data section's variables; values; what is one word, or of no known kind.
            (elem_sz, has_name, false) => {
                for (chunk, to) in tail.as_chunks::<4>().0.iter().zip(rest.iter_mut()) {
                    *to = word(chunk, 0, endian);
                }
                let step = usize::from(elem_sz / 4).max(1);
                if has_name && NAMED {
                    for to in rest.iter_mut().step_by(step) {
                        *to = self.name::<NAMED>(*to, read, names);
                    }
                }
                if shape.entry_first != 0 {
                    let to = rest.as_chunks_mut::<3>().0;
                    for [id, ..] in to {
                        *id = self.key::<BIG, NAMED>(*id, read, names);
                        is_ready &= *id != NONE;
                    }
                }
            }
        }
        is_ready
    }

    #[inline(always)]
    pub(super) fn name<const NAMED: bool>(
        &self,
        off: u32,
        read: &Read<'s, 'b>,
        names: &mut MayName<'_>,
    ) -> u32 {
        match names {
            Some(names) if NAMED => names.number(off, read.index, self.parts),
            Some(_) | None => off,
        }
    }

    /// What stands for the type `id` in the signature of a record that mentions it; 0 if it has to wait.
    #[inline(always)]
    pub(super) fn key<const BIG: bool, const NAMED: bool>(
        &mut self,
        id: u32,
        read: &Read<'s, 'b>,
        names: &mut MayName<'_>,
    ) -> u32 {
        let node = if id == 0 { 0 } else { read.part.node(id) };
        let class = self.class(node);
        match self.signed.keys.get(class as usize) {
            Some(key) if class != NONE => *key,
            // The key of a tag, from when it was first met.
            None if is_key(class) => class,
            Some(_) | None => self.open::<BIG, NAMED>(id, node, read, names),
        }
    }

    /// The key of a node that has no class yet: of a tag at once, of what leads to a tag or class by a few
    /// references too, of others later: 0.
    #[inline(never)]
    fn open<const BIG: bool, const NAMED: bool>(
        &mut self,
        id: u32,
        node: u32,
        from: &Read<'s, 'b>,
        names: &mut MayName<'_>,
    ) -> u32 {
        let mut chain = [None; SHORT];
        let (mut id, mut node, mut from) = (id, node, *from);
        let mut key = NONE;
        let mut links = chain.iter_mut();
        loop {
            let (index, part) = match self.parts.get(from.part.base as usize) {
                Some(base) if id < from.part.first => (from.part.base, base),
                Some(_) | None => (from.index, from.part),
            };
            let Some(read) = read::<BIG>(node, index, part) else { return VOID };
            let [name, info, third] = read.head;
            if let Some(tag) = tag(info, || self.name::<NAMED>(name, &read, names)) {
                self.set(node, tag);
                key = tag;
                break;
            }
            if self.class(node) == OPEN {
                self.is_circle = true;
                break;
            }
            if read.shape.target == 0 || !read.tail.is_empty() || is_unique(info) {
                break;
            }
            let Some(link) = links.next() else { break };
            *link = Some((node, self.name::<NAMED>(name, &read, names), info));
            (id, node, from) = (third, if third == 0 { 0 } else { part.node(third) }, read);
            let class = self.class(node);
            match self.signed.keys.get(class as usize) {
                Some(known) if class != NONE => key = *known,
                None if is_key(class) => key = class,
                Some(_) | None => {}
            }
            if key != NONE {
                break;
            }
        }
        if key == NONE {
            // It has a class when what waits for it comes to the top again.
            let index = if id < from.part.first { from.part.base } else { from.index };
            self.stack.push((node, index));
            return NONE;
        }
        for (node, name, info) in chain.into_iter().rev().flatten() {
            let class = self.find_head([name, info, key]);
            self.set(node, class);
            key = class;
        }
        key
    }
}

/// The record of a node; `None` if there is none, which parse has ruled out.
#[inline(always)]
pub(super) fn read<'s, 'b, const BIG: bool>(
    node: u32,
    index: u32,
    part: &'s Part<'b>,
) -> Option<Read<'s, 'b>> {
    let (head, rest) = part.bytes(node).split_first_chunk::<{ record::HEAD }>()?;
    let at = |at| word(head, at, order::<BIG>());
    let info = Info(at(4));
    let shape = part.shapes.0.get(usize::from(info.kind_number()))?;
    let len = usize::from(shape.info_sz) + info.vlen() as usize * usize::from(shape.elem_sz);
    Some(Read { node, index, part, head: [at(0), info.0, at(8)], shape, tail: rest.get(..len)? })
}

/// Whether a type is the same as no other: variables and data sections stand for places in a program.
#[inline(always)]
pub(super) fn is_unique(info: u32) -> bool {
    let kind = Info(info).kind_number();
    kind == Kind::Var as u8 || kind == Kind::Datasec as u8
}

#[inline(always)]
pub(super) const fn order<const BIG: bool>() -> Endian {
    if BIG { Endian::Big } else { Endian::Little }
}
