//! What is printed: the types of one BTF, or of a base and any number of modules, under dense numbers.
//!
//! *In:* [`Types`], and what the caller knows about them: which nodes are copies of one another, which
//! need a name of their own. *Out:* nodes, and the node behind an id as met in one of the parts. *Never:*
//! an id without the part that it was met in. For one BTF a node is its id, and nothing else is stored.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::line::name_end;
use crate::id::{NameOff, TypeId};
use crate::strings::Strings;
use crate::table::Types;
use crate::view::Type;

/// A type of a [`Graph`]: 0 is `void`, the base's types follow in order of id, then each part's own.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Node(pub u32);

impl Node {
    /// The node of `void`.
    pub const VOID: Self = Self(0);
}

/// The types that a [`Printer`](super::Printer) prints.
///
/// ```
/// use btfly_btf::c::{Graph, Node};
/// use btfly_btf::{Kind, TypeId};
///
/// # let base = btfly_btf::doc::example();
/// # let module = btfly_btf::Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base).unwrap();
/// let mut graph = Graph::new(base.types());
/// let part = graph.push(module.types()).expect("it is a module of that base");
/// // Whichever part an id of the base is met in, it is the base's.
/// assert_eq!(graph.node(part, TypeId(1)), Node(1));
/// // The module's first own type comes after all of the base's.
/// let own = graph.node(part, module.types().first());
/// assert_eq!(graph.get(own).kind(), Kind::Struct);
/// assert_eq!(graph.place(own), (part, module.types().first()));
/// ```
#[derive(Clone, Debug)]
pub struct Graph<'b> {
    /// The base, then the modules.
    parts: Vec<Part<'b>>,
    /// The base's names, which are most.
    strings: Strings<'b>,
    /// Ids below are the base's in every part.
    shared_ids: u32,
    /// Name offsets below are the base's in every part.
    shared_names: u32,
    /// The first node that does not exist.
    end: u32,
    /// The first name key that does not exist.
    names_end: u32,
    /// For each node the one that is printed in its place; empty while each stands for itself.
    canonical: Vec<u32>,
    names: BTreeMap<u32, String>,
    /// Names of enumerators, by node and index.
    variant_names: BTreeMap<(u32, u32), String>,
}

#[derive(Clone, Debug)]
struct Part<'b> {
    types: Types<'b>,
    /// The node of its first own type.
    first: u32,
    shift: Shift,
}

/// What turns the ids and name offsets of one part into nodes and name keys.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shift {
    ids: u32,
    names: u32,
    /// Name offsets below are the base's in every part.
    shared_names: u32,
}

impl Shift {
    #[inline]
    pub(super) const fn name_key(self, off: NameOff) -> NameKey {
        if off.0 < self.shared_names { off.0 } else { off.0.wrapping_add(self.names) }
    }
}

/// A name: its offset among the strings of all parts, one after the other. 0 is no name.
pub(super) type NameKey = u32;

impl<'b> Graph<'b> {
    /// The types of one BTF; of a split BTF, its base's too.
    #[must_use]
    pub fn new(types: Types<'b>) -> Self {
        let base = types.base().unwrap_or(types);
        let end = base.end().0;
        let names_end = base.strings().end();
        let part = Part { types: base, first: base.first().0, shift: Shift::default() };
        let mut graph = Self {
            parts: vec![part],
            strings: base.strings(),
            shared_ids: end,
            shared_names: names_end,
            end,
            names_end,
            canonical: Vec::new(),
            names: BTreeMap::new(),
            variant_names: BTreeMap::new(),
        };
        if types.base().is_some() {
            // It is a split BTF of that very base, and two sections cannot exceed 32 bits together:
            // ids and offsets of a split BTF continue its base's.
            graph.push(types);
        }
        graph
    }

    /// Adds the own types of a split BTF on the same base, and tells the number of its part. `None` if
    /// it has another base, or if 32 bits are too few for one more.
    pub fn push(&mut self, types: Types<'b>) -> Option<usize> {
        let base = types.base()?;
        if base.end().0 != self.shared_ids || base.strings().end() != self.shared_names {
            return None;
        }
        let own = u32::try_from(types.len()).ok()?;
        let own_names = u32::try_from(types.strings().own().len()).ok()?;
        let shift = Shift {
            ids: self.end - self.shared_ids,
            names: self.names_end - self.shared_names,
            shared_names: self.shared_names,
        };
        let end = self.end.checked_add(own)?;
        let names_end = self.names_end.checked_add(own_names)?;
        self.parts.push(Part { types, first: self.end, shift });
        (self.end, self.names_end) = (end, names_end);
        // What was equal stays so; the new nodes stand for themselves.
        if !self.canonical.is_empty() {
            self.canonical.extend(self.end - own..self.end);
        }
        Some(self.parts.len() - 1)
    }

    /// Prints, wherever node `i` is referred to, the node `canonical[i]` in its place: how equal copies
    /// of a type in several modules become one. Nodes past the end of the list stand for themselves.
    ///
    /// What a node is replaced by must stand for itself; a replacement that does not exist is ignored.
    pub fn set_canonical(&mut self, mut canonical: Vec<u32>) {
        canonical.truncate(self.end as usize);
        let known = u32::try_from(canonical.len()).unwrap_or(self.end);
        canonical.extend(known..self.end);
        for (node, to) in (0..self.end).zip(&mut canonical) {
            if self.end <= *to {
                *to = node;
            }
        }
        self.canonical = canonical;
    }

    /// Prints `node` under `name`, whatever it is called: how two modules' types of one name are told
    /// apart. Such a name is not counted and gets no suffix; that no other is equal is the caller's to
    /// see to.
    pub fn set_name(&mut self, node: Node, name: impl Into<String>) {
        self.names.insert(node.0, name.into());
    }

    /// Prints the enumerator of that index of `node` under `name`; as with [`Graph::set_name`], that no other
    /// is equal is the caller's to see to.
    pub fn set_variant_name(&mut self, node: Node, index: u32, name: impl Into<String>) {
        self.variant_names.insert((node.0, index), name.into());
    }

    /// Whether the caller decides names.
    pub(super) fn has_given_names(&self) -> bool {
        !self.names.is_empty() || !self.variant_names.is_empty()
    }

    /// The name given by [`Graph::set_variant_name`].
    #[must_use]
    pub fn given_variant_name(&self, node: Node, index: u32) -> Option<&str> {
        self.variant_names.get(&(node.0, index)).map(String::as_str)
    }

    /// The name given by [`Graph::set_name`].
    #[must_use]
    pub fn given_name(&self, node: Node) -> Option<&str> {
        self.names.get(&node.0).map(String::as_str)
    }

    /// The first node that does not exist.
    #[must_use]
    pub const fn end(&self) -> Node {
        Node(self.end)
    }

    /// The parts: the base, then what was pushed.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = Types<'b>> + use<'_, 'b> {
        self.parts.iter().map(|part| part.types)
    }

    /// The nodes of a part's own types.
    #[must_use]
    pub fn own(&self, part: usize) -> core::ops::Range<u32> {
        self.parts.get(part).map_or(0..0, |part| {
            part.first..part.first + u32::try_from(part.types.len()).unwrap_or(0)
        })
    }

    /// The node of `id` as met in `part`, or the one that is printed in its place.
    #[must_use]
    pub fn node(&self, part: usize, id: TypeId) -> Node {
        let shift = self.parts.get(part).map_or(Shift::default(), |part| part.shift);
        Node(self.resolve(shift, id))
    }

    /// The node that is printed in the place of `node`: itself, unless it is a copy.
    #[must_use]
    pub fn canonical(&self, node: Node) -> Node {
        Node(self.canonical.get(node.0 as usize).copied().unwrap_or(node.0))
    }

    /// The part that `node` is an own type of, and its id there.
    #[must_use]
    pub fn place(&self, node: Node) -> (usize, TypeId) {
        let part = self.part_of(node.0);
        let shift = self.parts.get(part).map_or(0, |part| part.shift.ids);
        (part, TypeId(node.0.saturating_sub(shift)))
    }

    /// The type of `node`; `void` for one that does not exist.
    #[must_use]
    pub fn get(&self, node: Node) -> Type<'b> {
        self.at(node.0).0
    }

    /// Bytes of all sections: what limits on output are measured by.
    pub(super) fn input_len(&self) -> u64 {
        self.parts.iter().map(|part| part.types.inner.storage.bytes().len() as u64).sum()
    }

    /// Whether there is one BTF and no copy in it: then a node is its id, and what an id leads to the id.
    pub(super) fn is_plain(&self) -> bool {
        self.parts.len() == 1 && self.canonical.is_empty()
    }

    /// The first name key that does not exist.
    pub(super) const fn names_end(&self) -> NameKey {
        self.names_end
    }

    /// The own strings of every part, with the name key of the first.
    pub(super) fn string_parts(&self) -> impl Iterator<Item = (NameKey, &'b [u8])> {
        self.parts.iter().enumerate().map(|(at, part)| {
            let first = if at == 0 { 0 } else { self.shared_names + part.shift.names };
            (first, part.types.strings().own())
        })
    }

    /// Whether `node` is printed itself, and not another in its place.
    #[inline]
    pub(super) fn is_canonical(&self, node: u32) -> bool {
        self.canonical.get(node as usize).is_none_or(|to| *to == node)
    }

    pub(super) fn given_names(&self) -> impl Iterator<Item = u32> {
        self.names.keys().copied()
    }

    /// The own types of every part with the shift of the part.
    pub(super) fn part_shifts(&self) -> impl Iterator<Item = (Types<'b>, Shift)> {
        self.parts.iter().map(|part| (part.types, part.shift))
    }

    #[inline]
    pub(super) fn at(&self, node: u32) -> (Type<'b>, Shift) {
        let part = if node < self.shared_ids { 0 } else { self.part_of(node) };
        match self.parts.get(part) {
            Some(Part { types, shift, .. }) => {
                let ty = types.get(TypeId(node.wrapping_sub(shift.ids))).unwrap_or(Type::Void);
                (ty, *shift)
            }
            None => (Type::Void, Shift::default()),
        }
    }

    #[inline]
    pub(super) fn resolve(&self, shift: Shift, id: TypeId) -> u32 {
        let node = if id.0 < self.shared_ids { id.0 } else { id.0.wrapping_add(shift.ids) };
        self.canonical.get(node as usize).copied().unwrap_or(node)
    }

    /// Appends a name.
    #[inline]
    pub(super) fn append(&self, key: NameKey, out: &mut Vec<u8>) {
        if key < self.shared_names {
            self.strings.append(NameOff(key), out);
        } else {
            out.extend_from_slice(self.name(key));
        }
    }

    /// The bytes of a name.
    #[inline]
    pub(super) fn name(&self, key: NameKey) -> &'b [u8] {
        if key < self.shared_names {
            return self.strings.bytes(NameOff(key));
        }
        let (strings, off) = self.strings_of(key);
        strings.bytes(NameOff(off))
    }

    /// The bytes from a name on, to the end of all strings of its part.
    #[inline]
    pub(super) fn tail(&self, key: NameKey) -> &'b [u8] {
        if key < self.shared_names {
            self.strings.tail(NameOff(key))
        } else {
            let (strings, off) = self.strings_of(key);
            strings.tail(NameOff(off))
        }
    }

    /// The strings that a name which is not the base's is among, and its offset there.
    fn strings_of(&self, key: NameKey) -> (Strings<'b>, u32) {
        // The last part whose names start at or before the key. The base's shift is 0 too: after the base
        // alone comes the first module.
        let after = self.parts.partition_point(|part| self.shared_names + part.shift.names <= key);
        match self.parts.get(after.saturating_sub(1)) {
            Some(part) => (part.types.strings(), key.wrapping_sub(part.shift.names)),
            None => (self.strings, u32::MAX),
        }
    }

    /// The first sixteen bytes of a name as numbers that compare as it does, zeros behind its end.
    #[inline]
    pub(super) fn start(&self, key: NameKey) -> [u64; 2] {
        let tail = self.tail(key);
        let mut bytes = [0; 16];
        match tail.first_chunk() {
            Some(chunk) => bytes = *chunk,
            None => bytes.iter_mut().zip(tail).for_each(|(to, from)| *to = *from),
        }
        let word = u128::from_be_bytes(bytes);
        let kept = match name_end(&bytes) {
            16 => word,
            len => word & !(u128::MAX >> (len * 8)),
        };
        let [high, low] = [kept >> 64, kept & u128::from(u64::MAX)];
        [u64::try_from(high).unwrap_or(0), u64::try_from(low).unwrap_or(0)]
    }

    /// The first bytes of a name, at most `max`; the rest is not looked at.
    pub(super) fn head(&self, key: NameKey, max: usize) -> &'b [u8] {
        let (strings, off) =
            if key < self.shared_names { (self.strings, key) } else { self.strings_of(key) };
        strings.head(NameOff(off), max)
    }

    fn part_of(&self, node: u32) -> usize {
        self.parts.partition_point(|part| part.first <= node).saturating_sub(1)
    }
}
