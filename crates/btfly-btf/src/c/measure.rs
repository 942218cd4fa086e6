//! Size, alignment and packing of every type, before anything is printed.
//!
//! *In:* cells. *Out:* a form per node. What a type is made of is measured before it, depth first. *Never:*
//! recursion, or an end to types that contain themselves: those stay unmeasured, and nothing prints them.

use alloc::vec;
use alloc::vec::Vec;

use super::cells::{Cells, Class};
use super::graph::Graph;
use super::shape::{Aligns, Form, Mark, Ruler};
use crate::view::Type;

/// Forms by node.
///
/// Words, because zeros cost nothing until one of them is written: functions and prototypes, two of three types of
/// a kernel, have no size, and what lies among none but them is never touched.
#[derive(Clone, Debug)]
pub(super) struct Forms(Vec<u64>);

/// A node whose parts are being measured.
#[derive(Clone, Copy, Debug)]
struct Frame {
    node: u32,
    /// Places in the list of references; of a typedef or modifier, what it leads to and the node after that.
    next: u32,
    end: u32,
    is_led: bool,
}

impl Forms {
    pub(super) fn new(graph: &Graph<'_>, cells: &Cells, compat: bool) -> Self {
        let pointer_size = cells.pointer_size;
        let pointer =
            Form::new(u64::from(pointer_size), Aligns::of_number(pointer_size, pointer_size));
        let first = |cell: super::cells::Cell| match cell.class() {
            Class::Word | Class::Enum => {
                let aligns = Aligns::of_number(cell.word, pointer_size);
                let form = Form::new(u64::from(cell.word), aligns);
                if cell.class() == Class::Word && cell.is_special {
                    form.with(Mark::PARTIAL)
                } else {
                    form
                }
            }
            Class::Ptr => pointer,
            Class::Modifier | Class::Typedef | Class::Array | Class::Composite => {
                Form::default().with(Mark::OPEN)
            }
            Class::Fwd | Class::Proto | Class::Other => Form::default(),
        };
        let mut forms = Self(vec![0; cells.len() as usize]);
        for (form, cell) in forms.0.iter_mut().zip(cells.all()) {
            let Form(first) = first(cell);
            if first != 0 {
                *form = first;
            }
        }
        let mut open = Vec::new();
        for node in 0..cells.len() {
            if forms.get(node).has(Mark::OPEN) {
                forms.measure_all(graph, cells, compat, node, &mut open);
            }
        }
        forms
    }

    /// The form of a type.
    #[inline]
    pub(super) fn get(&self, node: u32) -> Form {
        Form(self.0.get(node as usize).copied().unwrap_or_default())
    }

    fn set(&mut self, node: u32, form: Form) {
        if let Some(there) = self.0.get_mut(node as usize) {
            *there = form.0;
        }
    }

    /// Measures `root` and all that it is made of.
    fn measure_all(
        &mut self,
        graph: &Graph<'_>,
        cells: &Cells,
        compat: bool,
        root: u32,
        open: &mut Vec<Frame>,
    ) {
        open.push(self.open(cells, root));
        while let Some(frame) = open.last_mut() {
            let part = |at| if frame.is_led { at } else { cells.edge_at(at) };
            let waits = |at: &u32| {
                let form = self.get(part(*at));
                form.has(Mark::OPEN) && !form.has(Mark::OPENED)
            };
            if let Some(at) = (frame.next..frame.end).find(waits) {
                let part = part(at);
                frame.next = at + 1;
                let frame = self.open(cells, part);
                open.push(frame);
                continue;
            }
            let node = frame.node;
            open.pop();
            let form = self.measure(graph, cells, compat, node);
            self.set(node, form);
        }
    }

    fn open(&mut self, cells: &Cells, node: u32) -> Frame {
        self.set(node, Form::default().with(Mark::OPEN).with(Mark::OPENED));
        let cell = cells.get(node);
        match cell.class() {
            Class::Modifier | Class::Typedef => {
                Frame { node, next: cell.word, end: cell.word.saturating_add(1), is_led: true }
            }
            // The other reference of an array is its index.
            Class::Array => {
                let (next, _) = cells.edge_range(node);
                Frame { node, next, end: next.saturating_add(1), is_led: false }
            }
            Class::Word
            | Class::Ptr
            | Class::Composite
            | Class::Enum
            | Class::Fwd
            | Class::Proto
            | Class::Other => {
                let (next, end) = cells.edge_range(node);
                Frame { node, next, end, is_led: false }
            }
        }
    }

    /// The form of a node whose parts have theirs.
    fn measure(&self, graph: &Graph<'_>, cells: &Cells, compat: bool, node: u32) -> Form {
        let cell = cells.get(node);
        match cell.class() {
            Class::Modifier | Class::Typedef => self.known(cell.word),
            Class::Array => self.known(cells.target(node)).times(cells.elements(node)),
            Class::Composite => {
                let (Type::Struct(view) | Type::Union(view), _) = graph.at(node) else {
                    return Form::default();
                };
                let ruler = Ruler { graph, cells, forms: self, compat };
                ruler.measure(node, &view)
            }
            Class::Word | Class::Ptr | Class::Enum | Class::Fwd | Class::Proto | Class::Other => {
                self.get(node)
            }
        }
    }

    /// What a part passes on: size, alignments and whether it is partial; nothing of what contains itself.
    fn known(&self, node: u32) -> Form {
        let form = self.get(node);
        if form.has(Mark::OPEN) { Form::default() } else { form.without_packing() }
    }
}
