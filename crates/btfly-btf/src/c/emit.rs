//! What is written before a definition: the declarations that it needs, then the definition itself.
//!
//! *In:* a node of the queue. *Out:* text: `struct x;` for what its members point at and nobody has
//! declared, then `struct x { … };`. *Never:* recursion; a definition twice.
//!
//! As libbpf (`tools/lib/bpf/btf_dump.c: btf_dump_emit_type`, Linux v7.2).

use alloc::vec::Vec;

use super::Printer;
use super::cells::{Class, Marks};
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

/// Integers that gcc has built in on some machines and other compilers have not.
const ALIASES: [(&[u8], &[u8]); 4] = [
    (b"__Poly8_t", b"unsigned char"),
    (b"__Poly16_t", b"unsigned short"),
    (b"__Poly64_t", b"unsigned long long"),
    (b"__Poly128_t", b"unsigned __int128"),
];

impl Printer<'_> {
    /// Writes what `root` needs, and its definition if `container` is 0, the file itself. Inside of another
    /// `container` it is at most declared.
    pub(super) fn emit_in(
        &mut self,
        root: u32,
        container: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        let mut open = core::mem::take(&mut self.emitting);
        open.clear();
        let result = self.emit_all(root, container, &mut open, out);
        self.emitting = open;
        result
    }

    fn emit_all(
        &mut self,
        root: u32,
        container: u32,
        open: &mut Vec<Frame>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        let (mut at, mut container) = (root, container);
        loop {
            let cell = *self.cells.get(at);
            if !cell.has(Marks::EMITTED) {
                self.spend(at)?;
                if matches!(cell.class(), Class::Ptr | Class::Modifier | Class::Array) {
                    at = self.cells.target(at);
                    continue;
                }
                self.enter(at, container, open, out)?;
            }
            loop {
                let Some(frame) = open.last_mut() else { return Ok(()) };
                // Most references lead to what is written already.
                while frame.next < frame.end && self.is_emitted(self.cells.edge_at(frame.next)) {
                    frame.next += 1;
                }
                if frame.next < frame.end {
                    at = self.cells.edge_at(frame.next);
                    container = frame.container;
                    frame.next += 1;
                    break;
                }
                let frame = *frame;
                open.pop();
                self.leave(&frame, out)?;
            }
        }
    }

    /// Whether what `node` leads to through a few pointers and modifiers is written, or declared at least
    /// where it can be.
    #[inline]
    fn is_emitted(&self, node: u32) -> bool {
        let mut cell = self.cells.get(node);
        for _ in 0..4 {
            if !matches!(cell.class(), Class::Ptr | Class::Modifier) {
                break;
            }
            cell = self.cells.get(cell.word);
        }
        cell.has(Marks::EMITTED.with(Marks::FORWARDED))
    }

    fn enter(
        &mut self,
        at: u32,
        container: u32,
        open: &mut Vec<Frame>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        let cell = *self.cells.get(at);
        let class = cell.class();
        if cell.has(Marks::EMITTING) {
            return self.meet_inside(at, container, out);
        }
        let is_top = container == 0;
        let (next, end) = self.cells.edge_range(at);
        let frame = |container| Frame { node: at, class, is_top, next, end, container };
        match class {
            Class::Word => {
                self.alias(at, out);
                self.cells.mark(at, Marks::EMITTED);
            }
            Class::Enum => {
                if is_top {
                    self.define(at, out)?;
                }
                self.cells.mark(at, Marks::EMITTED);
            }
            Class::Fwd => {
                self.define(at, out)?;
                self.cells.mark(at, Marks::EMITTED);
            }
            Class::Typedef => {
                self.cells.mark(at, Marks::EMITTING);
                open.push(frame(at));
            }
            Class::Composite if is_top || !cell.is_named() => {
                self.cells.mark(at, Marks::EMITTING);
                // What is in an anonymous struct is written inside of what that is in.
                open.push(frame(if !cell.is_named() { container } else { at }));
            }
            Class::Composite => {
                if !cell.has(Marks::FORWARDED) && at != container {
                    self.declare(at, out);
                }
            }
            Class::Proto => open.push(frame(container)),
            Class::Ptr | Class::Modifier | Class::Array | Class::Other => {}
        }
        Ok(())
    }

    /// A node that is being written refers to itself through others.
    fn meet_inside(
        &mut self,
        at: u32,
        container: u32,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        let cell = *self.cells.get(at);
        if cell.has(Marks::FORWARDED) {
            return Ok(());
        }
        match cell.class() {
            // Inside of its own definition a struct's name is known.
            Class::Composite if cell.is_named() && at != container => self.declare(at, out),
            // A typedef is its own declaration: its target, which is behind a pointer, comes later.
            Class::Typedef => {
                self.define(at, out)?;
                self.cells.mark(at, Marks::FORWARDED);
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
        Ok(())
    }

    fn leave(&mut self, frame: &Frame, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let node = frame.node;
        match frame.class {
            Class::Typedef => {
                if !self.cells.get(node).has(Marks::FORWARDED) {
                    self.define(node, out)?;
                }
                self.cells.mark(node, Marks::EMITTED);
            }
            Class::Composite => {
                if frame.is_top {
                    self.define(node, out)?;
                    self.cells.mark(node, Marks::EMITTED);
                }
                self.cells.unmark(node, Marks::EMITTING);
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
        Ok(())
    }

    /// `struct x;`
    fn declare(&mut self, node: u32, out: &mut Vec<u8>) {
        self.tag_name(node, out);
        out.extend_from_slice(b";\n\n");
        self.cells.mark(node, Marks::FORWARDED);
    }

    fn alias(&mut self, node: u32, out: &mut Vec<u8>) {
        let name = self.graph.name(self.cells.get(node).name);
        if let Some((_, plain)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
            for part in [b"typedef ".as_slice(), plain, b" ", name, b";\n\n"] {
                out.extend_from_slice(part);
            }
        }
    }
}
