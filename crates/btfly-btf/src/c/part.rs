//! A part of the output, written without knowing the others.
//!
//! *In:* steps, and which names are twins. *Out:* text, and the places where only the whole output can tell what
//! to write: there the text is left out, or goes by if nothing before it had the same anonymous enum inside.
//! Joined in order, parts give byte for byte what one pen would have written, whoever wrote them. *Never:* a
//! number behind a name.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::pen::{Marks, Pen};
use super::plan::Step;
use super::report::{Finding, Unprintable};
use super::twins::Twins;
use crate::view::Type;

/// Some steps, written.
#[derive(Debug)]
pub(super) struct Part {
    text: Vec<u8>,
    findings: Vec<Finding>,
    events: Vec<Event>,
    steps: Vec<Step>,
}

/// A step that concerns others.
#[derive(Debug)]
struct Event {
    step: Step,
    /// Its text: none if it must be written when the parts are joined.
    text: core::ops::Range<usize>,
    is_open: bool,
    /// How many findings were before it, and with it.
    findings: core::ops::Range<usize>,
    /// Anonymous enums that it has inside.
    enums: Vec<u32>,
}

/// How much of what is left one part may use: a whole kernel takes a fiftieth.
const SHARE: u64 = 4;

impl<'g> Pen<'g> {
    /// A pen for parts.
    pub(super) fn for_parts(&self, twins: &Arc<Twins>) -> Self {
        let (cells, forms) = (Arc::clone(&self.cells), Arc::clone(&self.forms));
        let budget = self.budget.share(SHARE);
        let mut pen = Self::new(self.graph, self.options, cells, forms, budget);
        pen.twins = Some(Arc::clone(twins));
        pen
    }

    /// Writes a part into a buffer that is not needed any more.
    pub(super) fn part(&mut self, steps: Vec<Step>, buffer: Vec<u8>) -> Part {
        let mut text = buffer;
        text.clear();
        let mut events = Vec::new();
        let budget = self.budget;
        self.start(&text);
        for step in &steps {
            let (at, found) = (text.len(), self.findings.len());
            self.is_open = false;
            self.enums.clear();
            let is_open = self.step(*step, &mut text).is_err() || self.is_open;
            if is_open {
                text.truncate(at);
                self.findings.truncate(found);
            }
            if is_open || !self.enums.is_empty() {
                events.push(Event {
                    step: *step,
                    text: at..text.len(),
                    is_open,
                    findings: found..self.findings.len(),
                    enums: core::mem::take(&mut self.enums),
                });
            }
        }
        self.budget = budget;
        Part { text, findings: core::mem::take(&mut self.findings), events, steps }
    }

    /// Appends a part; those before it have been. Gives back the buffer.
    pub(super) fn join(
        &mut self,
        mut part: Part,
        out: &mut Vec<u8>,
        errors: &mut Vec<Unprintable>,
    ) -> Vec<u8> {
        self.start(out);
        if self.budget.room < part.text.len() as u64 {
            // Step by step, to where there is no room any more.
            for step in &part.steps {
                errors.extend(self.step(*step, out).err());
            }
            self.stop(out);
            return part.text;
        }
        if part.events.is_empty() && out.is_empty() {
            core::mem::swap(out, &mut part.text);
            self.findings.append(&mut part.findings);
            self.stop(out);
            return part.text;
        }
        let (mut done, mut found) = (0, 0);
        for event in &part.events {
            out.extend_from_slice(part.text.get(done..event.text.start).unwrap_or(&[]));
            self.findings
                .extend_from_slice(part.findings.get(found..event.findings.start).unwrap_or(&[]));
            (done, found) = (event.text.end, event.findings.end);
            if event.is_open || event.enums.iter().any(|node| self.has(*node, Marks::PRINTED)) {
                errors.extend(self.step(event.step, out).err());
                continue;
            }
            out.extend_from_slice(part.text.get(event.text.clone()).unwrap_or(&[]));
            self.findings
                .extend_from_slice(part.findings.get(event.findings.clone()).unwrap_or(&[]));
            for node in &event.enums {
                self.count_variants(*node);
            }
        }
        out.extend_from_slice(part.text.get(done..).unwrap_or(&[]));
        self.findings.extend_from_slice(part.findings.get(found..).unwrap_or(&[]));
        self.stop(out);
        part.text
    }

    /// Remembers that the values of an anonymous enum are in the output.
    fn count_variants(&mut self, node: u32) {
        self.mark(node, Marks::PRINTED);
        let (ty, shift) = self.graph.at(node);
        let mut count = |name_off| {
            let key = shift.name_key(name_off);
            self.idents.count(self.graph, key, self.graph.name(key));
        };
        match ty {
            Type::Enum(view) => view.variants().for_each(|variant| count(variant.name_off())),
            Type::Enum64(view) => view.variants().for_each(|variant| count(variant.name_off())),
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_) => {}
        }
    }
}
