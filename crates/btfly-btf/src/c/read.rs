//! Reads every type once, in pieces that several threads may share.
//!
//! *In:* a graph. *Out:* an [`Outline`]; the same for any number of pieces. *Never:* a thread: who calls has them.
//!
//! All pieces write into one table, each into its own stretch of it. How many references lie before a piece is not
//! known before they are read, so each has as much room as its records could have references. What is not used is
//! never touched.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::mem::take;
use core::ops::Range;

use super::cells::{Cell, Cells, FAR, Lists};
use super::draft::Outline;
use super::graph::{Graph, NameKey, Shift};
use super::{Options, bits::Bits};
use crate::id::TypeId;
use crate::table::Types;
use crate::view::{Int, Record};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;
use crate::wire::record;

/// A graph that is being read.
///
/// ```
/// use btfly_btf::c::{Graph, Options, Order, Reading};
///
/// # let btf = btfly_btf::doc::example();
/// let graph = Graph::new(btf.types());
/// let mut reading = Reading::new(&graph, Options::default(), 2);
/// // Each by a thread of its own, for who likes.
/// reading.pieces().for_each(|piece| piece.read());
/// let outline = reading.outline();
/// # let _ = outline.plan(Order::Sorted);
/// ```
#[derive(Debug)]
pub struct Reading<'g> {
    graph: &'g Graph<'g>,
    options: Options,
    cells: Vec<u64>,
    /// Names of all nodes, if there are so many strings that cells cannot hold every name.
    names: Vec<NameKey>,
    edges: Vec<u32>,
    found: Vec<Found>,
}

/// What one piece came to, but for the cells.
#[derive(Debug)]
struct Found {
    nodes: Range<u32>,
    /// Where its references may be, and how many are there.
    edges: Range<usize>,
    used: usize,
    lists: Lists,
    /// What is referred to, and what prototypes return.
    led: Bits,
    returned: Bits,
}

/// Some of the types of a graph.
#[derive(Debug)]
pub struct Piece<'r> {
    graph: &'r Graph<'r>,
    cells: &'r mut [u64],
    names: &'r mut [NameKey],
    edges: &'r mut [u32],
    found: &'r mut Found,
}

/// Pieces, at most: each has marks for all nodes.
const MOST: u64 = 64;

/// Bytes of a record for each of its references, at least, the number of them counted as one: an array has 24 for
/// four, an empty prototype 12 for two.
const BYTES_EACH: usize = 6;

impl<'g> Reading<'g> {
    /// Nothing is read yet. There are as many pieces as that, but at least one and at most 64.
    #[must_use]
    pub fn new(graph: &'g Graph<'g>, options: Options, pieces: usize) -> Self {
        let end = graph.end().0;
        let pieces = u64::try_from(pieces).unwrap_or(MOST).clamp(1, MOST);
        let all = work_before(graph, end);
        let mut found: Vec<Found> = Vec::new();
        let (mut first, mut from) = (1, 1);
        for piece in 1..=pieces {
            // Who reads the first has to make the tables and put them together, too.
            let work = (all / pieces * piece).saturating_sub(all / pieces / 5);
            let last = if piece == pieces { end } else { cut(graph, work).max(first) };
            let to = 1 + bytes_before(graph, last) / BYTES_EACH;
            found.push(Found {
                nodes: first..last,
                edges: from..to,
                used: 0,
                lists: Lists::for_nodes(last - first),
                led: Bits::new(end),
                returned: Bits::new(end),
            });
            (first, from) = (last, to);
        }
        let has_far_names = FAR < graph.names_end();
        Self {
            graph,
            options,
            cells: vec![0; end as usize],
            names: vec![0; if has_far_names { end as usize } else { 0 }],
            // Nothing leads to the first, so that the start of none is 0.
            edges: vec![0; from],
            found,
        }
    }

    /// The pieces. All of them have to be read, in whatever order.
    pub fn pieces(&mut self) -> impl Iterator<Item = Piece<'_>> {
        let graph = self.graph;
        let (mut cells, mut names, mut edges) =
            (self.cells.as_mut_slice(), self.names.as_mut_slice(), self.edges.as_mut_slice());
        let (mut at, mut from) = (0, 0);
        self.found.iter_mut().map(move |found| {
            let nodes = found.nodes.start as usize..found.nodes.end as usize;
            let piece = Piece {
                graph,
                cells: stretch(&mut cells, nodes.start - at, nodes.len()),
                names: stretch(&mut names, nodes.start - at, nodes.len()),
                edges: stretch(&mut edges, found.edges.start - from, found.edges.len()),
                found,
            };
            (at, from) = (nodes.end, piece.found.edges.end);
            piece
        })
    }

    /// Puts together what was read.
    #[must_use]
    pub fn outline(self) -> Outline<'g> {
        let (graph, options) = (self.graph, self.options);
        Outline::of(graph, options, self.cells())
    }

    /// The cells of a graph that is read at once.
    pub(super) fn all(graph: &'g Graph<'g>, options: Options) -> Arc<Cells> {
        let mut reading = Self::new(graph, options, 1);
        reading.pieces().for_each(Piece::read);
        Arc::new(reading.cells())
    }

    fn cells(self) -> Cells {
        let Self { graph, options, cells, names, edges, found } = self;
        // The first is nobody's.
        let used = found.iter().map(|piece| piece.used).sum::<usize>() + 1;
        let mut cells = Cells::new(cells, names, edges, used);
        let all = found.into_iter().reduce(|mut all, mut behind| {
            all.lists.append(&mut behind.lists);
            all.led.add(&behind.led);
            all.returned.add(&behind.returned);
            all
        });
        let Some(Found { lists, led, returned, .. }) = all else { return cells };
        cells.lists = lists;
        cells.find_pointer_size(graph);
        // libbpf does not see those that are only returned.
        let is_compat = options.compat;
        for node in take(&mut cells.lists.anonymous_enums) {
            let (is_led, is_returned) = (led.has(node), returned.has(node));
            if is_led || (is_returned && !is_compat) {
                cells.set_special(node);
            }
            if is_returned && !is_led && !is_compat {
                cells.lists.returned_enums.push(node);
            }
            cells.lists.anonymous_enums.push(node);
        }
        cells
    }
}

/// Cuts `len` elements off, after `skip`.
fn stretch<'r, T>(rest: &mut &'r mut [T], skip: usize, len: usize) -> &'r mut [T] {
    let behind = take(rest).split_at_mut_checked(skip).map_or(&mut [][..], |(_, behind)| behind);
    let (own, behind) = behind.split_at_mut_checked(len).unwrap_or_default();
    *rest = behind;
    own
}

/// Bytes of the records of all nodes before one.
fn bytes_before(graph: &Graph<'_>, node: u32) -> usize {
    let mut bytes: usize = 0;
    for (part, (types, _)) in graph.part_shifts().enumerate() {
        let own = graph.own(part);
        let (records, offsets) = types.own_section();
        let at = node.saturating_sub(own.start) as usize;
        let here = if node < own.start {
            0
        } else {
            offsets.get(at).map_or(records.len(), |at| *at as usize)
        };
        bytes = bytes.saturating_add(here);
    }
    bytes
}

/// About how long it takes to read all nodes before one: each is as much work as some of its bytes.
fn work_before(graph: &Graph<'_>, node: u32) -> u64 {
    bytes_before(graph, node) as u64 + u64::from(node) * WORK_OF_A_NODE
}

/// Bytes of references that can be read while a node is.
const WORK_OF_A_NODE: u64 = 24;

/// The first node before which there is so much work.
fn cut(graph: &Graph<'_>, work: u64) -> u32 {
    let (mut low, mut high) = (1, graph.end().0);
    while low < high {
        let middle = low + (high - low) / 2;
        if work_before(graph, middle) < work {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl Piece<'_> {
    /// Reads it.
    pub fn read(mut self) {
        let graph = self.graph;
        for (part, (types, shift)) in graph.part_shifts().enumerate() {
            let own = graph.own(part);
            // Four times the same loop, each with nothing to ask about byte order, copies and modules.
            match (types.endian(), graph.is_plain()) {
                (Endian::Little, true) => {
                    self.read_part(&types, Endian::Little, own, shift, |_| true, |id| id);
                }
                (Endian::Big, true) => {
                    self.read_part(&types, Endian::Big, own, shift, |_| true, |id| id);
                }
                (endian, false) => {
                    let is_canonical = |node| graph.is_canonical(node);
                    let resolve = |id| graph.resolve(shift, TypeId(id));
                    self.read_part(&types, endian, own, shift, is_canonical, resolve);
                }
            }
        }
    }

    /// Reads those of the own types of one part that are in the piece.
    #[inline(always)]
    fn read_part(
        &mut self,
        types: &Types<'_>,
        endian: Endian,
        own: Range<u32>,
        shift: Shift,
        is_canonical: impl Fn(u32) -> bool,
        resolve: impl Fn(u32) -> u32,
    ) {
        let here = &self.found.nodes;
        let nodes = own.start.max(here.start)..own.end.min(here.end);
        if nodes.is_empty() {
            return;
        }
        let records = (nodes.start - own.start) as usize..(nodes.end - own.start) as usize;
        let first = (nodes.start - here.start) as usize;
        let mut cells = take(&mut self.cells);
        let Some(slots) = cells.get_mut(first..first + nodes.len()) else { return };
        for ((node, record), slot) in nodes.clone().zip(types.records_in(records)).zip(slots) {
            let record = Record { endian, ..record };
            let cell = if is_canonical(node) {
                self.read_record(shift, node, &record, &resolve)
            } else {
                Cell::new(Kind::Opaque, 0, shift.name_key(record.name_off()))
            };
            *slot = cell.packed();
            if FAR <= cell.name
                && let Some(name) = self.names.get_mut((node - self.found.nodes.start) as usize)
            {
                *name = cell.name;
            }
        }
        self.cells = take(&mut cells);
    }

    /// The cell of a record; its references are appended.
    #[inline(always)]
    fn read_record(
        &mut self,
        shift: Shift,
        node: u32,
        record: &Record<'_>,
        resolve: impl Fn(u32) -> u32,
    ) -> Cell {
        let (name_off, info, word) = record.head();
        let kind = Kind::from_number(info.kind_number()).unwrap_or(Kind::Opaque);
        let name = shift.name_key(name_off);
        let is_named = name != 0;
        let cell = |word| Cell::new(kind, word, name);
        let Found { lists, led, returned, .. } = &mut *self.found;
        let mut lead = |id| {
            let to = resolve(id);
            led.set(to);
            to
        };
        match kind {
            Kind::Func | Kind::Var => cell(lead(word)),
            Kind::Ptr | Kind::Volatile | Kind::Const | Kind::Restrict => {
                lists.chains.push(node);
                cell(lead(word))
            }
            Kind::TypeTag => {
                lists.type_tags.push(node);
                lists.chains.push(node);
                cell(lead(word))
            }
            Kind::DeclTag => {
                lists.decl_tags.push(node);
                cell(lead(word))
            }
            Kind::Typedef => {
                lists.typedefs.push(node);
                cell(lead(word))
            }
            Kind::Array => {
                lists.groups.push(node);
                let (element, index) = (lead(record.extra(0)), lead(record.extra(4)));
                cell(self.put(2, [element, index, record.extra(8)].into_iter()))
            }
            Kind::Struct | Kind::Union => {
                if is_named { &mut lists.composites } else { &mut lists.groups }.push(node);
                let members = record.words::<{ record::MEMBER }>(4);
                cell(self.put_led(info.vlen(), members, resolve))
            }
            Kind::FuncProto => {
                lists.groups.push(node);
                let to = resolve(word);
                returned.set(to);
                let start = self.put(info.vlen() + 1, [to].into_iter());
                let params = record.words::<{ record::PARAM }>(4);
                self.go_on(params, resolve);
                cell(start)
            }
            Kind::Datasec => {
                let variables = record.words::<{ record::SEC_VAR }>(0);
                cell(self.put_led(info.vlen(), variables, resolve))
            }
            Kind::Int => {
                lists.numbers.push(node);
                let int = Int(*record);
                let fills = Some(u32::from(int.size_bits())) == word.checked_mul(8);
                cell(word).special(int.offset_bits() != 0 || !fills)
            }
            Kind::Enum | Kind::Enum64 => {
                if is_named { &mut lists.enums } else { &mut lists.anonymous_enums }.push(node);
                cell(word)
            }
            Kind::Float => {
                lists.numbers.push(node);
                cell(word)
            }
            Kind::Fwd => {
                lists.fwds.push(node);
                cell(word)
            }
            Kind::Void => cell(word),
            Kind::Opaque => {
                // Nobody knows what its word means; libbpf takes it for a reference.
                led.set(word);
                cell(word)
            }
        }
    }

    /// Appends how many references there are, then them; tells where they start.
    #[inline(always)]
    fn put_led(
        &mut self,
        count: u32,
        ids: impl ExactSizeIterator<Item = u32>,
        resolve: impl Fn(u32) -> u32,
    ) -> u32 {
        let start = self.put(count, core::iter::empty());
        self.go_on(ids, resolve);
        start
    }

    #[inline(always)]
    fn put(&mut self, count: u32, nodes: impl ExactSizeIterator<Item = u32>) -> u32 {
        let (at, len) = (self.found.used, nodes.len() + 1);
        if let Some([first, rest @ ..]) = self.edges.get_mut(at..at + len) {
            *first = count;
            rest.iter_mut().zip(nodes).for_each(|(place, node)| *place = node);
        }
        self.found.used = at + len;
        // Behind the number of them.
        u32::try_from(self.found.edges.start + at + 1).unwrap_or(u32::MAX)
    }

    /// Appends more references.
    #[inline(always)]
    fn go_on(&mut self, ids: impl ExactSizeIterator<Item = u32>, resolve: impl Fn(u32) -> u32) {
        let (at, len) = (self.found.used, ids.len());
        for (place, id) in self.edges.get_mut(at..at + len).unwrap_or_default().iter_mut().zip(ids)
        {
            *place = resolve(id);
            self.found.led.set(*place);
        }
        self.found.used = at + len;
    }
}
