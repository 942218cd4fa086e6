//! C: a header that compilers understand, out of types.
//!
//! *In:* a [`Graph`] of types, and roots. *Out:* definitions appended to a buffer that the caller empties
//! when it likes, in an order in which each has what it needs before it. *Never:* recursion, I/O, or a
//! type twice.
//!
//! Order, names and form are libbpf's, so that headers of different tools can be compared. Where libbpf's
//! C says something else than the BTF, this says what the BTF says, and tells where ([`Finding`]); with
//! [`Options::compat`] it agrees with bpftool 7.8 byte for byte instead.
//!
//! - [`Graph`]: what is printed, one BTF or many.
//! - [`Printer`]: definitions and prototypes, and the roots to start from.
//! - [`dump`]: all of it at once.
//!
//! ```
//! use btfly_btf::c;
//!
//! # let btf = btfly_btf::doc::example();
//! let graph = c::Graph::new(btf.types());
//! let mut printer = c::Printer::new(&graph, c::Options::default());
//! let mut out = Vec::new();
//! for root in printer.roots_by_id() {
//!     printer.emit(root, &mut out)?;
//! }
//! let text = String::from_utf8(out).unwrap();
//! assert!(text.starts_with("struct list_head {\n\tstruct list_head *next;\n"));
//! # Ok::<(), c::Unprintable>(())
//! ```

mod body;
mod cells;
mod decl;
mod emit;
mod graph;
pub mod header;
mod kfunc;
mod names;
mod order;
mod pad;
mod report;
mod shape;
mod sort;
mod spell;
mod text;
mod words;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

pub use graph::{Graph, Node};
pub use kfunc::Kfunc;
pub use report::{Defect, Finding, Reason, Unprintable};

use crate::view::Type;
use crate::wire::kind::Kind;
use cells::{Cell, Cells, Class, Marks};
use names::Counts;
use spell::Spellings;

/// How to print.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Byte for byte what bpftool 7.8 prints, its defects included.
    pub compat: bool,
}

/// Prints types of a [`Graph`], each once, with what it needs before it.
#[derive(Debug)]
pub struct Printer<'g> {
    graph: &'g Graph<'g>,
    options: Options,
    cells: Cells,
    /// Uses of the names of structs, unions and enums.
    tags: Counts,
    /// Uses of the names of typedefs and enumerators.
    idents: Counts,
    spellings: Spellings,
    /// The number of each name that was used before, by node.
    numbers: BTreeMap<u32, u32>,
    /// What the root that is being printed needs defined, in order.
    queue: Vec<u32>,
    // Stacks, kept because they are needed again at once.
    ordering: Vec<order::Frame>,
    emitting: Vec<emit::Frame>,
    frames: Vec<decl::Frame<'g>>,
    chain: Vec<u32>,
    tails: Vec<decl::Tail>,
    /// Whether a member or parameter is called what C23 has a keyword for.
    words: words::Words,
    /// The definition that is being written, and which classes of finding it has already.
    current: u32,
    found_here: u32,
    findings: Vec<Finding>,
    /// What is left to spend: looks at nodes, and bytes of text.
    steps: u64,
    room: u64,
    /// The length of the buffer at which room runs out.
    limit: usize,
}

/// Steps that each node and reference is worth. A kernel takes about three.
const STEPS_EACH: u64 = 64;
/// Bytes of text that each byte of BTF is worth. A kernel takes half of one.
const TEXT_EACH: u64 = 32;
/// What small inputs get on top.
const TO_START_WITH: u64 = 1 << 20;

impl<'g> Printer<'g> {
    /// A printer that has printed nothing yet. Looks once at every type.
    #[must_use]
    pub fn new(graph: &'g Graph<'g>, options: Options) -> Self {
        let cells = Cells::new(graph);
        let worth = u64::from(cells.len()) + cells.references() as u64;
        let seed = graph.parts().next().map_or(0, |types| types.strings().own().as_ptr().addr());
        let names = cells.len() as usize / 8;
        Self {
            graph,
            options,
            tags: Counts::new(names, seed as u64),
            idents: Counts::new(names * 2, seed as u64),
            spellings: Spellings::new(cells.len()),
            numbers: BTreeMap::new(),
            queue: Vec::new(),
            ordering: Vec::new(),
            emitting: Vec::new(),
            frames: Vec::new(),
            chain: Vec::new(),
            tails: Vec::new(),
            words: words::Words::default(),
            current: 0,
            found_here: 0,
            findings: Vec::new(),
            steps: worth * STEPS_EACH + TO_START_WITH,
            room: graph.input_len() * TEXT_EACH + TO_START_WITH,
            limit: 0,
            cells,
        }
    }

    /// Writes everything before the types: the include guard and a few macros.
    pub fn prologue(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(text::GUARD);
        if self.options.compat {
            out.extend_from_slice(text::PUSH_ACCESS_INDEX);
            out.extend_from_slice(text::MACROS);
            return;
        }
        out.extend_from_slice(text::PUSH_ACCESS_INDEX_GUARDED);
        out.extend_from_slice(text::MACROS);
        self.tag_macros(out);
    }

    /// Writes everything after the types and kfuncs.
    pub fn epilogue(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.options.compat {
            text::POP_ACCESS_INDEX
        } else {
            text::POP_ACCESS_INDEX_GUARDED
        });
        out.extend_from_slice(text::END);
    }

    /// Writes the definition of `root`, unless it is written already, after what it needs. What it only
    /// points at is declared.
    ///
    /// # Errors
    ///
    /// When `root` has no C. What of it can be printed is, and so can the other roots.
    pub fn emit(&mut self, root: Node, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        self.start(out);
        let root = self.graph.canonical(root);
        let mut result = self.order(root.0);
        let mut queue = core::mem::take(&mut self.queue);
        let start = out.len();
        for node in queue.drain(..) {
            let emitted = self.emit_in(node, 0, out);
            result = result.and(emitted);
            if emitted.is_err() {
                break;
            }
        }
        self.room = self.room.saturating_sub((out.len() - start) as u64);
        self.queue = queue;
        result
    }

    /// Writes the anonymous enums that nothing printed so far has inside: those of functions and
    /// variables only, whose values would be missing. libbpf does not; so with [`Options::compat`] this
    /// writes nothing.
    ///
    /// # Errors
    ///
    /// When there is no room left for them.
    pub fn remaining_enums(&mut self, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        if self.options.compat {
            return Ok(());
        }
        self.start(out);
        let mut enums = core::mem::take(&mut self.cells.lists.anonymous_enums);
        enums.retain(|node| !self.cells.get(*node).has(Marks::PRINTED));
        for node in &enums {
            self.define(*node, out)?;
            self.find(Defect::LostEnum);
        }
        Ok(())
    }

    /// Where the C printed so far differs from libbpf's, in the order of printing.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// From here on, this much may be appended.
    fn start(&mut self, out: &[u8]) {
        let room = usize::try_from(self.room).unwrap_or(usize::MAX);
        self.limit = out.len().saturating_add(room);
    }

    /// From here on, findings are about `node`.
    fn turn_to(&mut self, node: u32) {
        self.current = node;
        self.found_here = 0;
    }

    fn find(&mut self, defect: Defect) {
        let bit = 1 << defect as u32;
        if self.found_here & bit == 0 {
            self.found_here |= bit;
            self.findings.push(Finding { node: Node(self.current), defect });
        }
    }

    /// Drops what was left in the middle when an error came up.
    fn abandon(&mut self) {
        self.frames.clear();
        self.chain.clear();
        self.tails.clear();
    }

    /// Every look at a node is counted: types that repeat each other cannot keep the printer busy.
    #[inline]
    fn spend(&mut self, node: u32) -> Result<(), Unprintable> {
        match self.steps.checked_sub(1) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(Unprintable { node: Node(node), reason: Reason::TooMuch }),
        }
    }

    #[inline]
    fn check_room(&self, node: u32, out: &[u8]) -> Result<(), Unprintable> {
        if out.len() <= self.limit {
            Ok(())
        } else {
            Err(Unprintable { node: Node(node), reason: Reason::TooMuch })
        }
    }

    /// `struct x`, `union x`, `enum x`, without a name the keyword alone.
    fn tag_name(&mut self, node: u32, out: &mut Vec<u8>) {
        let cell = *self.cells.get(node);
        let keyword =
            if cell.kind == Kind::Fwd && self.is_union_fwd(node) { Kind::Union } else { cell.kind };
        text::keyword(keyword, out);
        if cell.is_named() {
            self.write_name(node, &cell, out);
        } else {
            // The space behind the keyword.
            out.pop();
        }
    }

    /// The name of a struct, union, enum or typedef, with its number if it is not the first of it.
    #[inline]
    fn write_name(&mut self, node: u32, cell: &Cell, out: &mut Vec<u8>) {
        if cell.has(Marks::COUNTED) && !cell.has(Marks::RENAMED) {
            self.graph.append(cell.name, out);
        } else {
            self.count(node);
            self.write_renamed(node, self.graph.name(cell.name), out);
        }
    }

    fn write_renamed(&self, node: u32, name: &[u8], out: &mut Vec<u8>) {
        let is_renamed = self.cells.get(node).has(Marks::RENAMED);
        if let Some(given) = self.graph.given_name(Node(node)).filter(|_| is_renamed) {
            out.extend_from_slice(given.as_bytes());
            return;
        }
        out.extend_from_slice(name);
        if is_renamed {
            text::nth(self.numbers.get(&node).copied().unwrap_or(1), out);
        }
    }

    /// Counts a use of the name of `node`, at its first mention: a later type of that name gets a number.
    fn count(&mut self, node: u32) {
        let cell = *self.cells.get(node);
        if cell.has(Marks::COUNTED) {
            return;
        }
        self.cells.mark(node, Marks::COUNTED);
        if cell.has(Marks::RENAMED) || self.is_only_declared(node, &cell) {
            return;
        }
        let name = self.graph.name(cell.name);
        let table = if cell.class() == Class::Typedef { &mut self.idents } else { &mut self.tags };
        let number = table.count(self.graph, cell.name, name);
        // Never defined, because compilers have it built in, so each of them is the same.
        let is_builtin = !self.options.compat && name == body::BUILTIN_VA_LIST;
        if 1 < number && !is_builtin {
            self.cells.mark(node, Marks::RENAMED);
            self.numbers.insert(node, number);
        }
    }

    fn is_union_fwd(&self, node: u32) -> bool {
        matches!(self.graph.at(node).0, Type::Fwd(fwd) if fwd.is_union())
    }

    /// A declaration takes part in the name of whatever is defined.
    fn is_only_declared(&self, node: u32, cell: &Cell) -> bool {
        let is_empty =
            || matches!(self.graph.at(node).0, Type::Enum(view) if view.variants().len() == 0);
        cell.class() == Class::Fwd || (cell.kind == Kind::Enum && is_empty())
    }

    /// Defines the macros that tags are printed with, those that the types have.
    fn tag_macros(&self, out: &mut Vec<u8>) {
        let mut attributes = alloc::collections::BTreeSet::new();
        let mut has_tags = false;
        for node in &self.cells.lists.type_tags {
            if let (Type::TypeTag(tag), _) = self.graph.at(*node) {
                if tag.is_attribute() {
                    attributes.insert(tag.name().as_bytes());
                } else {
                    has_tags = true;
                }
            }
        }
        if has_tags {
            out.extend_from_slice(text::TYPE_TAG);
        }
        for attribute in attributes {
            text::define_attribute(attribute, out);
        }
    }
}

/// Prints all types of a graph, with everything around them, in chunks.
///
/// `flush` gets the text piece by piece and empties the buffer; what it leaves stays for the next call.
/// Returns the findings and what could not be printed.
///
/// ```
/// use btfly_btf::c;
///
/// # let btf = btfly_btf::doc::example();
/// let graph = c::Graph::new(btf.types());
/// let mut text = Vec::new();
/// let report = c::dump(&graph, c::Options::default(), c::Order::Sorted, |chunk| {
///     text.append(chunk);
///     Ok::<(), std::convert::Infallible>(())
/// });
/// assert!(report.unwrap().unprintable.is_empty());
/// assert!(text.ends_with(b"#endif /* __VMLINUX_H__ */\n"));
/// ```
///
/// # Errors
///
/// Those of `flush`.
pub fn dump<E>(
    graph: &Graph<'_>,
    options: Options,
    order: Order<'_>,
    mut flush: impl FnMut(&mut Vec<u8>) -> Result<(), E>,
) -> Result<Report, E> {
    let mut printer = Printer::new(graph, options);
    let mut out = Vec::with_capacity(CHUNK * 2);
    let mut unprintable = Vec::new();
    printer.prologue(&mut out);
    let (roots, whole) = match order {
        Order::ById => (printer.roots_by_id().collect(), true),
        Order::Sorted => (printer.roots_sorted(), true),
        Order::Roots(roots) => (roots.to_vec(), false),
    };
    for root in roots {
        if let Err(error) = printer.emit(root, &mut out) {
            unprintable.push(error);
        }
        if CHUNK <= out.len() {
            flush(&mut out)?;
        }
    }
    if whole {
        unprintable.extend(printer.remaining_enums(&mut out).err());
        unprintable.extend(printer.kfuncs(&mut out).err());
    }
    printer.epilogue(&mut out);
    flush(&mut out)?;
    Ok(Report { findings: printer.findings, unprintable })
}

/// How much text [`dump`] gathers before it hands it over. Less means more calls, more is more memory.
const CHUNK: usize = 64 << 10;

/// What [`dump`] starts from.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Order<'a> {
    /// All types, in order of id.
    ById,
    /// All types, in an order that does not change when ids do.
    #[default]
    Sorted,
    /// These and what they need; no kfuncs.
    Roots(&'a [Node]),
}

/// What [`dump`] has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Where the C differs from libbpf's.
    pub findings: Vec<Finding>,
    /// What has no C. A type that contains such a type is here too, each with the place of the trouble.
    pub unprintable: Vec<Unprintable>,
}
