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
use crate::id::TypeId;
use crate::resolve::is_long;
use crate::table::Types;
use crate::view::{Int, Record};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;
use crate::wire::record;

/// One node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    class: Class,
    /// Of an anonymous enum, whether it is part of another type; of an integer, whether it has fewer bits
    /// than its bytes, as bitfields had in old BTF.
    pub(super) is_special: bool,
    /// Size in bytes of a number or enum; where the references start of what has several; what any other leads to.
    pub(super) word: u32,
    pub(super) name: NameKey,
}

/// Typedefs and modifiers of a member after which what it is made of stays unknown: no bitfield, and no struct
/// whose members could be written out. Kernels have a dozen; each member may take so many steps.
const MAX_PATH: u32 = 256;

/// The usual size of a pointer: that of every kernel that BPF runs on today.
const USUAL_POINTER_SIZE: u32 = 8;

const VOID: Cell = Cell::new(Kind::Void, 0, 0);

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

impl Class {
    #[inline]
    const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Void | Kind::Int | Kind::Float => Self::Word,
            Kind::Ptr => Self::Ptr,
            Kind::Volatile | Kind::Const | Kind::Restrict | Kind::TypeTag => Self::Modifier,
            Kind::Array => Self::Array,
            Kind::Struct | Kind::Union => Self::Composite,
            Kind::Enum | Kind::Enum64 => Self::Enum,
            Kind::Fwd => Self::Fwd,
            Kind::Typedef => Self::Typedef,
            Kind::FuncProto => Self::Proto,
            Kind::Func | Kind::Var | Kind::Datasec | Kind::DeclTag | Kind::Opaque => Self::Other,
        }
    }
}

impl Cell {
    #[inline]
    const fn new(kind: Kind, word: u32, name: NameKey) -> Self {
        Self { kind, class: Class::of(kind), is_special: false, word, name }
    }

    #[inline]
    pub(super) const fn class(&self) -> Class {
        self.class
    }

    /// Whether it is a struct or union with a name: one that can be declared without being defined.
    #[inline]
    pub(super) const fn is_named_composite(&self) -> bool {
        self.is_named() && matches!(self.class, Class::Composite)
    }

    #[inline]
    pub(super) const fn is_named(&self) -> bool {
        self.name != 0
    }
}

/// All nodes of a graph.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    /// What those nodes refer to that have more than one reference: how many there are, then the element and the
    /// index of an array, and behind them how many elements it has; the members of a struct or union; what a
    /// prototype returns, then its parameters; the variables of a section.
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
    /// Those of them that prototypes return and nothing else has; libbpf takes nobody to have them.
    pub(super) returned_enums: Vec<u32>,
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
    pub(super) fn new(graph: &Graph<'_>, compat: bool) -> Self {
        let end = graph.end().0 as usize;
        let mut cells = Self {
            cells: Vec::with_capacity(end),
            // Nothing leads to the first, so that the start of none is 0.
            edges: Vec::with_capacity(end * 3),
            pointer_size: USUAL_POINTER_SIZE,
            lists: Lists::default(),
        };
        cells.cells.push(VOID);
        cells.edges.push(0);
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
        cells.find_pointer_size(graph);
        cells.mark_references(compat);
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
            let record = Record { endian, ..record };
            let cell = if is_canonical(node) {
                self.read(shift, node, &record, &resolve)
            } else {
                let name = shift.name_key(record.name_off());
                Cell::new(Kind::Opaque, 0, name)
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
        let mut is_special = false;
        // Behind the number of them.
        let start = self.edges_len().saturating_add(1);
        let lists = &mut self.lists;
        match kind {
            Kind::Ptr => {
                word = resolve(word);
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
                word = resolve(word);
                lists.typedefs.push(node);
            }
            Kind::Array => {
                lists.groups.push(node);
                let (element, index) = (resolve(record.extra(0)), resolve(record.extra(4)));
                self.edges.extend([2, element, index, record.extra(8)]);
                word = start;
            }
            Kind::Struct | Kind::Union => {
                if is_named { &mut lists.composites } else { &mut lists.groups }.push(node);
                self.edges.push(info.vlen());
                self.edges.extend(record.words::<{ record::MEMBER }>(4).map(resolve));
                word = start;
            }
            Kind::FuncProto => {
                lists.groups.push(node);
                self.edges.extend([info.vlen() + 1, resolve(word)]);
                self.edges.extend(record.words::<{ record::PARAM }>(4).map(resolve));
                word = start;
            }
            Kind::Datasec => {
                self.edges.push(info.vlen());
                self.edges.extend(record.words::<{ record::SEC_VAR }>(0).map(resolve));
                word = start;
            }
            Kind::Int => {
                lists.numbers.push(node);
                let int = Int(*record);
                let fills = Some(u32::from(int.size_bits())) == word.checked_mul(8);
                is_special = int.offset_bits() != 0 || !fills;
            }
            Kind::Enum | Kind::Enum64 => {
                if is_named { &mut lists.enums } else { &mut lists.anonymous_enums }.push(node);
            }
            Kind::Float => {
                lists.numbers.push(node);
            }
            Kind::Fwd => lists.fwds.push(node),
            Kind::Void | Kind::Opaque => {}
        }
        Cell { is_special, ..Cell::new(kind, word, name) }
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
    }

    /// Marks anonymous enums that something refers to: of all types, only for them it matters. libbpf does
    /// not see those that are only returned.
    fn mark_references(&mut self, compat: bool) {
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
        let mut returned = Vec::new();
        for (node, cell) in (0..).zip(&self.cells) {
            let edges = match cell.class() {
                Class::Word | Class::Enum | Class::Fwd => continue,
                Class::Other if cell.kind == Kind::Datasec => self.edges(node),
                Class::Ptr | Class::Modifier | Class::Typedef | Class::Other => {
                    core::slice::from_ref(&cell.word)
                }
                Class::Array | Class::Composite | Class::Proto => self.edges(node),
            };
            for (at, to) in edges.iter().enumerate() {
                if is_wanted(*to) {
                    *counts.entry(*to).or_insert(0) += 1;
                    if at == 0 && cell.class() == Class::Proto {
                        returned.push(*to);
                    }
                }
            }
        }
        for node in &returned {
            counts.entry(*node).and_modify(|count| *count -= 1);
        }
        returned.sort_unstable();
        returned.dedup();
        if !compat {
            let is_seen = |node: &u32| counts.get(node).is_some_and(|count| *count != 0);
            self.lists.returned_enums = returned.iter().copied().filter(|n| !is_seen(n)).collect();
        }
        let also = if compat { Vec::new() } else { returned };
        let referenced = counts.into_iter().filter(|(_, count)| *count != 0).map(|(node, _)| node);
        for node in referenced.chain(also) {
            if let Some(cell) = self.cells.get_mut(node as usize) {
                cell.is_special = true;
            }
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

    pub(super) fn all(&self) -> &[Cell] {
        &self.cells
    }

    #[inline]
    pub(super) fn get(&self, node: u32) -> &Cell {
        self.cells.get(node as usize).unwrap_or(&VOID)
    }

    /// Where the references of `node` start and end, for [`Cells::edge_at`], if it may have several.
    #[inline]
    pub(super) fn edge_range(&self, node: u32) -> (u32, u32) {
        let cell = self.get(node);
        let has_several = match cell.class() {
            Class::Array | Class::Composite | Class::Proto => true,
            Class::Other => cell.kind == Kind::Datasec,
            Class::Word
            | Class::Ptr
            | Class::Modifier
            | Class::Enum
            | Class::Fwd
            | Class::Typedef => false,
        };
        if !has_several {
            return (0, 0);
        }
        let start = cell.word;
        (start, start.saturating_add(self.edge_at(start.saturating_sub(1))))
    }

    #[inline]
    pub(super) fn edge_at(&self, at: u32) -> u32 {
        self.edges.get(at as usize).copied().unwrap_or(0)
    }

    /// The references of `node`, but the one of a pointer or modifier.
    #[inline]
    pub(super) fn edges(&self, node: u32) -> &[u32] {
        let cell = self.get(node);
        if cell.class() == Class::Typedef {
            return core::slice::from_ref(&cell.word);
        }
        let (start, end) = self.edge_range(node);
        self.edges.get(start as usize..end as usize).unwrap_or(&[])
    }

    /// How many elements an array has.
    #[inline]
    pub(super) fn elements(&self, array: u32) -> u32 {
        self.edge_at(self.get(array).word.saturating_add(2))
    }

    /// The one reference of a pointer, modifier, typedef, tag or array; what a prototype returns.
    #[inline]
    pub(super) fn target(&self, node: u32) -> u32 {
        let cell = self.get(node);
        match cell.class() {
            Class::Ptr | Class::Modifier | Class::Typedef | Class::Other => cell.word,
            Class::Array | Class::Proto => self.edge_at(cell.word),
            Class::Word | Class::Composite | Class::Enum | Class::Fwd => 0,
        }
    }

    /// What is left of `node` without modifiers and typedefs, and whether a typedef was among them.
    pub(super) fn without_modifiers(&self, node: u32) -> (u32, bool) {
        let mut at = node;
        let mut is_typedef = false;
        for _ in 0..MAX_PATH {
            let cell = self.get(at);
            match cell.class() {
                Class::Typedef => is_typedef = true,
                Class::Modifier => {}
                Class::Word
                | Class::Ptr
                | Class::Array
                | Class::Composite
                | Class::Enum
                | Class::Fwd
                | Class::Proto
                | Class::Other => break,
            }
            at = cell.word;
        }
        (at, is_typedef)
    }
}
