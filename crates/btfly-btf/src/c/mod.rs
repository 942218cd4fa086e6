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
//! In: `read` reads every type once, into `cells`; `measure` finds sizes and packing, `shared` which names have to be counted;
//! `sort` says where to start; `plan` what to write and in which order; `pen` writes; `draft` does all of it in
//! parts.
//!
//! - [`Graph`]: what is printed, one BTF or many.
//! - [`Printer`]: definitions and prototypes, and the roots to start from.
//! - [`dump`]: all of it at once.
//! - [`Reading`], [`Outline`]: the same in pieces, stages and parts, for those who have threads.
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

mod bits;
mod body;
mod cells;
mod decl;
mod draft;
mod emit;
mod graph;
pub mod header;
mod kfunc;
mod line;
mod measure;
mod names;
mod odd;
mod order;
mod pad;
mod pen;
mod plan;
mod read;
mod report;
mod shape;
mod shared;
mod sort;
mod spell;
mod text;
mod words;

use alloc::sync::Arc;
use alloc::vec::Vec;

pub use draft::{Draft, Hand, Measures, Outline, Part, Plan, Press};
pub use graph::{Graph, Node};
pub use kfunc::Kfunc;
pub use read::{Piece, Reading};
pub use report::{Defect, Finding, Reason, Unprintable};

use cells::Cells;
use pen::Pen;
use plan::Planner;
use sort::Sorter;

/// How to print.
///
/// ```
/// use btfly_btf::c::Options;
///
/// assert!(!Options::default().compat);
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Byte for byte what bpftool 7.8 prints, its defects included.
    pub compat: bool,
}

/// Prints types of a [`Graph`], each once, with what it needs before it.
///
/// ```
/// use btfly_btf::c::{Graph, Options, Printer};
///
/// # let btf = btfly_btf::doc::example();
/// let graph = Graph::new(btf.types());
/// let mut printer = Printer::new(&graph, Options::default());
/// let mut text = Vec::new();
/// for root in printer.roots_sorted() {
///     printer.emit(root, &mut text)?;
/// }
/// assert!(String::from_utf8_lossy(&text).contains("struct list_head {\n"));
/// # Ok::<(), btfly_btf::c::Unprintable>(())
/// ```
#[derive(Debug)]
pub struct Printer<'g> {
    planner: Planner,
    pen: Pen<'g>,
}

/// One root may take so many-th of the steps that are left: what repeats itself leaves enough for others.
const STEPS_PART: u64 = 4;
/// Steps that each node and reference is worth. A kernel takes about three.
const STEPS_EACH: u64 = 64;
/// Bytes of text that each byte of BTF is worth. A kernel takes half of one.
const TEXT_EACH: u64 = 32;
/// What small inputs get on top.
const TO_START_WITH: u64 = 1 << 20;

/// What printing a graph may take.
#[derive(Clone, Copy, Debug)]
struct Budget {
    /// Looks at nodes.
    steps: u64,
    /// Bytes of text.
    room: u64,
}

impl Budget {
    fn new(graph: &Graph<'_>, cells: &Cells) -> Self {
        let worth = u64::from(cells.len()) + cells.references() as u64;
        let steps = worth * STEPS_EACH + TO_START_WITH;
        Self { steps, room: graph.input_len() * TEXT_EACH + TO_START_WITH }
    }
}

impl<'g> Printer<'g> {
    /// A printer that has printed nothing yet. Looks once at every type.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// assert!(Printer::new(&graph, Options::default()).findings().is_empty());
    /// ```
    #[must_use]
    pub fn new(graph: &'g Graph<'g>, options: Options) -> Self {
        let cells = Reading::all(graph, options);
        let measures = Measures::new(graph, &cells, options.compat);
        let budget = Budget::new(graph, &cells);
        Self {
            planner: Planner::new(Arc::clone(&cells), options.compat, budget.steps),
            pen: measures.pen(graph, options, &cells, &budget),
        }
    }

    /// Writes everything before the types: the include guard and a few macros.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// let mut text = Vec::new();
    /// Printer::new(&graph, Options::default()).prologue(&mut text);
    /// assert!(text.starts_with(b"#ifndef __VMLINUX_H__\n"));
    /// ```
    pub fn prologue(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(text::GUARD);
        if self.pen.options.compat {
            out.extend_from_slice(text::PUSH_ACCESS_INDEX);
            out.extend_from_slice(text::MACROS);
            return;
        }
        out.extend_from_slice(text::PUSH_ACCESS_INDEX_GUARDED);
        out.extend_from_slice(text::MACROS);
        self.pen.tag_macros(out);
    }

    /// Writes everything after the types and kfuncs.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// let mut text = Vec::new();
    /// Printer::new(&graph, Options::default()).epilogue(&mut text);
    /// assert!(text.ends_with(b"#endif /* __VMLINUX_H__ */\n"));
    /// ```
    pub fn epilogue(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if self.pen.options.compat {
            text::POP_ACCESS_INDEX
        } else {
            text::POP_ACCESS_INDEX_GUARDED
        });
        out.extend_from_slice(text::END);
    }

    /// Every type, in order of node: by part, then by id.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// assert_eq!(Printer::new(&graph, Options::default()).roots_by_id().count(), btf.iter().len());
    /// ```
    pub fn roots_by_id(&self) -> impl Iterator<Item = Node> + use<> {
        (1..self.pen.cells.len()).map(Node)
    }

    /// Every type that can write something, in bpftool's order: enums, structs, prototypes and typedefs
    /// each by name, then what is only declared.
    ///
    /// bpftool drops the first of them (found with 7.8); with [`Options::compat`] so does this, and without
    /// it that is one of the [`findings`](Printer::findings).
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// let roots = Printer::new(&graph, Options::default()).roots_sorted();
    /// assert!(roots.iter().any(|root| graph.get(*root).name() == Some("list_head")));
    /// ```
    pub fn roots_sorted(&mut self) -> Vec<Node> {
        let compat = self.pen.options.compat;
        let roots = Sorter { graph: self.pen.graph, cells: &self.pen.cells, compat }.roots();
        let (nodes, lost) = roots.split(compat);
        if let Some(lost) = lost {
            self.pen.turn_to(lost.0);
            self.pen.find(Defect::LostBySort);
        }
        nodes
    }

    /// Writes the definition of `root`, unless it is written already, after what it needs. What it only
    /// points at is declared.
    ///
    /// # Errors
    ///
    /// When `root` has no C. What of it can be printed is, and so can the other roots.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// let mut text = Vec::new();
    /// Printer::new(&graph, Options::default()).emit(graph.node(0, TypeId(4)), &mut text)?;
    /// assert_eq!(text, b"typedef unsigned int u32;\n\n");
    /// # Ok::<(), btfly_btf::c::Unprintable>(())
    /// ```
    pub fn emit(&mut self, root: Node, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let root = self.pen.graph.canonical(root);
        let planned = self.planner.plan(root.0);
        planned.and(self.write_steps(out))
    }

    /// Writes what is planned.
    fn write_steps(&mut self, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let mut result = Ok(());
        self.pen.start(out);
        for step in self.planner.steps.drain(..) {
            result = result.and(self.pen.step(step, out));
        }
        self.pen.stop(out);
        result
    }

    /// Writes the anonymous enums that nothing printed so far has inside: those of functions and
    /// variables only, whose values would be missing. libbpf does not; so with [`Options::compat`] this
    /// writes nothing.
    ///
    /// # Errors
    ///
    /// When there is no room left for them.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// let mut text = Vec::new();
    /// Printer::new(&graph, Options::default()).remaining_enums(&mut text)?;
    /// assert!(text.is_empty());
    /// # Ok::<(), btfly_btf::c::Unprintable>(())
    /// ```
    pub fn remaining_enums(&mut self, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        if self.pen.options.compat {
            return Ok(());
        }
        self.pen.remaining_enums(out)
    }

    /// Writes those of `nodes` that are anonymous enums and are not in the text by now, not even inside of
    /// something else.
    pub(crate) fn enums_among(
        &mut self,
        nodes: impl Iterator<Item = Node>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        self.pen.enums_among(nodes.map(|node| node.0), out)
    }

    /// Whether `node` is defined or declared in the text by now.
    pub(crate) fn is_there(&self, node: Node) -> bool {
        let planned = plan::Marks::EMITTED.with(plan::Marks::FORWARDED);
        self.pen.has(node.0, pen::Marks::PRINTED) || self.planner.has(node.0, planned)
    }

    /// Where the C printed so far differs from libbpf's, in the order of printing.
    ///
    /// ```
    /// use btfly_btf::c::{Graph, Options, Printer};
    /// use btfly_btf::TypeId;
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let graph = Graph::new(btf.types());
    /// let mut printer = Printer::new(&graph, Options::default());
    /// printer.emit(graph.node(0, TypeId(1)), &mut Vec::new())?;
    /// // Nothing that libbpf would have written otherwise.
    /// assert!(printer.findings().is_empty());
    /// # Ok::<(), btfly_btf::c::Unprintable>(())
    /// ```
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.pen.findings
    }
}

/// Prints all types of a graph, with everything around them, in chunks.
///
/// The text is at most a hundred times as long as the BTF, and two megabytes; a kernel's is half as long. What
/// would take more is [`Reason::TooMuch`].
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
    let outline = Outline::new(graph, options);
    let (draft, mut press) = outline.draft(outline.plan(order), outline.measure());
    let mut hand = draft.hand();
    let mut spare = Vec::new();
    for at in 0..draft.parts() {
        spare = press.put(hand.write(at, spare), &mut flush)?.unwrap_or_default();
    }
    press.finish(&mut flush)
}

/// How much text [`dump`] gathers before it hands it over. Less means more calls, more is more memory.
const CHUNK: usize = 64 << 10;

/// What [`dump`] starts from.
///
/// ```
/// use btfly_btf::c;
///
/// # let btf = btfly_btf::doc::example();
/// let graph = c::Graph::new(btf.types());
/// let (mut text, nodes) = (Vec::new(), [graph.node(0, btfly_btf::TypeId(4))]);
/// let report = c::dump(&graph, c::Options::default(), c::Order::Roots(&nodes), |chunk| {
///     text.append(chunk);
///     Ok::<(), std::convert::Infallible>(())
/// });
/// assert!(report.is_ok() && !String::from_utf8_lossy(&text).contains("list_head"));
/// ```
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
///
/// ```
/// use btfly_btf::c;
///
/// # let btf = btfly_btf::doc::example();
/// let graph = c::Graph::new(btf.types());
/// let report = c::dump(&graph, c::Options::default(), c::Order::ById, |chunk| {
///     chunk.clear();
///     Ok::<(), std::convert::Infallible>(())
/// });
/// assert!(report.unwrap().findings.is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Where the C differs from libbpf's.
    pub findings: Vec<Finding>,
    /// What has no C. A type that contains such a type is here too, each with the place of the trouble.
    pub unprintable: Vec<Unprintable>,
}
