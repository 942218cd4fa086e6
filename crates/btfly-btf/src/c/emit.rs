//! What is written before a definition: the declarations that it needs, then the definition itself.
//!
//! *In:* a node of the queue. *Out:* steps: `struct x;` for what its members point at and nobody has
//! declared, then `struct x { … };`. *Never:* recursion; a definition twice.
//!
//! As libbpf (`tools/lib/bpf/btf_dump.c: btf_dump_emit_type`, Linux v7.2).

use alloc::vec::Vec;

use super::cells::{Cells, Class};
use super::plan::{Marks, Planner, Step};
use super::report::Unprintable;

/// A node whose references are being looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    node: u32,
    class: Class,
    /// Whether it is written for itself, not inside of something else.
    is_top: bool,
    next: u32,
    end: u32,
    /// The definition that its references are written inside of.
    container: u32,
}

impl Frame {
    /// The reference that is looked at.
    #[inline]
    fn part(&self, cells: &Cells) -> u32 {
        if self.class == Class::Typedef { self.next } else { cells.edge_at(self.next) }
    }
}

impl Planner {
    /// Writes what `root` needs, and its definition if `container` is 0, the file itself. Inside of another
    /// `container` it is at most declared.
    pub(super) fn emit_in(&mut self, root: u32, container: u32) -> Result<(), Unprintable> {
        let mut open = core::mem::take(&mut self.emitting);
        open.clear();
        let result = self.emit_all(root, container, &mut open);
        if result.is_err() {
            open.iter().for_each(|frame| self.unmark(frame.node, Marks::EMITTING));
        }
        self.emitting = open;
        result
    }

    fn emit_all(
        &mut self,
        root: u32,
        container: u32,
        open: &mut Vec<Frame>,
    ) -> Result<(), Unprintable> {
        let (mut at, mut container) = (root, container);
        loop {
            if !self.has(at, Marks::EMITTED) {
                self.spend(at)?;
                let class = self.cells.get(at).class();
                if matches!(class, Class::Ptr | Class::Modifier | Class::Array) {
                    at = self.cells.target(at);
                    continue;
                }
                self.enter(at, container, open);
            }
            loop {
                let Some(frame) = open.last_mut() else { return Ok(()) };
                // Most references lead to what is written already.
                while frame.next < frame.end && self.is_emitted(frame.part(&self.cells)) {
                    frame.next += 1;
                }
                if frame.next < frame.end {
                    at = frame.part(&self.cells);
                    container = frame.container;
                    frame.next += 1;
                    break;
                }
                let frame = *frame;
                open.pop();
                self.leave(&frame);
            }
        }
    }

    /// Whether what `node` leads to through a few pointers and modifiers is written, or declared at least
    /// where it can be.
    #[inline]
    fn is_emitted(&self, node: u32) -> bool {
        let mut at = node;
        for _ in 0..4 {
            let cell = self.cells.get(at);
            if !matches!(cell.class(), Class::Ptr | Class::Modifier) {
                break;
            }
            at = cell.word;
        }
        self.has(at, Marks::EMITTED.with(Marks::FORWARDED))
    }

    fn enter(&mut self, at: u32, container: u32, open: &mut Vec<Frame>) {
        let cell = self.cells.get(at);
        let class = cell.class();
        if self.has(at, Marks::EMITTING) {
            self.meet_inside(at, container);
            return;
        }
        let is_top = container == 0;
        let (next, end) = match class {
            Class::Typedef => (cell.word, cell.word.saturating_add(1)),
            _ => self.cells.edge_range(at),
        };
        let frame = |container| Frame { node: at, class, is_top, next, end, container };
        match class {
            Class::Word => {
                self.steps.push(Step::Alias(at));
                self.mark(at, Marks::EMITTED);
            }
            Class::Enum => {
                if is_top {
                    self.steps.push(Step::Define(at));
                }
                self.mark(at, Marks::EMITTED);
            }
            Class::Fwd => {
                self.steps.push(Step::Define(at));
                self.mark(at, Marks::EMITTED);
            }
            Class::Typedef => {
                self.mark(at, Marks::EMITTING);
                open.push(frame(at));
            }
            Class::Composite if is_top || !cell.is_named() => {
                self.mark(at, Marks::EMITTING);
                // What is in an anonymous struct is written inside of what that is in.
                open.push(frame(if !cell.is_named() { container } else { at }));
            }
            Class::Composite => {
                if !self.has(at, Marks::FORWARDED) && at != container {
                    self.declare(at);
                }
            }
            Class::Proto => open.push(frame(container)),
            Class::Ptr | Class::Modifier | Class::Array | Class::Other => {}
        }
    }

    /// A node that is being written refers to itself through others.
    fn meet_inside(&mut self, at: u32, container: u32) {
        let cell = self.cells.get(at);
        if self.has(at, Marks::FORWARDED) {
            return;
        }
        match cell.class() {
            // Inside of its own definition a struct's name is known.
            Class::Composite if cell.is_named() && at != container => self.declare(at),
            // A typedef is its own declaration: its target, which is behind a pointer, comes later.
            Class::Typedef => {
                self.steps.push(Step::Define(at));
                self.mark(at, Marks::FORWARDED);
            }
            Class::Composite
            | Class::Word
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Enum
            | Class::Fwd
            | Class::Proto
            | Class::Other => {}
        }
    }

    fn leave(&mut self, frame: &Frame) {
        let node = frame.node;
        match frame.class {
            Class::Typedef => {
                if !self.has(node, Marks::FORWARDED) {
                    self.steps.push(Step::Define(node));
                }
                self.mark(node, Marks::EMITTED);
            }
            Class::Composite => {
                if frame.is_top {
                    self.steps.push(Step::Define(node));
                    self.mark(node, Marks::EMITTED);
                }
                self.unmark(node, Marks::EMITTING);
            }
            Class::Word
            | Class::Ptr
            | Class::Modifier
            | Class::Array
            | Class::Enum
            | Class::Fwd
            | Class::Proto
            | Class::Other => {}
        }
    }

    fn declare(&mut self, node: u32) {
        self.steps.push(Step::Declare(node));
        self.mark(node, Marks::FORWARDED);
    }
}
