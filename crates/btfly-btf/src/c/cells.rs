//! What the printer knows of each node: kind, size, name, marks, and to what it leads.
//!
//! *In:* what `read` found. *Out:* a cell per node and all references as numbers, so that ordering and searching
//! never decode a record. *Never:* what a member is called or where it lies: that is read when it is printed.

use alloc::vec::Vec;

use super::graph::{Graph, NameKey};
use crate::resolve::is_long;
use crate::wire::kind::Kind;

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

/// How a cell is kept: the word, the kind, whether it is special, and the name, from the lowest bit on. All zeros are
/// `void`.
const KIND: u32 = 32;
const SPECIAL: u32 = 37;
const NAME: u32 = 38;
/// The first name that cells do not hold, behind 64 megabytes of strings. Nodes have it where they have that or a
/// later one, and their names are kept beside.
pub(super) const FAR: NameKey = (1 << (u64::BITS - NAME)) - 1;
/// The number of [`Kind::Opaque`] in a cell.
const OPAQUE: u8 = 31;

/// What the numbers of kinds in cells mean.
static KINDS: [Kind; 32] = {
    let mut kinds = [Kind::Opaque; 32];
    let (mut rest, mut all): (&mut [Kind], &[Kind]) = (&mut kinds, &Kind::ALL);
    if let [void, tail @ ..] = rest {
        *void = Kind::Void;
        rest = tail;
    }
    while let ([place, tail @ ..], [kind, others @ ..]) = (rest, all) {
        *place = *kind;
        (rest, all) = (tail, others);
    }
    kinds
};
static CLASSES: [Class; 32] = {
    let mut classes = [Class::Other; 32];
    let (mut rest, mut all): (&mut [Class], &[Kind]) = (&mut classes, &KINDS);
    while let ([place, tail @ ..], [kind, others @ ..]) = (rest, all) {
        *place = Class::of(*kind);
        (rest, all) = (tail, others);
    }
    classes
};

impl Cell {
    #[inline]
    pub(super) const fn new(kind: Kind, word: u32, name: NameKey) -> Self {
        Self { kind, class: Class::of(kind), is_special: false, word, name }
    }

    #[inline]
    pub(super) const fn special(self, is_special: bool) -> Self {
        Self { is_special, ..self }
    }

    #[inline]
    pub(super) fn packed(&self) -> u64 {
        let kind = (self.kind as u8).min(OPAQUE);
        u64::from(self.word)
            | u64::from(kind) << KIND
            | u64::from(self.is_special) << SPECIAL
            | u64::from(self.name.min(FAR)) << NAME
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
    /// Packed, because they are met in no order and should be many to a cache line.
    cells: Vec<u64>,
    /// The names of all nodes, if cells cannot hold each of them.
    names: Vec<NameKey>,
    /// What those nodes refer to that have more than one reference: how many there are, then the element and the
    /// index of an array, and behind them how many elements it has; the members of a struct or union; what a
    /// prototype returns, then its parameters; the variables of a section.
    edges: Vec<u32>,
    /// How many of them are in use.
    references: usize,
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

impl Lists {
    /// With room for what is usual among so many nodes: to move a list that has become too long touches new memory.
    pub(super) fn for_nodes(nodes: u32) -> Self {
        let nodes = nodes as usize;
        Self {
            composites: Vec::with_capacity(nodes / 4),
            typedefs: Vec::with_capacity(nodes / 16),
            chains: Vec::with_capacity(nodes / 2),
            groups: Vec::with_capacity(nodes),
            ..Self::default()
        }
    }

    /// Adds what comes behind.
    pub(super) fn append(&mut self, behind: &mut Self) {
        for (list, more) in [
            (&mut self.numbers, &mut behind.numbers),
            (&mut self.enums, &mut behind.enums),
            (&mut self.anonymous_enums, &mut behind.anonymous_enums),
            (&mut self.returned_enums, &mut behind.returned_enums),
            (&mut self.composites, &mut behind.composites),
            (&mut self.typedefs, &mut behind.typedefs),
            (&mut self.fwds, &mut behind.fwds),
            (&mut self.decl_tags, &mut behind.decl_tags),
            (&mut self.type_tags, &mut behind.type_tags),
            (&mut self.chains, &mut behind.chains),
            (&mut self.groups, &mut behind.groups),
        ] {
            list.append(more);
        }
    }
}

impl Cells {
    /// Of [packed](Cell::packed) cells and references, so many of which are in use.
    pub(super) fn new(
        cells: Vec<u64>,
        names: Vec<NameKey>,
        edges: Vec<u32>,
        references: usize,
    ) -> Self {
        let (pointer_size, lists) = (USUAL_POINTER_SIZE, Lists::default());
        Self { cells, names, edges, references, pointer_size, lists }
    }

    /// Marks what is special.
    pub(super) fn set_special(&mut self, node: u32) {
        if let Some(cell) = self.cells.get_mut(node as usize) {
            *cell |= 1 << SPECIAL;
        }
    }

    /// Finds out how large a pointer is, as `Types::pointer_size` does, but among the numbers alone.
    pub(super) fn find_pointer_size(&mut self, graph: &Graph<'_>) {
        let is_long = |node: &u32| {
            let cell = self.get(*node);
            cell.kind == Kind::Int
                && matches!(cell.word, 4 | 8)
                && str::from_utf8(graph.name(cell.name)).is_ok_and(is_long)
        };
        let Some(long) = self.lists.numbers.iter().copied().find(is_long) else { return };
        self.pointer_size = self.get(long).word;
    }

    /// How many nodes there are, `void` among them.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.cells.len()).unwrap_or(u32::MAX)
    }

    /// How many references there are.
    pub(super) const fn references(&self) -> usize {
        self.references
    }

    /// All cells, in order of node.
    pub(super) fn all(&self) -> impl Iterator<Item = Cell> {
        (0..).zip(&self.cells).map(|(node, cell)| self.unpack(node, *cell))
    }

    /// The cell of a node; that of `void`, where there is no such node.
    #[inline(always)]
    pub(super) fn get(&self, node: u32) -> Cell {
        self.unpack(node, self.cells.get(node as usize).copied().unwrap_or(0))
    }

    #[inline(always)]
    fn unpack(&self, node: u32, cell: u64) -> Cell {
        let bits =
            |from: u32, mask: u32| u32::try_from(cell >> from & u64::from(mask)).unwrap_or(0);
        let number = bits(KIND, 31) as usize;
        let near = bits(NAME, FAR);
        Cell {
            kind: KINDS.get(number).copied().unwrap_or(Kind::Opaque),
            class: CLASSES.get(number).copied().unwrap_or(Class::Other),
            is_special: bits(SPECIAL, 1) != 0,
            word: bits(0, u32::MAX),
            name: if near < FAR { near } else { self.far_name(node) },
        }
    }

    /// The name of a node that its cell does not hold.
    #[inline]
    fn far_name(&self, node: u32) -> NameKey {
        self.names.get(node as usize).copied().unwrap_or(0)
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

    /// The references of `node`, if it may have several.
    #[inline]
    pub(super) fn edges(&self, node: u32) -> &[u32] {
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
