//! A dump in stages and parts, so that whoever has threads can let them work side by side.
//!
//! *In:* a graph. *Out:* the same text for any number of threads, and in whatever order they finish. *Never:* a
//! thread: who calls has them.
//!
//! Reading comes first ([`Outline::new`], or a [`Reading`] in pieces). Then the order ([`Outline::plan`]) and what each type and name is like
//! ([`Outline::measure`]) do not need one another. Once both are there, the text is written part by part by
//! [`Hand`]s, and a [`Press`] puts the parts together. A hand leaves out what depends on what is written before;
//! the press writes that.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::ops::Range;

use super::cells::{Cells, Class};
use super::graph::{Graph, Node};
use super::measure::Forms;
use super::pen::{Marks, Names, Pen};
use super::plan::{Planner, Step};
use super::read::Reading;
use super::report::{Defect, Finding, Unprintable};
use super::sort::Sorter;
use super::{Budget, CHUNK, Options, Order, Printer, Report};

/// All types of a graph, read once: what a dump starts from.
///
/// ```
/// use btfly_btf::c::{Graph, Options, Order, Outline};
///
/// # let btf = btfly_btf::doc::example();
/// let graph = Graph::new(btf.types());
/// let outline = Outline::new(&graph, Options::default());
/// // Two threads may do these two.
/// let (plan, measures) = (outline.plan(Order::Sorted), outline.measure());
/// let (draft, mut press) = outline.draft(plan, measures);
/// let mut text = Vec::new();
/// let mut flush = |chunk: &mut Vec<u8>| {
///     text.append(chunk);
///     Ok::<(), std::convert::Infallible>(())
/// };
/// // Any number of threads may have a hand each, and put parts in any order.
/// let mut hand = draft.hand();
/// for at in (0..draft.parts()).rev() {
///     let part = hand.write(at, Vec::new());
///     press.put(part, &mut flush)?;
/// }
/// let report = press.finish(&mut flush)?;
/// assert!(report.unprintable.is_empty());
/// assert!(text.ends_with(b"#endif /* __VMLINUX_H__ */\n"));
/// # Ok::<(), std::convert::Infallible>(())
/// ```
#[derive(Clone, Debug)]
pub struct Outline<'g> {
    graph: &'g Graph<'g>,
    options: Options,
    cells: Arc<Cells>,
}

/// What is written, in which order.
#[derive(Debug)]
pub struct Plan {
    planner: Planner,
    steps: Vec<Step>,
    /// For each root that has any, the end of its steps, and why it has no C.
    roots: Vec<(u32, Option<Unprintable>)>,
    /// The root that bpftool loses.
    lost: Option<Node>,
    /// Whether all types are written, and not only some roots.
    is_whole: bool,
}

/// Sizes and packing of all types, and what is to be known of names.
#[derive(Clone, Debug)]
pub struct Measures {
    forms: Arc<Forms>,
    names: Arc<Names>,
}

impl Measures {
    pub(super) fn new(graph: &Graph<'_>, cells: &Cells, compat: bool) -> Self {
        Self {
            forms: Arc::new(Forms::new(graph, cells, compat)),
            names: Arc::new(Names::new(graph, cells, compat)),
        }
    }

    /// A pen that has written nothing yet.
    pub(super) fn pen<'g>(
        &self,
        graph: &'g Graph<'g>,
        options: Options,
        cells: &Arc<Cells>,
        budget: &Budget,
    ) -> Pen<'g> {
        let (forms, names) = (Arc::clone(&self.forms), Arc::clone(&self.names));
        Pen::new(graph, options, Arc::clone(cells), forms, names, (budget.steps, budget.room))
    }
}

impl<'g> Outline<'g> {
    /// Looks once at every type.
    #[must_use]
    pub fn new(graph: &'g Graph<'g>, options: Options) -> Self {
        Self { graph, options, cells: Reading::all(graph, options) }
    }

    pub(super) fn of(graph: &'g Graph<'g>, options: Options, cells: Cells) -> Self {
        Self { graph, options, cells: Arc::new(cells) }
    }

    /// Finds out what to write in which order.
    #[must_use]
    pub fn plan(&self, order: Order<'_>) -> Plan {
        let compat = self.options.compat;
        let budget = Budget::new(self.graph, &self.cells);
        let mut plan = Plan {
            planner: Planner::new(Arc::clone(&self.cells), compat, budget.steps),
            steps: Vec::new(),
            roots: Vec::new(),
            lost: None,
            is_whole: true,
        };
        match order {
            Order::ById => (1..self.cells.len()).for_each(|node| plan.add(self.graph, Node(node))),
            Order::Sorted => {
                let roots = Sorter { graph: self.graph, cells: &self.cells, compat }.roots();
                let (nodes, lost) = roots.split(compat);
                plan.lost = lost;
                nodes.into_iter().for_each(|node| plan.add(self.graph, node));
            }
            Order::Roots(roots) => {
                plan.is_whole = false;
                roots.iter().for_each(|node| plan.add(self.graph, *node));
            }
        }
        plan.steps = core::mem::take(&mut plan.planner.steps);
        plan
    }

    /// Measures all types and looks at their names.
    #[must_use]
    pub fn measure(&self) -> Measures {
        Measures::new(self.graph, &self.cells, self.options.compat)
    }

    /// Brings both together: what hands write from, and what puts together what they write.
    #[must_use]
    pub fn draft(&self, plan: Plan, measures: Measures) -> (Draft<'g>, Press<'g>) {
        let Plan { planner, steps, roots, lost, is_whole } = plan;
        let budget = Budget::new(self.graph, &self.cells);
        let mut pen = measures.pen(self.graph, self.options, &self.cells, &budget);
        if let Some(lost) = lost {
            pen.turn_to(lost.0);
            pen.find(Defect::LostBySort);
        }
        let draft = Draft {
            graph: self.graph,
            options: self.options,
            cells: Arc::clone(&self.cells),
            measures,
            ends: Arc::new(self.cut(&steps)),
            steps: Arc::new(steps),
        };
        let mut press = Press {
            draft: draft.clone(),
            printer: Printer { planner, pen },
            roots,
            next: 0,
            waiting: BTreeMap::new(),
            errors: Vec::new(),
            out: Vec::with_capacity(CHUNK * 2),
            is_whole,
        };
        press.printer.prologue(&mut press.out);
        (draft, press)
    }

    /// Where parts end: each is about as much work.
    fn cut(&self, steps: &[Step]) -> Vec<usize> {
        let mut ends = Vec::new();
        let mut work = 0;
        for (at, step) in steps.iter().enumerate() {
            let (start, end) = match step {
                Step::Define(node) => self.cells.edge_range(*node),
                Step::Declare(_) | Step::Alias(_) => (0, 0),
            };
            work += end.saturating_sub(start).saturating_add(WORK_OF_A_STEP);
            if PART <= work {
                ends.push(at + 1);
                work = 0;
            }
        }
        ends.push(steps.len());
        ends
    }
}

/// Members of a part, where a step is worth so many for itself. Buffers of some twenty kilobytes stay near the
/// processor, and few pages of them are touched for the first time.
const PART: u32 = 1000;
const WORK_OF_A_STEP: u32 = 4;
/// Bytes of text that most parts do not exceed.
const USUAL: usize = CHUNK / 2;

impl Plan {
    fn add(&mut self, graph: &Graph<'_>, root: Node) {
        let root = graph.canonical(root);
        let before = self.planner.steps.len();
        let planned = self.planner.plan(root.0);
        let len = self.planner.steps.len();
        if before != len || planned.is_err() {
            self.roots.push((u32::try_from(len).unwrap_or(u32::MAX), planned.err()));
        }
    }
}

/// What hands write from.
#[derive(Clone, Debug)]
pub struct Draft<'g> {
    graph: &'g Graph<'g>,
    options: Options,
    cells: Arc<Cells>,
    measures: Measures,
    steps: Arc<Vec<Step>>,
    /// Where each part ends.
    ends: Arc<Vec<usize>>,
}

impl<'g> Draft<'g> {
    /// How many parts there are; at least one.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.ends.len()
    }

    /// Somebody who can write parts.
    #[must_use]
    pub fn hand(&self) -> Hand<'g> {
        let budget = Budget::new(self.graph, &self.cells);
        let pen = self.measures.pen(self.graph, self.options, &self.cells, &budget);
        // All hands together may take four times what there is, and none more than half of it.
        let parts = self.parts() as u64;
        let share = |all: u64| (all / parts).saturating_mul(4).min(all / 2);
        Hand { draft: self.clone(), pen, share: (share(budget.steps), share(budget.room)) }
    }

    fn range(&self, part: usize) -> Range<usize> {
        let end = |at: Option<usize>| at.and_then(|at| self.ends.get(at)).copied();
        let Some(last) = end(Some(part)) else { return 0..0 };
        end(part.checked_sub(1)).unwrap_or(0)..last
    }

    fn steps(&self, range: Range<usize>) -> impl Iterator<Item = (usize, Step)> {
        let start = range.start;
        self.steps
            .get(range)
            .unwrap_or(&[])
            .iter()
            .enumerate()
            .map(move |(at, step)| (start + at, *step))
    }
}

/// Writes parts of a [`Draft`], in any order.
#[derive(Debug)]
pub struct Hand<'g> {
    draft: Draft<'g>,
    pen: Pen<'g>,
    share: (u64, u64),
}

/// A part of the text, with gaps where somebody else has to write.
#[derive(Debug)]
pub struct Part {
    at: usize,
    text: Vec<u8>,
    gaps: Vec<Gap>,
    findings: Vec<Finding>,
    /// Looks at nodes.
    looks: u64,
}

/// A step that is not written.
#[derive(Clone, Copy, Debug)]
struct Gap {
    step: usize,
    /// How much of the text, and how many findings, come before it.
    text: usize,
    findings: usize,
}

impl<'g> Hand<'g> {
    /// What it writes from.
    #[must_use]
    pub const fn draft(&self) -> &Draft<'g> {
        &self.draft
    }

    /// Writes a part into `text`, which is emptied first.
    #[must_use]
    pub fn write(&mut self, part: usize, mut text: Vec<u8>) -> Part {
        text.clear();
        text.reserve(USUAL);
        let (steps, room) = self.share;
        self.pen.go_ahead(steps, room);
        self.pen.start(&text);
        let mut gaps = Vec::new();
        for (at, step) in self.draft.steps(self.draft.range(part)) {
            let gap = Gap { step: at, text: text.len(), findings: self.pen.findings.len() };
            if !self.pen.step_ahead(step, &mut text) {
                gaps.push(gap);
            }
        }
        let findings = core::mem::take(&mut self.pen.findings);
        let (left, _) = self.pen.left();
        Part { at: part, text, gaps, findings, looks: steps.saturating_sub(left) }
    }
}

/// Puts the parts of a [`Draft`] together.
#[derive(Debug)]
pub struct Press<'g> {
    draft: Draft<'g>,
    printer: Printer<'g>,
    roots: Vec<(u32, Option<Unprintable>)>,
    /// The part that comes next, and those that came before their time.
    next: usize,
    waiting: BTreeMap<usize, Part>,
    /// Steps that could not be written.
    errors: Vec<(usize, Unprintable)>,
    out: Vec<u8>,
    is_whole: bool,
}

impl Press<'_> {
    /// Takes a part. What can be written by now is handed to `flush`, which empties the buffer; what it leaves
    /// stays for the next call. Returns a buffer for another part, if there is one to spare.
    ///
    /// # Errors
    ///
    /// Those of `flush`.
    pub fn put<E>(
        &mut self,
        part: Part,
        flush: &mut impl FnMut(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Option<Vec<u8>>, E> {
        self.waiting.insert(part.at, part);
        let mut spare = None;
        while let Some(part) = self.waiting.remove(&self.next) {
            self.next += 1;
            spare = Some(self.print(part, flush)?);
        }
        Ok(spare)
    }

    fn print<E>(
        &mut self,
        mut part: Part,
        flush: &mut impl FnMut(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        let range = self.draft.range(part.at);
        let pen = &mut self.printer.pen;
        if !pen.broken.is_empty() || !pen.take_over(part.looks, part.text.len() as u64) {
            // Something is amiss: what comes now must know all that was before.
            self.write_steps(range, flush)?;
            return Ok(part.text);
        }
        if part.gaps.is_empty() && self.out.is_empty() {
            pen.findings.append(&mut part.findings);
            self.mark_printed(range);
            flush(&mut part.text)?;
            self.out.append(&mut part.text);
            return Ok(part.text);
        }
        let end = Gap { step: range.end, text: part.text.len(), findings: part.findings.len() };
        let mut done = Gap { step: range.start, text: 0, findings: 0 };
        for gap in part.gaps.iter().chain([&end]) {
            self.out.extend_from_slice(part.text.get(done.text..gap.text).unwrap_or(&[]));
            let findings = part.findings.get(done.findings..gap.findings).unwrap_or(&[]);
            self.printer.pen.findings.extend_from_slice(findings);
            self.mark_printed(done.step..gap.step);
            if gap.step == range.end {
                break;
            }
            self.write_steps(gap.step..gap.step + 1, flush)?;
            if !self.printer.pen.broken.is_empty() {
                // What is behind it may be made of it.
                self.write_steps(gap.step + 1..range.end, flush)?;
                break;
            }
            done = *gap;
        }
        self.flush_if_full(flush)?;
        Ok(part.text)
    }

    /// Remembers which enums a hand has written.
    fn mark_printed(&mut self, steps: Range<usize>) {
        for (_, step) in self.draft.steps(steps) {
            if let Step::Define(node) = step
                && self.draft.cells.get(node).class() == Class::Enum
            {
                self.printer.pen.mark(node, Marks::PRINTED);
            }
        }
    }

    /// Writes steps, knowing all that was written before.
    fn write_steps<E>(
        &mut self,
        range: Range<usize>,
        flush: &mut impl FnMut(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let steps = Arc::clone(&self.draft.steps);
        for (at, step) in range.clone().zip(steps.get(range).unwrap_or(&[])) {
            let pen = &mut self.printer.pen;
            pen.start(&self.out);
            if let Err(error) = pen.step(*step, &mut self.out) {
                self.errors.push((at, error));
            }
            pen.stop(&self.out);
            self.flush_if_full(flush)?;
        }
        Ok(())
    }

    fn flush_if_full<E>(
        &mut self,
        flush: &mut impl FnMut(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        if CHUNK <= self.out.len() { flush(&mut self.out) } else { Ok(()) }
    }

    /// Writes what comes after the types, once all parts are there.
    ///
    /// # Errors
    ///
    /// Those of `flush`.
    pub fn finish<E>(
        mut self,
        flush: &mut impl FnMut(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Report, E> {
        let mut unprintable = self.unprintable();
        if self.is_whole {
            unprintable.extend(self.printer.remaining_enums(&mut self.out).err());
            unprintable.extend(self.printer.kfuncs(&mut self.out).err());
        }
        self.printer.epilogue(&mut self.out);
        flush(&mut self.out)?;
        Ok(Report { findings: self.printer.pen.findings, unprintable })
    }

    /// One error for each root that has any: why it has no C, or else the first of writing it.
    fn unprintable(&self) -> Vec<Unprintable> {
        let mut errors = self.errors.iter().copied().peekable();
        let mut unprintable = Vec::new();
        for (end, planned) in &self.roots {
            let mut first = *planned;
            while let Some((_, error)) = errors.next_if(|(step, _)| *step < *end as usize) {
                first = first.or(Some(error));
            }
            unprintable.extend(first);
        }
        unprintable
    }
}
