//! Names that several have: only those are counted while text is written, because a later use gets a number.
//!
//! *In:* the names of all types and enumerators. *Out:* a bit a node. *Never:* a node without its bit whose name, or
//! one of whose enumerators, may ever get a number or another form; some have it for nothing.
//!
//! So all that is written without meeting such a node reads the same whatever is written before it, and parts
//! of a text can be written in any order.

use alloc::vec;
use alloc::vec::Vec;

use super::bits::Bits;
use super::cells::Cells;
use super::graph::{Graph, NameKey};
use super::line::name_end;
use super::odd::Prefix;
use super::odd::{self, Odd};
use crate::hash::Hasher;
use crate::view::Type;

/// A bit for each node.
#[derive(Clone, Debug)]
pub(super) struct Shared(Bits);

/// Names that are this long count as shared: no look at them is worth it.
const LONG: usize = 256;

impl Shared {
    pub(super) fn new(graph: &Graph<'_>, cells: &Cells, odd: &Odd, compat: bool) -> Self {
        if graph.has_given_names() {
            return Self(Bits::all(cells.len()));
        }
        let mut shared = Self(Bits::new(cells.len()));
        let lists = &cells.lists;
        let mut names = Names { graph, odd, hashes: Vec::new() };
        names.hashes.reserve(lists.composites.len() + lists.enums.len());
        for node in lists.composites.iter().chain(&lists.enums) {
            names.add(*node, cells.get(*node).name, &mut shared);
        }
        // A declaration is not counted, but it has the name that its definition would have.
        for node in &lists.fwds {
            if odd.is(cells.get(*node).name, graph.head(cells.get(*node).name, LONG)) {
                shared.set(*node);
            }
        }
        // Others than words have another name.
        for node in lists.numbers.iter().filter(|_| !compat) {
            if !odd::is_words(graph.name(cells.get(*node).name)) {
                shared.set(*node);
            }
        }
        names.settle(&mut shared);
        for node in &lists.typedefs {
            names.add(*node, cells.get(*node).name, &mut shared);
        }
        for node in &lists.enums {
            names.add_variants(*node, &mut shared);
        }
        for node in &lists.anonymous_enums {
            // What is part of others may be written in each of them.
            if compat || cells.get(*node).is_special {
                shared.set(*node);
            }
            names.add_variants(*node, &mut shared);
        }
        names.settle(&mut shared);
        shared
    }

    #[inline]
    pub(super) fn has(&self, node: u32) -> bool {
        self.0.has(node)
    }

    fn set(&mut self, node: u32) {
        self.0.set(node);
    }
}

/// The names of one of C's two spaces.
struct Names<'a, 'g> {
    graph: &'a Graph<'g>,
    odd: &'a Odd,
    /// The hash of a name, and who has it.
    hashes: Vec<(u32, u32)>,
}

impl Names<'_, '_> {
    #[inline]
    fn add(&mut self, node: u32, key: NameKey, shared: &mut Shared) {
        let tail = self.graph.tail(key);
        if let Some((hash, prefix)) = hash_of_short(tail)
            && !self.odd.is_worth_a_look(key, prefix)
        {
            return self.hashes.push((hash, node));
        }
        let name = self.graph.head(key, LONG);
        if name.len() == LONG || self.odd.is(key, name) {
            shared.set(node);
            // Another may have the form of it for a name.
            self.hashes.push((hash_of(&odd::form(name)), node));
        }
        self.hashes.push((hash_of(name), node));
    }

    fn add_variants(&mut self, node: u32, shared: &mut Shared) {
        match self.graph.at(node) {
            (Type::Enum(view), shift) => {
                for variant in view.variants() {
                    self.add(node, shift.name_key(variant.name_off()), shared);
                }
            }
            (Type::Enum64(view), shift) => {
                for variant in view.variants() {
                    self.add(node, shift.name_key(variant.name_off()), shared);
                }
            }
            _ => {}
        }
    }

    /// Marks who has a name that is there twice, and forgets all names.
    ///
    /// Most names are there once. A bit for some of the hash tells nearly all of them; the few others are sorted.
    fn settle(&mut self, shared: &mut Shared) {
        let bits = (self.hashes.len() * 16).next_power_of_two().clamp(64, 1 << 26);
        let (mut once, mut twice) = (vec![0_u64; bits / 64], vec![0_u64; bits / 64]);
        let place = |hash: u32| (hash as usize & (bits - 1)) / 64;
        for (hash, _) in &self.hashes {
            let bit = 1 << (hash % 64);
            if let (Some(once), Some(twice)) =
                (once.get_mut(place(*hash)), twice.get_mut(place(*hash)))
            {
                *twice |= *once & bit;
                *once |= bit;
            }
        }
        self.hashes.retain(|(hash, _)| {
            twice.get(place(*hash)).is_none_or(|word| word >> (hash % 64) & 1 == 1)
        });
        self.hashes.sort_unstable();
        for same in self.hashes.chunk_by(|a, b| a.0 == b.0) {
            if 1 < same.len() {
                same.iter().for_each(|(_, node)| shared.set(*node));
            }
        }
        self.hashes.clear();
    }
}

/// The hash of a name that has fewer than 64 bytes, at the start of `tail`, and how it starts.
#[inline]
fn hash_of_short(tail: &[u8]) -> Option<(u32, Prefix)> {
    let mut hasher = Hasher(0);
    let mut first = None;
    for chunk in tail.as_chunks::<16>().0.iter().take(4) {
        let len = name_end(chunk);
        first = first.or_else(|| Some(Prefix::new(chunk.first_chunk()?, len)));
        add_chunk(&mut hasher, chunk, len);
        if len < chunk.len() {
            return Some((hasher.low(), first?));
        }
    }
    None
}

/// The same hash of any name.
fn hash_of(name: &[u8]) -> u32 {
    let mut hasher = Hasher(0);
    let (chunks, rest) = name.as_chunks::<16>();
    chunks.iter().for_each(|chunk| add_chunk(&mut hasher, chunk, 16));
    let mut last = [0; 16];
    last.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    add_chunk(&mut hasher, &last, rest.len());
    hasher.low()
}

/// Adds the first bytes of a chunk.
#[inline(always)]
fn add_chunk(hasher: &mut Hasher, chunk: &[u8; 16], len: usize) {
    let [low, high] = [chunk.first_chunk::<8>(), chunk.last_chunk::<8>()]
        .map(|half| half.map_or(0, |bytes| u64::from_le_bytes(*bytes)));
    let keep = |bytes: usize| if bytes < 8 { (1 << (bytes * 8)) - 1 } else { u64::MAX };
    hasher.pair(low & keep(len), high & keep(len.saturating_sub(8)));
}
