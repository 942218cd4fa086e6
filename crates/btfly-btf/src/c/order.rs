//! Which types must be defined before which: what a type is made of comes first.
//!
//! *In:* a root. *Out:* a queue of nodes to define, each after everything that it contains. What is only
//! pointed at need not be defined, so a pointer to a named struct or union ends the search. *Never:*
//! recursion, or a second look at what is ordered already.
//!
//! The order is libbpf's (`tools/lib/bpf/btf_dump.c: btf_dump_order_type`, Linux v7.2), down to one
//! subtlety: whether a typedef behind a pointer is defined now or when something needs it depends on
//! whether its target was met before.

use alloc::vec::Vec;

use super::cells::Class;
use super::graph::Node;
use super::plan::{Marks, Planner};
use super::report::{Reason, Unprintable};

/// A node whose references are being looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    node: u32,
    /// The next of its references, and their end: places in the list of references, or of a pointer or
    /// typedef what it leads to and the node after that.
    next: u32,
    end: u32,
    /// How many nodes were passed since the last struct or union.
    run: u32,
    /// Whether it was reached through a pointer.
    through: bool,
    class: Class,
    /// Whether any reference so far was strong.
    strong: bool,
}

/// What a look at one node came to.
enum Met {
    /// It needs nothing more. Strong: a typedef of it can be defined now.
    Known { strong: bool },
    /// Its references come next.
    Opened,
    /// Its one reference stands for it.
    Same,
}

impl Planner {
    /// Appends to the queue what must be defined for `root`, `root` last.
    pub(super) fn order(&mut self, root: u32) -> Result<(), Unprintable> {
        let mut open = core::mem::take(&mut self.ordering);
        open.clear();
        let result = self.order_all(root, &mut open);
        if let Err(error) = result {
            self.give_up(root, &open, error.reason);
        }
        self.ordering = open;
        result
    }

    fn order_all(&mut self, root: u32, open: &mut Vec<Frame>) -> Result<(), Unprintable> {
        let (mut at, mut through, mut run) = (root, false, 0);
        loop {
            let mut result = match self.meet(at, through, run, open)? {
                Met::Known { strong } => Some(strong),
                Met::Opened => None,
                Met::Same => {
                    // An array must be complete, whatever points at it.
                    through &= self.cells.get(at).class() != Class::Array;
                    at = self.cells.target(at);
                    run += 1;
                    continue;
                }
            };
            loop {
                let Some(frame) = open.last_mut() else { return Ok(()) };
                frame.strong |= result.take().unwrap_or(false);
                let mut to = 0;
                while frame.next < frame.end {
                    to = match frame.class {
                        // Their one reference is in their cell.
                        Class::Ptr | Class::Typedef => frame.next,
                        _ => self.cells.edge_at(frame.next),
                    };
                    // Most references are to what was met before.
                    if !self.has(to, Marks::ORDERED) {
                        break;
                    }
                    frame.strong = true;
                    frame.next += 1;
                }
                if frame.next < frame.end {
                    at = to;
                    frame.next += 1;
                    // What is inside of a struct must be defined; behind a pointer it need not be.
                    (through, run) = match frame.class {
                        Class::Composite => (false, 0),
                        Class::Ptr => (true, frame.run + 1),
                        Class::Typedef | Class::Proto => (frame.through, frame.run + 1),
                        Class::Word
                        | Class::Modifier
                        | Class::Array
                        | Class::Enum
                        | Class::Fwd
                        | Class::Other => (false, frame.run + 1),
                    };
                    break;
                }
                let frame = *frame;
                open.pop();
                result = Some(self.close(&frame));
            }
        }
    }

    fn meet(
        &mut self,
        at: u32,
        through: bool,
        run: u32,
        open: &mut Vec<Frame>,
    ) -> Result<Met, Unprintable> {
        if self.has(at, Marks::ORDERED) {
            return Ok(Met::Known { strong: true });
        }
        self.spend(at)?;
        let cell = self.cells.get(at);
        // A named struct or union behind a pointer need not be more than declared.
        let only_declared = through && cell.is_named_composite();
        if self.has(at, Marks::ORDERING.with(Marks::BROKEN)) || self.cells.len() < run {
            if only_declared {
                return Ok(Met::Known { strong: false });
            }
            let reason = self.reasons.get(&at).copied().unwrap_or(Reason::Cycle);
            return Err(Unprintable { node: Node(at), reason });
        }
        match cell.class() {
            Class::Word => {
                self.mark(at, Marks::ORDERED);
                Ok(Met::Known { strong: false })
            }
            Class::Modifier | Class::Array => Ok(Met::Same),
            Class::Composite if only_declared => Ok(Met::Known { strong: false }),
            Class::Composite => {
                self.mark(at, Marks::ORDERING);
                open.push(self.frame(at, through, run));
                Ok(Met::Opened)
            }
            Class::Ptr | Class::Typedef | Class::Proto => {
                open.push(self.frame(at, through, run));
                Ok(Met::Opened)
            }
            Class::Enum | Class::Fwd => {
                // An anonymous enum that is part of another type is written there.
                if cell.is_named() || !cell.is_special {
                    self.queue.push(at);
                }
                self.mark(at, Marks::ORDERED);
                Ok(Met::Known { strong: true })
            }
            Class::Other => {
                if !open.is_empty() && !self.compat {
                    return Err(Unprintable { node: Node(at), reason: Reason::NotAType });
                }
                self.mark(at, Marks::ORDERED);
                Ok(Met::Known { strong: false })
            }
        }
    }

    fn frame(&self, node: u32, through: bool, run: u32) -> Frame {
        let cell = self.cells.get(node);
        let class = cell.class();
        let (next, end) = match class {
            Class::Ptr | Class::Typedef => (cell.word, cell.word.saturating_add(1)),
            _ => self.cells.edge_range(node),
        };
        Frame { node, next, end, run, through, class, strong: false }
    }

    /// All references of a node are known: tells whether it is strong.
    fn close(&mut self, frame: &Frame) -> bool {
        let node = frame.node;
        let cell = self.cells.get(node);
        match frame.class {
            Class::Ptr => {
                self.mark(node, Marks::ORDERED);
                frame.strong
            }
            // Behind a pointer a typedef can wait until its target is defined.
            Class::Typedef if frame.through && !frame.strong => false,
            Class::Typedef => {
                self.queue.push(node);
                self.mark(node, Marks::ORDERED);
                true
            }
            Class::Composite => {
                if cell.is_named() {
                    self.queue.push(node);
                }
                self.unmark(node, Marks::ORDERING);
                self.mark(node, Marks::ORDERED);
                true
            }
            Class::Word
            | Class::Modifier
            | Class::Array
            | Class::Enum
            | Class::Fwd
            | Class::Proto
            | Class::Other => frame.strong,
        }
    }

    /// Remembers that nothing on the way to an error has C, so that the next look at it ends at once.
    fn give_up(&mut self, root: u32, open: &[Frame], reason: Reason) {
        let mut at = root;
        for frame in open {
            self.unmark(frame.node, Marks::ORDERING);
            self.break_off(frame.node, reason);
            at = match frame.class {
                Class::Ptr | Class::Typedef => frame.next.saturating_sub(1),
                _ => self.cells.edge_at(frame.next.saturating_sub(1)),
            };
        }
        // From the last of them to where the error was, nodes stood for one another.
        while matches!(self.cells.get(at).class(), Class::Modifier | Class::Array)
            && !self.has(at, Marks::BROKEN)
        {
            self.break_off(at, reason);
            at = self.cells.target(at);
        }
    }
}
