//! What the printer knows of each node: kind, size, name, marks, and to what it leads.
//!
//! *In:* a graph. *Out:* a cell per node and all references as numbers, laid out once in one pass, so that
//! ordering and searching never decode a record. *Never:* what a member is called or where it lies: that
//! is read when it is printed.

use alloc::vec;
use alloc::vec::Vec;

use super::graph::{Graph, NameKey, Shift};
use super::shape::Aligns;
use crate::id::TypeId;
use crate::view::Type;
use crate::wire::kind::Kind;

/// Something to remember about a node.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Marks(u32);

impl Marks {
    /// Something refers to it (see `order.rs` for what counts).
    pub(super) const REFERENCED: Self = Self(1);
    /// What must come before it is in the queue, and so is it if it has a name.
    pub(super) const ORDERED: Self = Self(1 << 1);
    /// What must come before it is being looked at.
    pub(super) const ORDERING: Self = Self(1 << 2);
    /// It has no C: it contains itself.
    pub(super) const BROKEN: Self = Self(1 << 3);
    /// It is defined in the output.
    pub(super) const EMITTED: Self = Self(1 << 4);
    /// What its definition needs declared is being looked at.
    pub(super) const EMITTING: Self = Self(1 << 5);
    /// It is declared in the output.
    pub(super) const FORWARDED: Self = Self(1 << 6);
    /// How often its name was used before is known.
    pub(super) const COUNTED: Self = Self(1 << 7);
    /// Its name was used before, so it gets a number.
    pub(super) const NUMBERED: Self = Self(1 << 8);
    /// The caller gave it a name.
    pub(super) const NAMED: Self = Self(1 << 9);
    /// A struct or union whose members are not where C would put them.
    pub(super) const PACKED: Self = Self(1 << 10);
    /// An `INT` of fewer bits than its bytes: a bitfield as old encoders wrote it.
    pub(super) const PARTIAL: Self = Self(1 << 11);
    /// An enum whose values are in the output.
    pub(super) const PRINTED: Self = Self(1 << 12);
    /// A prototype returns it.
    pub(super) const RETURNED: Self = Self(1 << 13);
    /// libbpf prints it as packed.
    pub(super) const LIBBPF_PACKED: Self = Self(1 << 14);
    /// Its gaps are filled to the bit, because marks that align would miss.
    pub(super) const EXACT: Self = Self(1 << 15);
    /// A union that is given an alignment to reach its size.
    pub(super) const ALIGNED: Self = Self(1 << 16);
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
    /// Alignments of a struct or union, once it is ordered (see `shape.rs`); 0 before.
    pub(super) aligns: Aligns,
    pub(super) marks: Marks,
    /// Size in bytes of what has one in its record; how many elements an array has.
    pub(super) word: u32,
    pub(super) name: NameKey,
    /// Where its references start.
    edges: u32,
}

const VOID: Cell = Cell {
    kind: Kind::Void,
    aligns: Aligns::NONE,
    marks: Marks(Marks::ORDERED.0 | Marks::EMITTED.0),
    word: 0,
    name: 0,
    edges: 0,
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
        self.name != 0 && matches!(self.kind, Kind::Struct | Kind::Union)
    }

    #[inline]
    pub(super) const fn has(&self, mark: Marks) -> bool {
        self.marks.has(mark)
    }
}

/// All nodes of a graph.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// One a node, and a last one that tells where the references end.
    cells: Vec<Cell>,
    /// What each node refers to, as far as printing follows it: the target of a pointer, modifier,
    /// typedef, tag or function; the element of an array; the members of a struct or union; what a
    /// prototype returns, then its parameters.
    edges: Vec<u32>,
}

impl Cells {
    pub(super) fn new(graph: &Graph<'_>) -> Self {
        let end = graph.end().0 as usize;
        let mut cells = Self { cells: vec![VOID; end + 1], edges: Vec::with_capacity(end * 4) };
        for (part, (types, shift)) in graph.part_shifts().enumerate() {
            for (node, (_, ty)) in graph.own(part).zip(types.iter()) {
                cells.fill(graph, shift, node, &ty);
            }
        }
        let edges = cells.edges_len();
        if let Some(last) = cells.cells.last_mut() {
            last.edges = edges;
        }
        for node in graph.given_names() {
            cells.mark(node, Marks::NAMED);
        }
        cells
    }

    fn fill(&mut self, graph: &Graph<'_>, shift: Shift, node: u32, ty: &Type<'_>) {
        let edges = self.edges_len();
        let mut word = 0;
        let mut marks = Marks::NONE;
        if graph.is_canonical(node) {
            match ty {
                Type::Ptr(view)
                | Type::Volatile(view)
                | Type::Const(view)
                | Type::Restrict(view) => self.edge(graph, shift, view.type_id()),
                Type::Typedef(view) => self.edge(graph, shift, view.type_id()),
                Type::TypeTag(view) => self.edge(graph, shift, view.type_id()),
                Type::DeclTag(view) => self.edge(graph, shift, view.type_id()),
                Type::Func(view) => self.edge(graph, shift, view.type_id()),
                Type::Var(view) => self.edge(graph, shift, view.type_id()),
                Type::Array(view) => {
                    word = view.len();
                    self.edge(graph, shift, view.elem_type_id());
                    self.mark(graph.resolve(shift, view.index_type_id()), Marks::REFERENCED);
                }
                Type::Struct(view) | Type::Union(view) => {
                    word = view.size();
                    for member in view.members() {
                        self.edge(graph, shift, member.type_id());
                    }
                }
                Type::FuncProto(view) => {
                    let returned = graph.resolve(shift, view.return_type_id());
                    self.mark(returned, Marks::RETURNED);
                    self.edges.push(returned);
                    for param in view.params() {
                        self.edge(graph, shift, param.type_id());
                    }
                }
                Type::Datasec(view) => {
                    for var in view.vars() {
                        self.mark(graph.resolve(shift, var.type_id), Marks::REFERENCED);
                    }
                }
                Type::Int(view) => {
                    word = view.size();
                    if view.offset_bits() != 0 || u32::from(view.size_bits()) != word * 8 {
                        marks = marks.with(Marks::PARTIAL);
                    }
                }
                Type::Enum(view) => word = view.size(),
                Type::Enum64(view) => word = view.size(),
                Type::Float(view) => word = view.size(),
                Type::Void | Type::Fwd(_) | Type::Opaque(_) => {}
            }
        }
        let name = graph.name_key(shift, ty.name_off());
        if let Some(cell) = self.cells.get_mut(node as usize) {
            // References to it may have marked it already.
            let marked = cell.marks.without(VOID.marks);
            let marks = Marks(marks.0 | marked.0);
            *cell = Cell { kind: ty.kind(), aligns: Aligns::NONE, marks, word, name, edges };
        }
    }

    #[inline]
    fn edge(&mut self, graph: &Graph<'_>, shift: Shift, id: TypeId) {
        let to = graph.resolve(shift, id);
        self.mark(to, Marks::REFERENCED);
        self.edges.push(to);
    }

    fn edges_len(&self) -> u32 {
        u32::try_from(self.edges.len()).unwrap_or(u32::MAX)
    }

    /// How many nodes there are, `void` among them.
    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.cells.len().saturating_sub(1)).unwrap_or(u32::MAX)
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

    /// Where the references of `node` start and end, for [`Cells::edge_at`].
    #[inline]
    pub(super) fn edge_range(&self, node: u32) -> (u32, u32) {
        (self.get(node).edges, self.get(node.saturating_add(1)).edges)
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
        self.edge_at(self.get(node).edges)
    }
}
