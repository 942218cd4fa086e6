//! What is written, in which order: declarations and definitions, before there is any text.
//!
//! *In:* roots. *Out:* steps, each after what it needs (`order.rs`, `emit.rs`). *Never:* a name or a member:
//! a step can be written by anybody who has the cells, at any time.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use super::cells::Cells;
use super::graph::Node;
use super::report::{Reason, Unprintable};
use super::{STEPS_PART, emit, order};

/// Something to remember about a node.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Marks(u8);

impl Marks {
    /// What must come before it is in the queue, and so is it if it has a name.
    pub(super) const ORDERED: Self = Self(1);
    /// What must come before it is being looked at.
    pub(super) const ORDERING: Self = Self(1 << 1);
    /// It has no C: it contains itself.
    pub(super) const BROKEN: Self = Self(1 << 2);
    /// It is planned.
    pub(super) const EMITTED: Self = Self(1 << 3);
    /// What its definition needs declared is being looked at.
    pub(super) const EMITTING: Self = Self(1 << 4);
    /// Its declaration is planned.
    pub(super) const FORWARDED: Self = Self(1 << 5);

    pub(super) const fn with(self, mark: Self) -> Self {
        Self(self.0 | mark.0)
    }
}

/// Something to write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Step {
    /// `struct x;`
    Declare(u32),
    /// The definition of a type.
    Define(u32),
    /// The typedef of a number that not every compiler has, if it is one.
    Alias(u32),
}

/// Puts types in order.
#[derive(Debug)]
pub(super) struct Planner {
    pub(super) cells: Arc<Cells>,
    pub(super) compat: bool,
    /// [`Marks`] by node; bytes, because zeros are not written before they change.
    marks: Vec<u8>,
    /// What the root that is being planned needs defined, in order.
    pub(super) queue: Vec<u32>,
    // Stacks, kept because they are needed again at once.
    pub(super) ordering: Vec<order::Frame>,
    pub(super) emitting: Vec<emit::Frame>,
    pub(super) steps: Vec<Step>,
    /// Looks at nodes that are left to spend.
    left: u64,
    /// Why a node has no C, if not for a circle.
    pub(super) reasons: BTreeMap<u32, Reason>,
}

impl Planner {
    pub(super) fn new(cells: Arc<Cells>, compat: bool, left: u64) -> Self {
        let mut marks = vec![0; cells.len() as usize];
        if let Some(void) = marks.first_mut() {
            *void = Marks::ORDERED.with(Marks::EMITTED).0;
        }
        Self {
            cells,
            compat,
            marks,
            queue: Vec::new(),
            ordering: Vec::new(),
            emitting: Vec::new(),
            steps: Vec::new(),
            left,
            reasons: BTreeMap::new(),
        }
    }

    /// Plans the definition of `root`, unless it is planned already, after what it needs.
    pub(super) fn plan(&mut self, root: u32) -> Result<(), Unprintable> {
        let spare = self.left - self.left / STEPS_PART;
        self.left -= spare;
        let ordered = self.order(root);
        let mut emitted = Ok(());
        let mut queue = core::mem::take(&mut self.queue);
        for node in queue.drain(..) {
            if emitted.is_ok() {
                emitted = self.emit_in(node, 0);
                if let Err(error) = emitted {
                    self.break_off(node, error.reason);
                }
            }
            if emitted.is_err() {
                // What comes behind may need it; what does not can still be asked for.
                self.unmark(node, Marks::ORDERED);
            }
        }
        if let Err(error) = emitted {
            self.unmark(root, Marks::ORDERED);
            self.break_off(root, error.reason);
        }
        self.queue = queue;
        self.left += spare;
        emitted.and(ordered)
    }

    /// Remembers that `node` has no C.
    pub(super) fn break_off(&mut self, node: u32, reason: Reason) {
        self.mark(node, Marks::BROKEN);
        if reason != Reason::Cycle {
            self.reasons.insert(node, reason);
        }
    }

    #[inline]
    pub(super) fn has(&self, node: u32, mark: Marks) -> bool {
        // What does not exist is `void`.
        self.marks.get(node as usize).is_none_or(|marks| *marks & mark.0 != 0)
    }

    #[inline]
    pub(super) fn mark(&mut self, node: u32, mark: Marks) {
        if let Some(marks) = self.marks.get_mut(node as usize) {
            *marks |= mark.0;
        }
    }

    #[inline]
    pub(super) fn unmark(&mut self, node: u32, mark: Marks) {
        if let Some(marks) = self.marks.get_mut(node as usize) {
            *marks &= !mark.0;
        }
    }

    /// Every look at a node is counted: types that repeat each other cannot keep the planner busy.
    #[inline]
    pub(super) fn spend(&mut self, node: u32) -> Result<(), Unprintable> {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Unprintable { node: Node(node), reason: Reason::TooMuch }),
        }
    }
}
