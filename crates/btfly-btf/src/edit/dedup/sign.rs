//! Signatures: what a type says, down to the tags that it mentions.
//!
//! A struct, union or enum that has a name, and the forward declaration of one, is a *tag*. The signature of a
//! type is its record, with each name as its number and each reference replaced: by the tag's name where
//! it leads to a tag, and else by the class of the type that it leads to. Types of one signature are one class.
//! Two types of different classes are different, unless one declares what the other defines; two of one class
//! are the same, unless a tag of one name has several definitions. Both is what `refine` looks at.
//!
//! *In:* a [`Source`]. *Out:* the class of each node, and each class's signature, once. One pass in the order of
//! ids; what a type refers to is numbered before it. *Never:* recursion.
//!
//! Objects that include one header list its types in one order. So the class that followed the last one the
//! last time is nearly always the next one, and a comparison with it saves the hash.

use alloc::vec;
use alloc::vec::Vec;

use super::names::Names;
use crate::edit::source::{Part, Source};
use crate::parse::Shape;
use crate::wire::cursor::{Endian, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// The class of a node that has none yet.
pub(super) const NONE: u32 = 0;
/// The class of `void`.
pub(super) const VOID: u32 = 1;
/// In place of a class: what it refers to is being numbered.
const OPEN: u32 = u32::MAX;

/// The bit that tells a tag's key from a class.
pub(super) const TAG: u32 = 1 << 31;
/// Where the kind of tag stands in a key; the name has the bits below.
const TAG_SHIFT: u32 = 29;

/// Words before the entries of a signature: name, info, size or key.
pub(super) const HEAD_WORDS: usize = 3;

/// How many nodes are looked at ahead of those that are numbered: about an object's worth, which a cache
/// close to the processor holds. Fewer miss references forward, more are gone before they are needed.
const AHEAD: u32 = 2048;

/// How many places the table of signatures has at most to begin with: a kernel's worth. It grows.
const MOST_PLACES: usize = 1 << 17;

/// How many single references in a row are followed without the stack; a longer chain goes there.
const SHORT: usize = 6;

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
    let mut class = vec![NONE; source.end as usize];
    if let Some(void) = class.first_mut() {
        *void = VOID;
    }
    let table = vec![0; (source.end as usize).next_power_of_two().clamp(64, MOST_PLACES)];
    // An address that nobody who writes a BTF knows; no answer depends on it.
    let seed = table.as_ptr().addr() as u64;
    let signer = Signer {
        parts: &source.parts,
        signed: Signed { class, keys: vec![NONE, VOID], words: Vec::new(), starts: vec![0; 3] },
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
    /// Open addressing: a hash above a class; class 0 is a free place.
    table: Vec<u64>,
    /// The signature that is being made.
    scratch: Vec<u32>,
    /// Nodes with their parts: those that wait for others, and the others above them.
    stack: Vec<(u32, u32)>,
    is_circle: bool,
    seed: u64,
    hashing: Hashing,
}

type MayName<'n> = Option<&'n mut Names>;

/// A record as it is looked at.
#[derive(Clone, Copy)]
struct Read<'s, 'b> {
    node: u32,
    index: u32,
    part: &'s Part<'b>,
    head: [u32; 3],
    shape: &'s Shape,
    tail: &'s [u8],
}

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
        let mut words = core::mem::take(&mut self.scratch);
        let is_ready = self.make::<BIG, NAMED>(read, &mut words, names);
        let class = is_ready.then(|| self.find(&words));
        self.scratch = words;
        class
    }

    /// Makes the signature of a record; `false` if it is not complete yet.
    #[inline(always)]
    fn make<const BIG: bool, const NAMED: bool>(
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
    fn name<const NAMED: bool>(
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
    fn key<const BIG: bool, const NAMED: bool>(
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
            let class = self.find(&[name, info, key]);
            self.set(node, class);
            key = class;
        }
        key
    }

    /// The class of a signature.
    #[inline(always)]
    fn find(&mut self, words: &[u32]) -> u32 {
        let guess = self.next.get(self.last as usize).copied().unwrap_or(NONE);
        let class = if self.signed.signature(guess) == words { guess } else { self.look_up(words) };
        if let Some(next) = self.next.get_mut(self.last as usize) {
            *next = class;
        }
        self.last = class;
        class
    }

    #[inline(never)]
    fn look_up(&mut self, words: &[u32]) -> u32 {
        let hash = high(self.hash(words));
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while let Some(entry @ 1..) = self.table.get(place).copied() {
            let class = low(entry);
            if high(entry) == hash && self.signed.signature(class) == words {
                return class;
            }
            place = (place + 1) & mask;
        }
        let class = self.signed.push(words);
        self.next.push(NONE);
        if let Some(free) = self.table.get_mut(place) {
            *free = pair(hash, class);
        }
        if self.table.len() < self.signed.keys.len() * 2 {
            self.grow();
        }
        class
    }

    fn grow(&mut self) {
        let places = self.table.len() * 2;
        let mask = places - 1;
        let old = core::mem::replace(&mut self.table, vec![0; places]);
        for entry in old.into_iter().filter(|entry| *entry != 0) {
            let mut place = high(entry) as usize & mask;
            while self.table.get(place).is_some_and(|there| *there != 0) {
                place = (place + 1) & mask;
            }
            if let Some(free) = self.table.get_mut(place) {
                *free = entry;
            }
        }
    }

    fn hash(&self, words: &[u32]) -> u64 {
        match self.hashing {
            Hashing::Seeded => hash(self.seed, words),
            #[cfg(test)]
            Hashing::Constant => 0,
        }
    }
}

impl Signed {
    /// The classes that have a signature, in the order in which they were met.
    pub(super) fn classes(&self) -> core::ops::Range<u32> {
        VOID + 1..number(self.keys.len())
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
    fn push(&mut self, words: &[u32]) -> u32 {
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

/// The record of a node; `None` if there is none, which parse has ruled out.
#[inline(always)]
fn read<'s, 'b, const BIG: bool>(
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

/// Whether a type is the same as no other: variables and data sections stand for places in a program.
fn is_unique(info: u32) -> bool {
    let kind = Info(info).kind_number();
    kind == Kind::Var as u8 || kind == Kind::Datasec as u8
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

#[inline(always)]
fn hash(seed: u64, words: &[u32]) -> u64 {
    let mut state = seed ^ words.len() as u64;
    let (chunks, rest) = words.as_chunks::<4>();
    for [a, b, c, d] in chunks {
        state = fold(state ^ pair(*b, *a), K ^ pair(*d, *c));
    }
    let mut last = [0; 4];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let [a, b, c, _] = last;
    fold(state ^ pair(b, a), K ^ u64::from(c))
}

/// An odd constant without a pattern.
const K: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let [low, high] = [product & u128::from(u64::MAX), product >> 64];
    u64::try_from(low).unwrap_or(0) ^ u64::try_from(high).unwrap_or(0)
}

#[inline(always)]
const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

#[inline(always)]
fn low(pair: u64) -> u32 {
    u32::try_from(pair & u64::from(u32::MAX)).unwrap_or(0)
}

#[inline(always)]
fn high(pair: u64) -> u32 {
    u32::try_from(pair >> 32).unwrap_or(0)
}

/// A length as a number; [`Source`] has fewer nodes, and sections fewer words, than there are numbers.
#[inline(always)]
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

#[inline(always)]
const fn order<const BIG: bool>() -> Endian {
    if BIG { Endian::Big } else { Endian::Little }
}
