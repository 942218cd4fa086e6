//! All of it at once: everything is planned, then written in parts.
//!
//! *In:* a graph. *Out:* text in chunks, a report. *Never:* another byte on two threads than on one: which
//! steps make a part does not depend on who writes it.

use alloc::sync::Arc;
use alloc::vec::{self, Vec};

use super::cells::Cells;
use super::measure::Forms;
use super::part::Part;
use super::plan::Step;
use super::sort::{Roots, Sorter};
use super::twins::Twins;
use super::{Finding, Graph, Node, Options, Printer, Unprintable};

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
    flush: impl FnMut(&mut Vec<u8>) -> Result<(), E>,
) -> Result<Report, E> {
    let twins = Arc::new(Twins::new(graph));
    let cells = Arc::new(Cells::new(graph, options.compat));
    let roots = roots(graph, &cells, order);
    let forms = Arc::new(Forms::new(graph, &cells, options.compat));
    let printer = Printer::with(graph, options, cells, forms);
    let mut dump = Dump::new(printer, roots, matches!(order, Order::Roots(_)), flush)?;
    let mut pen = dump.printer.pen.for_parts(&twins);
    let mut buffer = Vec::new();
    while let Some(steps) = dump.plan() {
        buffer = dump.join(pen.part(steps, buffer))?;
    }
    dump.finish()
}

/// As [`dump`], on so many threads: the same text, sooner.
///
/// ```
/// use btfly_btf::c;
///
/// # let btf = btfly_btf::doc::example();
/// let graph = c::Graph::new(btf.types());
/// let print = |threads| {
///     let mut text = Vec::new();
///     let keep = |chunk: &mut Vec<u8>| {
///         text.append(chunk);
///         Ok::<(), std::convert::Infallible>(())
///     };
///     c::dump_on(threads, &graph, c::Options::default(), c::Order::Sorted, keep).unwrap();
///     text
/// };
/// assert_eq!(print(1), print(4));
/// ```
///
/// # Errors
///
/// Those of `flush`.
#[cfg(feature = "std")]
pub fn dump_on<E>(
    threads: usize,
    graph: &Graph<'_>,
    options: Options,
    order: Order<'_>,
    flush: impl FnMut(&mut Vec<u8>) -> Result<(), E>,
) -> Result<Report, E> {
    use super::threads::{Desk, joined};
    use std::thread;

    if threads < 2 {
        return dump(graph, options, order, flush);
    }
    let desk = Desk::default();
    thread::scope(|scope| {
        let twins = scope.spawn(|| Arc::new(Twins::new(graph)));
        let cells = Arc::new(Cells::new(graph, options.compat));
        let sorting = Arc::clone(&cells);
        let roots = scope.spawn(move || roots(graph, &sorting, order));
        let forms = Arc::new(Forms::new(graph, &cells, options.compat));
        let printer = Printer::with(graph, options, cells, forms);
        let is_partial = matches!(order, Order::Roots(_));
        let mut dump = Dump::new(printer, joined(roots), is_partial, flush)?;
        let twins = joined(twins);

        // Whatever way this ends, nobody is left waiting for work.
        let desk = desk.open();
        for _ in 1..threads {
            let mut pen = dump.printer.pen.for_parts(&twins);
            let worker = desk.worker();
            scope.spawn(move || {
                while let Some((at, steps)) = worker.take() {
                    worker.give(at, pen.part(steps, worker.buffer()));
                }
            });
        }
        let (mut planned, mut done) = (0, 0);
        while let Some(steps) = dump.plan() {
            desk.put(planned, steps);
            planned += 1;
            while let Some(part) = desk.part(done) {
                desk.reuse(dump.join(part)?);
                done += 1;
            }
        }
        desk.close();
        let mut pen = dump.printer.pen.for_parts(&twins);
        while done < planned {
            if let Some(part) = desk.part(done) {
                desk.reuse(dump.join(part)?);
                done += 1;
            } else if let Some((at, steps)) = desk.take_now() {
                desk.give(at, pen.part(steps, desk.buffer()));
            } else if !desk.wait_for(done) {
                // A writer panicked; it is heard of when the scope ends.
                break;
            }
        }
        dump.finish()
    })
}

fn roots(graph: &Graph<'_>, cells: &Cells, order: Order<'_>) -> Roots {
    let nodes = match order {
        Order::ById => (1..cells.len()).map(Node).collect(),
        Order::Sorted => return Sorter { graph, cells }.roots(),
        Order::Roots(roots) => roots.to_vec(),
    };
    Roots { nodes, loses_first: false }
}

/// A dump on its way.
struct Dump<'g, F> {
    printer: Printer<'g>,
    roots: vec::IntoIter<Node>,
    is_partial: bool,
    out: Vec<u8>,
    flush: F,
    unprintable: Vec<Unprintable>,
}

/// How many references the types of a part have together: as much text as fits into a cache.
const PART: usize = 1 << 12;

impl<'g, E, F: FnMut(&mut Vec<u8>) -> Result<(), E>> Dump<'g, F> {
    /// Writes what comes first.
    fn new(
        mut printer: Printer<'g>,
        roots: Roots,
        is_partial: bool,
        mut flush: F,
    ) -> Result<Self, E> {
        let mut out = Vec::new();
        printer.prologue(&mut out);
        flush(&mut out)?;
        let roots = printer.note_first(roots).into_iter();
        Ok(Self { printer, roots, is_partial, out, flush, unprintable: Vec::new() })
    }

    /// Plans a part; none if all is planned.
    fn plan(&mut self) -> Option<Vec<Step>> {
        let (mut size, mut seen) = (0, 0);
        let Printer { planner, pen } = &mut self.printer;
        while size < PART {
            let Some(root) = self.roots.next() else { break };
            self.unprintable.extend(planner.plan(pen.graph.canonical(root).0).err());
            for step in planner.steps.iter().skip(seen) {
                let (start, end) = planner.cells.edge_range(step.node());
                size += end.saturating_sub(start) as usize + 4;
            }
            seen = planner.steps.len();
        }
        let steps = core::mem::take(&mut planner.steps);
        (!steps.is_empty()).then_some(steps)
    }

    /// Writes a part; those before it are written. Gives back a buffer to use again.
    fn join(&mut self, part: Part) -> Result<Vec<u8>, E> {
        let buffer = self.printer.pen.join(part, &mut self.out, &mut self.unprintable);
        (self.flush)(&mut self.out)?;
        Ok(buffer)
    }

    /// Writes what comes last.
    fn finish(mut self) -> Result<Report, E> {
        if !self.is_partial {
            self.unprintable.extend(self.printer.remaining_enums(&mut self.out).err());
            self.unprintable.extend(self.printer.kfuncs(&mut self.out).err());
        }
        self.printer.epilogue(&mut self.out);
        (self.flush)(&mut self.out)?;
        Ok(Report { findings: self.printer.pen.findings, unprintable: self.unprintable })
    }
}
