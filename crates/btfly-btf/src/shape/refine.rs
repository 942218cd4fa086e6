//! Partition refinement: classes split until members of one class refer, place by place, to one class.
//!
//! *In:* classes to start from, and references. *Out:* the coarsest stable partition that refines them.
//! *Never:* more than O(m log n) work: what keeps its number when a class splits is the largest part, so
//! a node gets a new number at most log n times, and only references to such nodes are looked at again.
//!
//! Method: J. Hopcroft, "An n log n algorithm for minimizing states in a finite automaton", 1971, for
//! many places at once, round by round.

use alloc::vec;
use alloc::vec::Vec;

use super::label::Table;
use crate::hash::Hasher;

/// References as numbers: those of one node follow one another in the order of its record.
pub(crate) struct Edges {
    /// The first edge of each node, and the end of all.
    starts: Vec<u32>,
    /// Where each edge comes from.
    from: Vec<u32>,
    /// Where each edge goes.
    to: Vec<u32>,
    /// The edges by where they go, and where those to each node start.
    incoming: Vec<u32>,
    incoming_starts: Vec<u32>,
}

impl Edges {
    /// Of nodes 0 to `len`; `references` hands those of a node to what it is given, in the order of its record.
    pub(crate) fn new(len: usize, references: impl Fn(u32, &mut dyn FnMut(u32))) -> Self {
        let mut edges = Self {
            starts: Vec::with_capacity(len + 1),
            from: Vec::new(),
            to: Vec::new(),
            incoming: Vec::new(),
            incoming_starts: vec![0; len + 1],
        };
        edges.starts.push(0);
        for node in 1..number(len) {
            edges.starts.push(number(edges.to.len()));
            references(node, &mut |to| {
                edges.from.push(node);
                edges.to.push(to);
            });
        }
        edges.starts.push(number(edges.to.len()));
        edges.turn_round();
        edges
    }

    fn turn_round(&mut self) {
        for to in &self.to {
            add(&mut self.incoming_starts, *to + 1, 1);
        }
        let mut sum = 0;
        for start in &mut self.incoming_starts {
            sum += *start;
            *start = sum;
        }
        self.incoming = vec![0; self.to.len()];
        let mut next = self.incoming_starts.clone();
        for (edge, to) in (0..).zip(&self.to) {
            set(&mut self.incoming, at(&next, *to), edge);
            add(&mut next, *to, 1);
        }
    }

    /// Where the edges of `node` go, in the order of its record.
    fn out(&self, node: u32) -> &[u32] {
        let range = at(&self.starts, node)..at(&self.starts, node + 1);
        self.to.get(range.start as usize..range.end as usize).unwrap_or(&[])
    }

    /// Edges that go to `node`.
    fn into(&self, node: u32) -> &[u32] {
        let range = at(&self.incoming_starts, node)..at(&self.incoming_starts, node + 1);
        self.incoming.get(range.start as usize..range.end as usize).unwrap_or(&[])
    }

    /// Which of its node's references an edge is.
    fn place(&self, edge: u32) -> u32 {
        edge.saturating_sub(at(&self.starts, at(&self.from, edge)))
    }
}

/// Classes to start from: labels, and for what has no circle before it the labels of all that it leads to,
/// as far as the next `end`. It is settled then, as long as no `end` is split.
///
/// What has a circle before it keeps its label alone: so has everything that is equivalent to it.
pub(super) fn start(labels: &[u32], edges: &Edges, ends: &[bool]) -> (Vec<u32>, Vec<bool>) {
    let is_end = |node: u32| ends.get(node as usize).copied().unwrap_or(false);
    let first = labels.iter().max().map_or(0, |max| max + 1);
    let mut classes = labels.to_vec();
    let mut settled = vec![false; labels.len()];
    let mut table = Table::default();
    // How many of each node's references are not settled yet, but will be unless there is a circle.
    let nodes = 0..number(labels.len());
    let mut open: Vec<u32> = nodes
        .clone()
        .map(|node| number(edges.out(node).iter().filter(|to| !is_end(**to)).count()))
        .collect();
    let mut ready: Vec<u32> =
        nodes.filter(|node| !is_end(*node) && at(&open, *node) == 0).collect();
    while let Some(node) = ready.pop() {
        // What refers to nothing is told by its label.
        if !edges.out(node).is_empty() {
            let key = |node: u32| edges.out(node).iter().map(|to| at(&classes, *to));
            let label = at(labels, node);
            let mut hash = Hasher(u64::from(label));
            key(node).for_each(|class| hash.word(u64::from(class)));
            let is_same = |other| at(labels, other) == label && key(other).eq(key(node));
            let class = first.saturating_add(table.number(hash.0, node, is_same));
            set(&mut classes, node, class);
        }
        if let Some(settled) = settled.get_mut(node as usize) {
            *settled = true;
        }
        for edge in edges.into(node) {
            let from = at(&edges.from, *edge);
            if is_end(from) {
                continue;
            }
            let left = at(&open, from).saturating_sub(1);
            set(&mut open, from, left);
            if left == 0 {
                ready.push(from);
            }
        }
    }
    (classes, settled)
}

/// Nodes by class: the members of a class lie together.
pub(crate) struct Partition {
    members: Vec<u32>,
    /// Where each node is in `members`.
    places: Vec<u32>,
    /// The class of each node.
    classes: Vec<u32>,
    /// The range of each class in `members`.
    ranges: Vec<(u32, u32)>,
}

impl Partition {
    /// `classes` are numbers without large gaps.
    pub(crate) fn new(classes: &[u32]) -> Self {
        let count = classes.iter().max().map_or(0, |max| *max as usize + 1);
        let mut ranges = vec![(0, 0); count];
        for class in classes {
            if let Some((_, size)) = ranges.get_mut(*class as usize) {
                *size += 1;
            }
        }
        let mut sum = 0;
        for (start, end) in &mut ranges {
            *start = sum;
            sum += *end;
            *end = *start;
        }
        let mut members = vec![0; classes.len()];
        let mut places = vec![0; classes.len()];
        for (node, class) in (0..).zip(classes) {
            if let Some((_, end)) = ranges.get_mut(*class as usize) {
                set(&mut members, *end, node);
                set(&mut places, node, *end);
                *end += 1;
            }
        }
        Self { members, places, classes: classes.to_vec(), ranges }
    }

    /// Splits classes until they are stable under `edges`. Nodes of one class have equally many. Those that
    /// are `settled` differ in class from all whose references are of other classes.
    pub(crate) fn refine(&mut self, edges: &Edges, settled: &[bool]) {
        // At first every reference of the others counts as changed.
        let is_settled = |node: u32| settled.get(node as usize).copied().unwrap_or(false);
        let mut changed: Vec<u32> = (0..number(edges.to.len())).collect();
        changed.retain(|edge| {
            let from = at(&edges.from, *edge);
            !is_settled(from) && self.is_shared(from)
        });
        while !changed.is_empty() {
            let renumbered = self.split(edges, &changed);
            changed.clear();
            for node in renumbered {
                let edges_in = edges.into(node).iter().copied();
                changed.extend(edges_in.filter(|edge| self.is_shared(at(&edges.from, *edge))));
            }
            // By the node they come from, and in the order of its record.
            changed.sort_unstable();
        }
    }

    /// For each node the first of its class that `counts`; one in each class must.
    pub(crate) fn firsts(&self, counts: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut first = vec![u32::MAX; self.ranges.len()];
        for (node, class) in (0..).zip(&self.classes).filter(|(node, _)| counts(*node)) {
            if let Some(first) = first.get_mut(*class as usize) {
                *first = node.min(*first);
            }
        }
        self.classes.iter().map(|class| at(&first, *class)).collect()
    }

    fn is_shared(&self, node: u32) -> bool {
        let (start, end) = self.range(at(&self.classes, node));
        1 < end - start
    }

    fn range(&self, class: u32) -> (u32, u32) {
        self.ranges.get(class as usize).copied().unwrap_or((0, 0))
    }

    /// Splits every class by its members' changed references; tells which nodes got a new class.
    ///
    /// Before the change all members of a class had the same references. So two of them still have
    /// exactly when the same places changed to the same classes; and one of which nothing changed
    /// differs from all others, because only what is new to a class counts as changed.
    fn split(&mut self, edges: &Edges, changed: &[u32]) -> Vec<u32> {
        let mut runs = self.group(edges, changed);
        runs.sort_unstable_by_key(|run| (run.class, run.group, run.node));
        let mut renumbered = Vec::new();
        for runs in runs.chunk_by(|a, b| a.class == b.class) {
            let Some(Run { class, .. }) = runs.first().copied() else { continue };
            let (start, end) = self.range(class);
            let mut parts = Vec::new();
            let mut to = start;
            for group in runs.chunk_by(|a, b| a.group == b.group) {
                let part_start = to;
                for run in group {
                    self.move_to(run.node, to);
                    to += 1;
                }
                parts.push((part_start, to));
            }
            if to < end {
                parts.push((to, end));
            }
            // The largest part stays what it was; of equal ones the last.
            let Some(largest) = (0..parts.len())
                .max_by_key(|part| parts.get(*part).map_or(0, |(start, end)| end - start))
            else {
                continue;
            };
            for (index, part) in parts.into_iter().enumerate() {
                if index == largest {
                    self.set_range(class, part);
                } else {
                    self.renumber(part, &mut renumbered);
                }
            }
        }
        renumbered
    }

    /// The nodes that changed references come from. Those of a class that stay together have one group.
    fn group(&self, edges: &Edges, changed: &[u32]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut table = Table::default();
        let key = |start: u32, end: u32| {
            let list = changed.get(start as usize..end as usize).unwrap_or(&[]);
            list.iter().map(|edge| (edges.place(*edge), at(&self.classes, at(&edges.to, *edge))))
        };
        let mut start = 0;
        for list in changed.chunk_by(|a, b| at(&edges.from, *a) == at(&edges.from, *b)) {
            let end = start + number(list.len());
            let node = list.first().map_or(0, |edge| at(&edges.from, *edge));
            let class = at(&self.classes, node);
            let mut hash = Hasher(u64::from(class));
            for (place, class) in key(start, end) {
                hash.word(u64::from(place) << 32 | u64::from(class));
            }
            let group = table.number(hash.0, number(runs.len()), |index| {
                let other = runs.get(index as usize).copied().unwrap_or_default();
                other.class == class && key(other.start, other.end).eq(key(start, end))
            });
            runs.push(Run { node, class, group, start, end });
            start = end;
        }
        runs
    }

    fn renumber(&mut self, part: (u32, u32), renumbered: &mut Vec<u32>) {
        let class = number(self.ranges.len());
        self.ranges.push(part);
        for place in part.0..part.1 {
            let node = at(&self.members, place);
            set(&mut self.classes, node, class);
            renumbered.push(node);
        }
    }

    fn set_range(&mut self, class: u32, range: (u32, u32)) {
        if let Some(old) = self.ranges.get_mut(class as usize) {
            *old = range;
        }
    }

    /// Swaps `node` with what is at `place`.
    fn move_to(&mut self, node: u32, place: u32) {
        let from = at(&self.places, node);
        let other = at(&self.members, place);
        set(&mut self.members, place, node);
        set(&mut self.places, node, place);
        set(&mut self.members, from, other);
        set(&mut self.places, other, from);
    }
}

/// A node of which references changed.
#[derive(Clone, Copy, Default)]
struct Run {
    node: u32,
    class: u32,
    /// One number for those of a class that stay together.
    group: u32,
    /// The range of its edges among the changed ones.
    start: u32,
    end: u32,
}

#[inline]
fn at(slice: &[u32], index: u32) -> u32 {
    slice.get(index as usize).copied().unwrap_or(0)
}

#[inline]
fn set(slice: &mut [u32], index: u32, value: u32) {
    if let Some(place) = slice.get_mut(index as usize) {
        *place = value;
    }
}

#[inline]
fn add(slice: &mut [u32], index: u32, value: u32) {
    if let Some(place) = slice.get_mut(index as usize) {
        *place += value;
    }
}

/// A length as a number. What is counted comes from sections whose length is a u32.
#[inline]
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
