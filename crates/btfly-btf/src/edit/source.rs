//! Source: the records of one or more BTFs by node, for passes that read words.
//!
//! *In:* tables of types. *Out:* for each node the bytes of its record, and the node of an id as it is met
//! in a part. The numbering is that of [`Graph`](crate::graph::Graph), without its four bytes a node.
//! *Never:* a view; whoever asks what a type says wants `Graph`.

use alloc::vec::Vec;

use crate::id::TypeId;
use crate::parse::Shapes;
use crate::table::Types;
use crate::wire::cursor::word;
use crate::wire::kind::Info;
use crate::wire::record;

/// The types of one BTF among the nodes.
#[derive(Clone, Debug)]
pub(super) struct Part<'b> {
    pub(super) types: Types<'b>,
    pub(super) records: &'b [u8],
    pub(super) offsets: &'b [u32],
    /// What each kind's record holds; kinds that only this part's layout section tells may differ.
    pub(super) shapes: Shapes,
    /// The node of the first own type.
    pub(super) start: u32,
    /// The id of the first own type.
    pub(super) first: u32,
    /// The part that has the base, and the node of its first type; of a whole BTF its own.
    pub(super) base: u32,
    pub(super) base_start: u32,
}

impl Part<'_> {
    /// The node of an id that is not 0.
    #[inline(always)]
    pub(super) fn node(&self, id: u32) -> u32 {
        if id < self.first {
            // Of a base whose part is not there, `base_start` is 0: nothing but the id 0 is 0 then.
            self.base_start.wrapping_add(id).wrapping_sub(u32::from(self.base_start != 0))
        } else {
            self.start.wrapping_add(id - self.first)
        }
    }

    /// The nodes of the own types.
    pub(super) fn nodes(&self) -> core::ops::Range<u32> {
        let len = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX);
        self.start..self.start.saturating_add(len)
    }

    /// The bytes from the start of a node's record to the end of the section.
    #[inline(always)]
    pub(super) fn bytes(&self, node: u32) -> &[u8] {
        let at = node.wrapping_sub(self.start) as usize;
        let at = self.offsets.get(at).map_or(usize::MAX, |at| *at as usize);
        self.records.get(at..).unwrap_or(&[])
    }

    /// The id of an own node.
    pub(super) fn id(&self, node: u32) -> TypeId {
        TypeId(node.wrapping_sub(self.start).wrapping_add(self.first))
    }
}

/// The types of several BTFs, numbered as a [`Graph`](crate::graph::Graph) numbers them: 0 is `void`.
#[derive(Clone, Debug)]
pub(super) struct Source<'b> {
    pub(super) parts: Vec<Part<'b>>,
    /// The first node that does not exist.
    pub(super) end: u32,
}

impl<'b> Source<'b> {
    /// A base comes before what is split on it. `None` when there are more types than numbers, or when a
    /// base is missing.
    pub(super) fn new(all: impl IntoIterator<Item = Types<'b>>) -> Option<Self> {
        let mut source = Self { parts: Vec::new(), end: 1 };
        for types in all {
            let (records, offsets) = types.own_section();
            let index = u32::try_from(source.parts.len()).ok()?;
            let start = source.end;
            let (base, base_start) = match types.base() {
                None => (index, start),
                Some(base) => {
                    let is_it = |part: &&Part<'_>| core::ptr::eq(part.types.inner, base.inner);
                    let at = source.parts.iter().position(|part| is_it(&part))?;
                    (u32::try_from(at).ok()?, source.parts.get(at)?.start)
                }
            };
            source.end = start.checked_add(u32::try_from(offsets.len()).ok()?)?;
            source.parts.push(Part {
                types,
                records,
                offsets,
                shapes: Shapes::new(&types.layout()),
                start,
                first: types.first().0,
                base,
                base_start,
            });
        }
        Some(source)
    }

    /// The part of a node that is not `void`.
    pub(super) fn part_of(&self, node: u32) -> Option<(u32, &Part<'b>)> {
        let after = self.parts.partition_point(|part| part.start <= node);
        // Of several parts that start at one node all but the last are empty.
        let at = after.checked_sub(1)?;
        Some((u32::try_from(at).ok()?, self.parts.get(at)?))
    }

    /// Calls `visit` with each node that the record of `node` refers to, in its order; `void` too.
    pub(super) fn for_each_reference(&self, node: u32, mut visit: impl FnMut(u32)) {
        let Some((_, part)) = self.part_of(node) else { return };
        let endian = part.types.endian();
        let bytes = part.bytes(node);
        let mut at = |offset: usize| {
            let id = word(bytes, offset, endian);
            visit(if id == 0 { 0 } else { part.node(id) });
        };
        part.for_each_place(node, |offset, place| {
            if place == Place::Type {
                at(offset);
            }
        });
    }
}

/// What a word of a record says that an edit may change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// The offset of a name.
    Name,
    /// The id of a type.
    Type,
}

impl Part<'_> {
    /// Calls `visit` with the byte, from the start of the record, of each name and reference in it: the head's
    /// first, then those of its entries.
    #[inline]
    pub(super) fn for_each_place(&self, node: u32, mut visit: impl FnMut(usize, Place)) {
        let info = Info(word(self.bytes(node), 4, self.types.endian()));
        let Some(shape) = self.shapes.0.get(usize::from(info.kind_number())) else { return };
        visit(0, Place::Name);
        if shape.target != 0 {
            visit(8, Place::Type);
        }
        if shape.entry_name | shape.entry_first | shape.entry_second == 0 {
            return;
        }
        // An array has one entry, and no `vlen`.
        let size = usize::from(shape.elem_sz);
        let (size, len) = if size == 0 { (12, 1) } else { (size, info.vlen() as usize) };
        for index in 0..len {
            let at = record::HEAD + index * size;
            if shape.entry_name != 0 {
                visit(at, Place::Name);
            }
            if shape.entry_first != 0 {
                visit(at, Place::Type);
            }
            if shape.entry_second != 0 {
                visit(at + 4, Place::Type);
            }
        }
    }

    /// The record of a node, without what follows it.
    pub(super) fn record(&self, node: u32) -> &[u8] {
        let bytes = self.bytes(node);
        let info = Info(word(bytes, 4, self.types.endian()));
        let shape = self.shapes.0.get(usize::from(info.kind_number()));
        let len = shape.map_or(0, |shape| {
            usize::from(shape.info_sz) + info.vlen() as usize * usize::from(shape.elem_sz)
        });
        bytes.get(..record::HEAD + len).unwrap_or(bytes)
    }
}
