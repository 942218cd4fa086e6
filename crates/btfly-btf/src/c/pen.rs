//! Writes: definitions, declarations and prototypes, one step at a time.
//!
//! *In:* steps. *Out:* text appended to a buffer, findings. The forms of what is written are in `body.rs`
//! (definitions), `decl.rs` (declarations) and `spell.rs` (the short way). *Never:* an order of its own, but
//! that the first use of a name gets it, and later ones a number.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use super::cells::{Cell, Cells, Class};
use super::graph::{Graph, NameKey, Node};
use super::line::Line;
use super::measure::Forms;
use super::names::Uses;
use super::odd::Odd;
use super::plan::Step;
use super::report::{Defect, Finding, Reason, Unprintable};
use super::shared::Shared;
use super::{Options, STEPS_PART, body, decl, odd, text, words};
use crate::view::Type;
use crate::wire::kind::Kind;

/// Something to remember about a node.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Marks(u8);

impl Marks {
    /// How often its name was used before is known.
    pub(super) const COUNTED: Self = Self(1);
    /// Its name was used before, so it gets a number; or the caller gave it a name.
    pub(super) const RENAMED: Self = Self(1 << 1);
    /// An enum whose values are in the output.
    pub(super) const PRINTED: Self = Self(1 << 2);
}

/// What is known of names before any is written.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// Where to look out for names that are none in C.
    pub(super) odd: Odd,
    /// What has a name that others have too.
    pub(super) shared: Shared,
}

impl Names {
    pub(super) fn new(graph: &Graph<'_>, cells: &Cells, compat: bool) -> Self {
        let odd = Odd::new(graph, !compat);
        let shared = Shared::new(graph, cells, &odd, compat);
        Self { odd, shared }
    }
}

/// What writes.
#[derive(Debug)]
pub(super) struct Pen<'g> {
    pub(super) graph: &'g Graph<'g>,
    pub(super) options: Options,
    pub(super) cells: Arc<Cells>,
    pub(super) forms: Arc<Forms>,
    /// [`Marks`] by node; bytes, because zeros are not written before they change.
    marks: Vec<u8>,
    /// Uses of the names of structs, unions and enums.
    tags: Uses,
    /// Uses of the names of typedefs and enumerators.
    pub(super) idents: Uses,
    /// The line that is being put together.
    pub(super) line: Line,
    pub(super) names: Arc<Names>,
    /// Whether it writes without knowing what is written before.
    pub(super) ahead: bool,
    /// Whether it met something that it would have to know.
    pub(super) later: bool,
    /// Types that could not be written.
    pub(super) broken: BTreeSet<u32>,
    /// The number of each name that was used before, by node.
    numbers: BTreeMap<u32, u32>,
    // Stacks, kept because they are needed again at once.
    pub(super) frames: Vec<decl::Frame<'g>>,
    pub(super) chain: Vec<u32>,
    pub(super) tails: Vec<decl::Tail>,
    /// Whether a member or parameter is called what C23 has a keyword for.
    pub(super) words: words::Words,
    /// The definition that is being written, and which classes of finding it has already.
    current: u32,
    found_here: u32,
    pub(super) findings: Vec<Finding>,
    /// What is left to spend: looks at nodes, and bytes of text.
    steps: u64,
    room: u64,
    /// The length of the buffer at which room runs out, and at which it was given.
    limit: usize,
    started: usize,
}

/// Names that several have, more or less: kernels have a few hundred.
const NAMES: usize = 256;

/// Integers that gcc has built in on some machines and other compilers have not.
const ALIASES: [(&[u8], &[u8]); 4] = [
    (b"__Poly8_t", b"unsigned char"),
    (b"__Poly16_t", b"unsigned short"),
    (b"__Poly64_t", b"unsigned long long"),
    (b"__Poly128_t", b"unsigned __int128"),
];

impl<'g> Pen<'g> {
    pub(super) fn new(
        graph: &'g Graph<'g>,
        options: Options,
        cells: Arc<Cells>,
        forms: Arc<Forms>,
        names: Arc<Names>,
        (steps, room): (u64, u64),
    ) -> Self {
        let seed = graph.parts().next().map_or(0, |types| types.strings().own().as_ptr().addr());
        let mut pen = Self {
            graph,
            options,
            marks: vec![0; cells.len() as usize],
            tags: Uses::new(NAMES, seed as u64),
            idents: Uses::new(NAMES, seed as u64),
            line: Line::new(),
            names,
            ahead: false,
            later: false,
            broken: BTreeSet::new(),
            numbers: BTreeMap::new(),
            frames: Vec::new(),
            chain: Vec::new(),
            tails: Vec::new(),
            words: words::Words::default(),
            current: 0,
            found_here: 0,
            findings: Vec::new(),
            steps,
            room,
            limit: 0,
            started: 0,
            cells,
            forms,
        };
        for node in graph.given_names() {
            pen.mark(node, Marks::RENAMED);
        }
        pen
    }

    /// Writes one step, or nothing of it on an error.
    pub(super) fn step(&mut self, step: Step, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let (Step::Declare(node) | Step::Define(node) | Step::Alias(node)) = step;
        let spare = self.steps - self.steps / STEPS_PART;
        self.steps -= spare;
        let mut result = Ok(());
        if !self.broken.is_empty() {
            result = self.check_parts(node);
        }
        result = result.and_then(|()| self.write(step, out));
        self.steps += spare;
        if result.is_err() {
            self.broken.insert(node);
            // What points at it was planned to find it written.
            if matches!(step, Step::Define(_)) && self.cells.get(node).is_named_composite() {
                let declared = self.write(Step::Declare(node), out);
                result = result.and(declared);
            }
        }
        result
    }

    /// Whether everything that a type is made of is written.
    fn check_parts(&mut self, root: u32) -> Result<(), Unprintable> {
        let cells = Arc::clone(&self.cells);
        let mut open: Vec<u32> = match cells.get(root).class() {
            Class::Typedef => vec![cells.target(root)],
            _ => cells.edges(root).to_vec(),
        };
        while let Some(node) = open.pop() {
            self.spend(node)?;
            if self.broken.contains(&node) {
                return Err(Unprintable { node: Node(node), reason: Reason::TooMuch });
            }
            let cell = cells.get(node);
            match cell.class() {
                Class::Modifier => open.push(cells.target(node)),
                Class::Composite if !cell.is_named() => open.extend_from_slice(cells.edges(node)),
                Class::Array => open.push(cells.target(node)),
                Class::Composite
                | Class::Word
                | Class::Ptr
                | Class::Enum
                | Class::Fwd
                | Class::Typedef
                | Class::Proto
                | Class::Other => {}
            }
        }
        Ok(())
    }

    fn write(&mut self, step: Step, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        match step {
            Step::Declare(node) => {
                self.check_room(node, out)?;
                self.turn_to(node);
                self.tag_name(node, out);
                out.extend_from_slice(b";\n\n");
                Ok(())
            }
            Step::Define(node) => self.define(node, out),
            Step::Alias(node) => {
                self.alias(node, out);
                Ok(())
            }
        }
    }

    fn alias(&mut self, node: u32, out: &mut Vec<u8>) {
        let name = self.graph.name(self.cells.get(node).name);
        if let Some((_, plain)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
            for part in [b"typedef ".as_slice(), plain, b" ", name, b";\n\n"] {
                out.extend_from_slice(part);
            }
        }
    }

    pub(super) fn remaining_enums(&mut self, out: &mut Vec<u8>) -> Result<(), Unprintable> {
        let cells = Arc::clone(&self.cells);
        for node in &cells.lists.returned_enums {
            self.turn_to(*node);
            self.find(Defect::ReturnedEnum);
        }
        self.start(out);
        let mut result = Ok(());
        for node in &cells.lists.anonymous_enums {
            if !self.has(*node, Marks::PRINTED) && result.is_ok() {
                result = self.define(*node, out);
                // What libbpf takes for unreferenced it prints, and that is a finding already.
                if result.is_ok() && !self.is_returned_enum(*node) {
                    self.find(Defect::LostEnum);
                }
            }
        }
        self.stop(out);
        result
    }

    pub(super) fn enums_among(
        &mut self,
        nodes: impl Iterator<Item = u32>,
        out: &mut Vec<u8>,
    ) -> Result<(), Unprintable> {
        self.start(out);
        let mut result = Ok(());
        for node in nodes {
            let cell = self.cells.get(node);
            let is_enum = cell.class() == Class::Enum && !cell.is_named();
            if is_enum && !self.has(node, Marks::PRINTED) {
                result = result.and(self.define(node, out));
            }
        }
        self.stop(out);
        result
    }

    /// Whether libbpf prints an anonymous enum for itself although a prototype has it inside.
    pub(super) fn is_returned_enum(&self, node: u32) -> bool {
        self.cells.lists.returned_enums.binary_search(&node).is_ok()
    }

    /// Whether findings are about `node` now.
    pub(super) const fn is_at(&self, node: u32) -> bool {
        self.current == node
    }

    #[inline]
    pub(super) fn has(&self, node: u32, mark: Marks) -> bool {
        self.marks.get(node as usize).is_some_and(|marks| *marks & mark.0 != 0)
    }

    #[inline]
    pub(super) fn mark(&mut self, node: u32, mark: Marks) {
        if let Some(marks) = self.marks.get_mut(node as usize) {
            *marks |= mark.0;
        }
    }

    /// From here on, this much may be appended.
    pub(super) fn start(&mut self, out: &[u8]) {
        let room = usize::try_from(self.room).unwrap_or(usize::MAX);
        self.limit = out.len().saturating_add(room);
        self.started = out.len();
    }

    /// Makes it a pen that writes ahead, with so much to spend.
    pub(super) fn go_ahead(&mut self, steps: u64, room: u64) {
        (self.ahead, self.steps, self.room) = (true, steps, room);
    }

    /// Writes one step without knowing what is before it; nothing, if it would have to.
    pub(super) fn step_ahead(&mut self, step: Step, out: &mut Vec<u8>) -> bool {
        let (start, found) = (out.len(), self.findings.len());
        self.later = false;
        let is_done = self.write(step, out).is_ok() && !self.later;
        if !is_done {
            out.truncate(start);
            self.findings.truncate(found);
        }
        is_done
    }

    /// What is left to spend: looks at nodes, and bytes of text.
    pub(super) const fn left(&self) -> (u64, u64) {
        (self.steps, self.room)
    }

    /// Takes what somebody else has written for written here, if there was enough left for it.
    pub(super) fn take_over(&mut self, steps: u64, room: u64) -> bool {
        // A step may take its part of what is left: all together take less than that here.
        let is_enough = steps < self.steps / (STEPS_PART * 2) && room < self.room;
        if is_enough {
            self.steps -= steps;
            self.room -= room;
        }
        is_enough
    }

    /// What was appended is spent.
    pub(super) fn stop(&mut self, out: &[u8]) {
        self.room = self.room.saturating_sub(out.len().saturating_sub(self.started) as u64);
    }

    /// From here on, findings are about `node`.
    pub(super) fn turn_to(&mut self, node: u32) {
        self.current = node;
        self.found_here = 0;
    }

    pub(super) fn find(&mut self, defect: Defect) {
        let bit = 1 << defect as u32;
        if self.found_here & bit == 0 && !self.options.compat {
            self.found_here |= bit;
            self.findings.push(Finding { node: Node(self.current), defect });
        }
    }

    /// Drops what was left in the middle when an error came up.
    pub(super) fn abandon(&mut self) {
        self.frames.clear();
        self.chain.clear();
        self.tails.clear();
    }

    /// Every look at a node is counted: types that repeat each other cannot keep the printer busy.
    #[inline]
    pub(super) fn spend(&mut self, node: u32) -> Result<(), Unprintable> {
        match self.steps.checked_sub(1) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(Unprintable { node: Node(node), reason: Reason::TooMuch }),
        }
    }

    /// Whether there is room for so many bytes more.
    pub(super) fn check_room_for(
        &self,
        node: u32,
        bytes: u64,
        out: &[u8],
    ) -> Result<(), Unprintable> {
        if bytes < self.limit.saturating_sub(out.len()) as u64 {
            Ok(())
        } else {
            Err(Unprintable { node: Node(node), reason: Reason::TooMuch })
        }
    }

    #[inline]
    pub(super) fn check_room(&self, node: u32, out: &[u8]) -> Result<(), Unprintable> {
        if out.len() < self.limit {
            Ok(())
        } else {
            Err(Unprintable { node: Node(node), reason: Reason::TooMuch })
        }
    }

    /// `struct x`, `union x`, `enum x`, without a name the keyword alone.
    pub(super) fn tag_name(&mut self, node: u32, out: &mut Vec<u8>) {
        let cell = self.cells.get(node);
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
    pub(super) fn write_name(&mut self, node: u32, cell: &Cell, out: &mut Vec<u8>) {
        if !self.names.shared.has(node) {
            self.graph.append(cell.name, out);
        } else if self.ahead {
            self.later = true;
        } else if self.has(node, Marks::COUNTED) && !self.has(node, Marks::RENAMED) {
            self.graph.append(cell.name, out);
        } else {
            self.count(node);
            self.write_renamed(node, cell.name, out);
        }
    }

    fn write_renamed(&mut self, node: u32, key: NameKey, out: &mut Vec<u8>) {
        let name = self.graph.name(key);
        let is_renamed = self.has(node, Marks::RENAMED);
        if let Some(given) = self.graph.given_name(Node(node)).filter(|_| is_renamed) {
            out.extend_from_slice(given.as_bytes());
            return;
        }
        if is_renamed && self.is_builtin(name) {
            self.find(Defect::Builtin);
            out.extend_from_slice(name);
            return;
        }
        if is_renamed && self.is_odd(key, name) {
            self.write_odd(name, out);
        } else {
            out.extend_from_slice(name);
        }
        if is_renamed {
            text::nth(self.numbers.get(&node).copied().unwrap_or(1), out);
        }
    }

    /// Counts a use of the name of `node`, at its first mention: a later type of that name gets a number.
    pub(super) fn count(&mut self, node: u32) {
        if !self.names.shared.has(node) || self.has(node, Marks::COUNTED) {
            return;
        }
        if self.ahead {
            self.later = true;
            return;
        }
        self.mark(node, Marks::COUNTED);
        let cell = self.cells.get(node);
        if self.has(node, Marks::RENAMED) {
            return;
        }
        let name = self.graph.name(cell.name);
        let is_odd = self.is_odd(cell.name, name);
        if self.is_only_declared(node, &cell) {
            if is_odd {
                self.mark(node, Marks::RENAMED);
            }
            return;
        }
        let table = if cell.class() == Class::Typedef { &mut self.idents } else { &mut self.tags };
        let number = if is_odd {
            table.count_odd(self.graph, odd::form(name))
        } else {
            table.count(self.graph, cell.name, name)
        };
        if is_odd {
            self.mark(node, Marks::RENAMED);
        }
        if 1 < number {
            self.mark(node, Marks::RENAMED);
            self.numbers.insert(node, number);
        }
    }

    /// Never defined, because compilers have it built in, so each of them is the same.
    pub(super) fn is_builtin(&self, name: &[u8]) -> bool {
        !self.options.compat && name == body::BUILTIN_VA_LIST
    }

    pub(super) fn is_union_fwd(&self, node: u32) -> bool {
        matches!(self.graph.at(node).0, Type::Fwd(fwd) if fwd.is_union())
    }

    /// A declaration takes part in the name of whatever is defined.
    pub(super) fn is_only_declared(&self, node: u32, cell: &Cell) -> bool {
        let is_empty =
            || matches!(self.graph.at(node).0, Type::Enum(view) if view.variants().len() == 0);
        cell.class() == Class::Fwd || (cell.kind == Kind::Enum && is_empty())
    }

    /// Defines the macros that tags are printed with, those that the types have.
    pub(super) fn tag_macros(&self, out: &mut Vec<u8>) {
        let mut attributes = alloc::collections::BTreeSet::new();
        let mut has_tags = false;
        for node in &self.cells.lists.type_tags {
            if let (Type::TypeTag(tag), _) = self.graph.at(*node) {
                if tag.is_attribute() {
                    attributes.extend(text::attribute_name(tag.name().as_bytes()).map(|name| {
                        let has_arguments = name.len() < tag.name().len();
                        (name, has_arguments)
                    }));
                } else {
                    has_tags = true;
                }
            }
        }
        if has_tags {
            out.extend_from_slice(text::TYPE_TAG);
        }
        for (name, has_arguments) in attributes {
            text::define_attribute(name, has_arguments, out);
        }
    }
}
