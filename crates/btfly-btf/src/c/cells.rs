//! What the printer knows of each node: kind, size, name, marks, and to what it leads.
//!
//! *In:* a graph. *Out:* a cell per node and all references as numbers, laid out once in one pass, so that
//! ordering and searching never decode a record. *Never:* what a member is called or where it lies: that
//! is read when it is printed.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::graph::{Graph, NameKey, Shift};
use super::shape::Aligns;
use crate::id::TypeId;
use crate::resolve::is_long;
use crate::table::Types;
use crate::view::{Int, Record};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;
use crate::wire::record;

/// Something to remember about a node. They fit into sixteen bits, because cells are met in no order and
/// should be few to a cache; hence some mean one thing for one kind and another for another.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Marks(u16);

impl Marks {
    /// Something refers to it (see `order.rs` for what counts).
    pub(super) const REFERENCED: Self = Self(1 << 1);
    /// What must come before it is in the queue, and so is it if it has a name.
    pub(super) const ORDERED: Self = Self(1 << 2);
    /// What must come before it is being looked at.
    pub(super) const ORDERING: Self = Self(1 << 3);
    /// It has no C: it contains itself.
    pub(super) const BROKEN: Self = Self(1 << 4);
    /// It is defined in the output.
    pub(super) const EMITTED: Self = Self(1 << 5);
    /// What its definition needs declared is being looked at.
    pub(super) const EMITTING: Self = Self(1 << 6);
    /// It is declared in the output.
    pub(super) const FORWARDED: Self = Self(1 << 7);
    /// How often its name was used before is known.
    pub(super) const COUNTED: Self = Self(1 << 8);
    /// Its name was used before, so it gets a number; or the caller gave it a name.
    pub(super) const RENAMED: Self = Self(1 << 9);
    /// A prototype returns it.
    pub(super) const RETURNED: Self = Self(1 << 10);
    /// A struct or union whose members are not where C would put them.
    pub(super) const PACKED: Self = Self(1 << 11);
    /// An `INT` of fewer bits than its bytes: a bitfield as old encoders wrote it.
    pub(super) const PARTIAL: Self = Self(1 << 11);
    /// A struct or union that libbpf prints as packed.
    pub(super) const LIBBPF_PACKED: Self = Self(1 << 12);
    /// An enum whose values are in the output.
    pub(super) const PRINTED: Self = Self(1 << 12);
    /// A struct or union whose gaps are filled to the bit, because marks that align would miss.
    pub(super) const EXACT: Self = Self(1 << 13);
    /// A union that is given an alignment to reach its size.
    pub(super) const ALIGNED: Self = Self(1 << 14);
    /// Nothing.
    pub(super) const NONE: Self = Self(0);

    #[inline]
    pub(super) const fn has(self, mark: Self) -> bool {
        self.0 & mark.0 != 0
    }

    #[inline]
    pub(super) const fn with(self, mark: Self) -> Self {
        Self(self.0 | mark.0)
    }

    #[inline]
    pub(super) const fn without(self, mark: Self) -> Self {
        Self(self.0 & !mark.0)
    }
}

/// One node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    /// Alignments: of a number or pointer from the start, of others once they are ordered.
    pub(super) aligns: Aligns,
    marks: Marks,
    /// Size in bytes of a number, struct, union or enum, and of a typedef once it is ordered; how many
    /// elements an array has; what a pointer, modifier, tag or function leads to.
    pub(super) word: u32,
    pub(super) name: NameKey,
}

/// What alignments are computed with until it is known better: true of every kernel that BPF runs on today.
const USUAL_POINTER_SIZE: u32 = 8;

const VOID: Cell = Cell {
    kind: Kind::Void,
    aligns: Aligns::NONE,
    marks: Marks(Marks::ORDERED.0 | Marks::EMITTED.0),
    word: 0,
    name: 0,
};

/// What a kind is to a printer of C.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Class {
    /// `void`, a number: a word that the compiler knows.
    Word,
    /// A pointer.
    Ptr,
    /// `const`, `volatile`, `restrict`, a tag: leads to one other type.
    Modifier,
    /// An array: leads to its element.
    Array,
    /// A struct or union.
    Composite,
    /// An enum of either kind.
    Enum,
    /// A declared struct or union.
    Fwd,
    /// A typedef.
    Typedef,
    /// A prototype.
    Proto,
    /// No type of C.
    Other,
}

impl Cell {
    #[inline]
    pub(super) const fn class(&self) -> Class {
        match self.kind {
            Kind::Void | Kind::Int | Kind::Float => Class::Word,
            Kind::Ptr => Class::Ptr,
            Kind::Volatile | Kind::Const | Kind::Restrict | Kind::TypeTag => Class::Modifier,
            Kind::Array => Class::Array,
            Kind::Struct | Kind::Union => Class::Composite,
            Kind::Enum | Kind::Enum64 => Class::Enum,
            Kind::Fwd => Class::Fwd,
            Kind::Typedef => Class::Typedef,
            Kind::FuncProto => Class::Proto,
            Kind::Func | Kind::Var | Kind::Datasec | Kind::DeclTag | Kind::Opaque => Class::Other,
        }
    }

    /// Whether it is a struct or union with a name: one that can be declared without being defined.
    #[inline]
    pub(super) const fn is_named_composite(&self) -> bool {
        self.is_named() && matches!(self.kind, Kind::Struct | Kind::Union)
    }

    #[inline]
    pub(super) const fn is_named(&self) -> bool {
        self.name != 0
    }

    #[inline]
    pub(super) const fn has(&self, mark: Marks) -> bool {
        self.marks.has(mark)
    }
}

/// All nodes of a graph.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    /// Where each node's references start, and at last where all end.
    starts: Vec<u32>,
    /// What each node refers to: the target of a typedef; the element and the index of an array; the
    /// members of a struct or union; what a prototype returns, then its parameters; the variables of a
    /// section. What leads to one other type by its cell has none here.
    edges: Vec<u32>,
    pub(super) pointer_size: u32,
    pub(super) lists: Lists,
}

/// Nodes by what they are looked for as, each in order of node.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    /// Integers and floats.
    pub(super) numbers: Vec<u32>,
    /// Enums with a name.
    pub(super) enums: Vec<u32>,
    pub(super) anonymous_enums: Vec<u32>,
    /// Structs and unions with a name.
    pub(super) composites: Vec<u32>,
    pub(super) typedefs: Vec<u32>,
    pub(super) fwds: Vec<u32>,
    pub(super) decl_tags: Vec<u32>,
    pub(super) type_tags: Vec<u32>,
    /// Pointers, qualifiers and tags: what leads to one other type and has no name that counts.
    pub(super) chains: Vec<u32>,
    /// Arrays, prototypes, anonymous structs: what leads to others by its references.
    pub(super) groups: Vec<u32>,
}

impl Cells {
    pub(super) fn new(graph: &Graph<'_>) -> Self {
        let end = graph.end().0 as usize;
        let mut cells = Self {
            cells: Vec::with_capacity(end),
            starts: Vec::with_capacity(end + 1),
            edges: Vec::with_capacity(end * 3),
            pointer_size: USUAL_POINTER_SIZE,
            lists: Lists::default(),
        };
        cells.cells.push(VOID);
        cells.starts.push(0);
        for (part, (types, shift)) in graph.part_shifts().enumerate() {
            let own = graph.own(part);
            // Four times the same loop, each with nothing to ask about byte order, copies and modules.
            match (types.endian(), graph.is_plain()) {
                (Endian::Little, true) => {
                    cells.read_part(&types, Endian::Little, own, shift, |_| true, |id| id);
                }
                (Endian::Big, true) => {
                    cells.read_part(&types, Endian::Big, own, shift, |_| true, |id| id);
                }
                (endian, false) => {
                    let is_canonical = |node| graph.is_canonical(node);
                    let resolve = |id| graph.resolve(shift, TypeId(id));
                    cells.read_part(&types, endian, own, shift, is_canonical, resolve);
                }
            }
        }
        cells.starts.push(cells.edges_len());
        cells.find_pointer_size(graph);
        cells.mark_references();
        for node in graph.given_names() {
            cells.mark(node, Marks::RENAMED);
        }
        cells
    }

    /// Reads the own types of one part.
    #[inline(always)]
    fn read_part(
        &mut self,
        types: &Types<'_>,
        endian: Endian,
        own: Range<u32>,
        shift: Shift,
        is_canonical: impl Fn(u32) -> bool,
        resolve: impl Fn(u32) -> u32,
    ) {
        for (node, record) in own.zip(types.own_records()) {
            self.starts.push(self.edges_len());
            let record = Record { endian, ..record };
            let cell = if is_canonical(node) {
                self.read(shift, node, &record, &resolve)
            } else {
                let name = shift.name_key(record.name_off());
                let (aligns, marks) = (Aligns::NONE, Marks::NONE);
                Cell { kind: Kind::Opaque, aligns, marks, word: 0, name }
            };
            self.cells.push(cell);
        }
    }

    /// The cell of a record; its references are appended.
    #[inline(always)]
    fn read(
        &mut self,
        shift: Shift,
        node: u32,
        record: &Record<'_>,
        resolve: impl Fn(u32) -> u32,
    ) -> Cell {
        let (name_off, info, mut word) = record.head();
        let kind = Kind::from_number(info.kind_number()).unwrap_or(Kind::Opaque);
        let name = shift.name_key(name_off);
        let is_named = name != 0;
        let mut marks = Marks::NONE;
        let mut aligns = Aligns::NONE;
        let lists = &mut self.lists;
        match kind {
            Kind::Ptr => {
                word = resolve(word);
                aligns = Aligns::of_number(USUAL_POINTER_SIZE, USUAL_POINTER_SIZE);
                lists.chains.push(node);
            }
            Kind::Volatile | Kind::Const | Kind::Restrict => {
                word = resolve(word);
                lists.chains.push(node);
            }
            Kind::Func | Kind::Var => word = resolve(word),
            Kind::TypeTag => {
                word = resolve(word);
                lists.type_tags.push(node);
                lists.chains.push(node);
            }
            Kind::DeclTag => {
                word = resolve(word);
                lists.decl_tags.push(node);
            }
            Kind::Typedef => {
                lists.typedefs.push(node);
                self.edges.push(resolve(word));
            }
            Kind::Array => {
                word = record.extra(8);
                lists.groups.push(node);
                self.edges.extend([resolve(record.extra(0)), resolve(record.extra(4))]);
            }
            Kind::Struct | Kind::Union => {
                if is_named { &mut lists.composites } else { &mut lists.groups }.push(node);
                self.edges.extend(record.words::<{ record::MEMBER }>(4).map(resolve));
            }
            Kind::FuncProto => {
                lists.groups.push(node);
                self.edges.push(resolve(word));
                self.edges.extend(record.words::<{ record::PARAM }>(4).map(resolve));
            }
            Kind::Datasec => {
                self.edges.extend(record.words::<{ record::SEC_VAR }>(0).map(resolve));
            }
            Kind::Int => {
                aligns = Aligns::of_number(word, USUAL_POINTER_SIZE);
                lists.numbers.push(node);
                let int = Int(*record);
                if int.offset_bits() != 0 || Some(u32::from(int.size_bits())) != word.checked_mul(8)
                {
                    marks = marks.with(Marks::PARTIAL);
                }
            }
            Kind::Enum | Kind::Enum64 => {
                aligns = Aligns::of_number(word, USUAL_POINTER_SIZE);
                if is_named { &mut lists.enums } else { &mut lists.anonymous_enums }.push(node);
            }
            Kind::Float => {
                aligns = Aligns::of_number(word, USUAL_POINTER_SIZE);
                lists.numbers.push(node);
            }
            Kind::Fwd => lists.fwds.push(node),
            Kind::Void | Kind::Opaque => {}
        }
        Cell { kind, aligns, marks, word, name }
    }

    /// Finds out how large a pointer is, as `Types::pointer_size` does, but among the numbers alone.
    fn find_pointer_size(&mut self, graph: &Graph<'_>) {
        let is_long = |node: &u32| {
            let cell = self.get(*node);
            cell.kind == Kind::Int
                && matches!(cell.word, 4 | 8)
                && str::from_utf8(graph.name(cell.name)).is_ok_and(is_long)
        };
        let Some(long) = self.lists.numbers.iter().copied().find(is_long) else { return };
        self.pointer_size = self.get(long).word;
        if self.pointer_size == USUAL_POINTER_SIZE {
            return;
        }
        for cell in &mut self.cells {
            match cell.class() {
                Class::Word | Class::Enum if cell.kind != Kind::Void => {
                    cell.aligns = Aligns::of_number(cell.word, self.pointer_size);
                }
                Class::Ptr => {
                    cell.aligns = Aligns::of_number(self.pointer_size, self.pointer_size);
                }
                Class::Word
                | Class::Enum
                | Class::Modifier
                | Class::Array
                | Class::Composite
                | Class::Fwd
                | Class::Typedef
                | Class::Proto
                | Class::Other => {}
            }
        }
    }

    /// Marks anonymous enums that something refers to: of all types, only for them it matters.
    fn mark_references(&mut self) {
        let mut wanted = vec![0_u64; self.cells.len() / 64 + 1];
        for node in &self.lists.anonymous_enums {
            if let Some(word) = wanted.get_mut(*node as usize / 64) {
                *word |= 1 << (node % 64);
            }
        }
        let is_wanted = |node: u32| {
            wanted.get(node as usize / 64).is_some_and(|word| word >> (node % 64) & 1 == 1)
        };
        // What a prototype returns is among the references, but libbpf does not count it as one.
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for to in self.edges.iter().filter(|to| is_wanted(**to)) {
            *counts.entry(*to).or_insert(0) += 1;
        }
        let mut returned = Vec::new();
        for (cell, start) in self.cells.iter().zip(&self.starts) {
            match cell.class() {
                Class::Ptr | Class::Modifier | Class::Other => {
                    if is_wanted(cell.word) {
                        *counts.entry(cell.word).or_insert(0) += 1;
                    }
                }
                Class::Proto => {
                    let to = self.edge_at(*start);
                    if is_wanted(to) {
                        returned.push(to);
                    }
                }
                Class::Word
                | Class::Array
                | Class::Composite
                | Class::Enum
                | Class::Fwd
                | Class::Typedef => {}
            }
        }
        for node in returned {
            self.mark(node, Marks::RETURNED);
            counts.entry(node).and_modify(|count| *count -= 1);
        }
        for (node, _) in counts.into_iter().filter(|(_, count)| *count != 0) {
            self.mark(node, Marks::REFERENCED);
        }
    }

    fn edges_len(&self) -> u32 {
        u32::try_from(self.edges.len()).unwrap_or(u32::MAX)
    }

    /// How many nodes there are, `void` among them.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.cells.len()).unwrap_or(u32::MAX)
    }

    /// How many references there are.
    pub(super) const fn references(&self) -> usize {
        self.edges.len()
    }

    #[inline]
    pub(super) fn get(&self, node: u32) -> &Cell {
        self.cells.get(node as usize).unwrap_or(&VOID)
    }

    #[inline]
    pub(super) fn mark(&mut self, node: u32, mark: Marks) {
        if let Some(cell) = self.cells.get_mut(node as usize) {
            cell.marks = cell.marks.with(mark);
        }
    }

    #[inline]
    pub(super) fn unmark(&mut self, node: u32, mark: Marks) {
        if let Some(cell) = self.cells.get_mut(node as usize) {
            cell.marks = cell.marks.without(mark);
        }
    }

    pub(super) fn set_aligns(&mut self, node: u32, aligns: Aligns) {
        if let Some(cell) = self.cells.get_mut(node as usize) {
            cell.aligns = aligns;
        }
    }

    /// Remembers the size in bytes of a typedef.
    pub(super) fn set_size(&mut self, node: u32, size: u32) {
        if let Some(cell) = self.cells.get_mut(node as usize) {
            cell.word = size;
        }
    }

    /// Where the references of `node` start and end, for [`Cells::edge_at`].
    #[inline]
    pub(super) fn edge_range(&self, node: u32) -> (u32, u32) {
        let start = |at: u32| self.starts.get(at as usize).copied().unwrap_or(0);
        (start(node), start(node.saturating_add(1)))
    }

    #[inline]
    pub(super) fn edge_at(&self, at: u32) -> u32 {
        self.edges.get(at as usize).copied().unwrap_or(0)
    }

    /// The references of `node`.
    #[inline]
    pub(super) fn edges(&self, node: u32) -> &[u32] {
        let (start, end) = self.edge_range(node);
        self.edges.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// The one reference of a pointer, modifier, typedef, tag or array; what a prototype returns.
    #[inline]
    pub(super) fn target(&self, node: u32) -> u32 {
        let cell = self.get(node);
        match cell.class() {
            Class::Ptr | Class::Modifier | Class::Other => cell.word,
            Class::Typedef | Class::Array | Class::Proto => self.edge_at(self.edge_range(node).0),
            Class::Word | Class::Composite | Class::Enum | Class::Fwd => 0,
        }
    }
}
