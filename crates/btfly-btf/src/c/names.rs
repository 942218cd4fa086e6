//! Names: how often each was used, and what a later use is called.
//!
//! *In:* names as they come up in the output. *Out:* 1 for a first use, 2 for a second: the printer then
//! writes `name___2`, which CO-RE takes for `name`. *Never:* an order that depends on the hash.
//!
//! C keeps the names of structs, unions and enums apart from those of typedefs and enumerators, so there
//! are two tables.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;

use super::graph::{Graph, NameKey};
use crate::hash::hash;

/// How often each name was used, as it is written.
#[derive(Clone, Debug)]
pub(super) struct Uses {
    counts: Counts,
    /// Names that had to be written in another form (see `odd.rs`), by that form.
    odd: BTreeMap<Vec<u8>, u32>,
}

impl Uses {
    /// No uses, with room for `names` before it grows.
    pub(super) fn new(names: usize, seed: u64) -> Self {
        Self { counts: Counts::new(names, seed), odd: BTreeMap::new() }
    }

    /// Counts one more use of `name`, which `key` leads to, and tells how many there are now.
    pub(super) fn count(&mut self, graph: &Graph<'_>, key: NameKey, name: &[u8]) -> u32 {
        let uses = self.counts.count(graph, key, name);
        if self.odd.is_empty() {
            return uses;
        }
        uses.saturating_add(self.odd.get(name).copied().unwrap_or(0))
    }

    /// The same for a name that is written as `form`.
    pub(super) fn count_odd(&mut self, graph: &Graph<'_>, form: Vec<u8>) -> u32 {
        let uses = self.counts.uses(graph, &form);
        let odd = self.odd.entry(form).or_insert(0);
        *odd = odd.saturating_add(1);
        uses.saturating_add(*odd)
    }
}

/// How often each name was used.
///
/// Most names come up once, so what matters is how fast a name is known to be new. Each place of the
/// table has eight slots, of which a byte each is in one word: eight names are compared at once, and the
/// words of a whole kernel fit into a cache.
#[derive(Clone, Debug)]
struct Counts {
    /// A word a place: a byte for each slot, 0 for a free one. A power of two long.
    tags: Vec<u64>,
    /// The names that were used, eight a place.
    keys: Vec<[NameKey; SLOTS]>,
    used: usize,
    seed: u64,
    /// Uses beyond the first, by the key of the first: few names have any.
    more: BTreeMap<NameKey, u32>,
}

/// Slots of a place: the bytes of a word.
const SLOTS: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

impl Counts {
    /// An empty table with room for `names` before it grows.
    fn new(names: usize, seed: u64) -> Self {
        let places = (names / SLOTS * 2).next_power_of_two().max(2);
        let (tags, keys) = (vec![0; places], vec![[0; SLOTS]; places]);
        Self { tags, keys, used: 0, seed, more: BTreeMap::new() }
    }

    /// How often `name` was used.
    fn uses(&self, graph: &Graph<'_>, name: &[u8]) -> u32 {
        let (mut place, tag) = self.start(hash(self.seed, name));
        loop {
            let Some(word) = self.tags.get(place).copied() else { return 0 };
            let mut same = zeros(word ^ (ONES * tag));
            while same != 0 {
                let there = self.key(place, same);
                if graph.name(there) == name {
                    return self.more.get(&there).map_or(1, |more| more.saturating_add(1));
                }
                same &= same - 1;
            }
            if zeros(word) != 0 {
                return 0;
            }
            place = self.next(place);
        }
    }

    /// Counts one more use of `name`, which `key` leads to, and tells how many there are now.
    fn count(&mut self, graph: &Graph<'_>, key: NameKey, name: &[u8]) -> u32 {
        let hash = hash(self.seed, name);
        let (mut place, tag) = self.start(hash);
        loop {
            let Some(word) = self.tags.get(place).copied() else { return 1 };
            let mut same = zeros(word ^ (ONES * tag));
            while same != 0 {
                let there = self.key(place, same);
                if there == key || graph.name(there) == name {
                    let more = self.more.entry(there).or_insert(0);
                    *more = more.saturating_add(1);
                    return more.saturating_add(1);
                }
                same &= same - 1;
            }
            let free = zeros(word);
            if free != 0 {
                self.put(place, free, tag, key);
                break;
            }
            place = self.next(place);
        }
        self.used += 1;
        if self.tags.len() * SLOTS < self.used * 2 {
            self.grow(graph);
        }
        1
    }

    /// The place at which a name is looked for first, and its byte there.
    fn start(&self, hash: u32) -> (usize, u64) {
        // The table is smaller than what the lower bits can tell; the byte is of the upper ones, and not 0.
        let tag = u64::from(hash >> 25 | 0x80);
        (hash as usize & self.tags.len().wrapping_sub(1), tag)
    }

    fn next(&self, place: usize) -> usize {
        (place + 1) & self.tags.len().wrapping_sub(1)
    }

    /// The key of the slot that the lowest bit of `bits` stands for.
    fn key(&self, place: usize, bits: u64) -> NameKey {
        let slot = bits.trailing_zeros() as usize / 8;
        self.keys.get(place).and_then(|keys| keys.get(slot)).copied().unwrap_or(0)
    }

    fn put(&mut self, place: usize, free: u64, tag: u64, key: NameKey) {
        let slot = free.trailing_zeros() / 8;
        if let (Some(word), Some(keys)) = (self.tags.get_mut(place), self.keys.get_mut(place)) {
            *word |= tag << (slot * 8);
            if let Some(there) = keys.get_mut(slot as usize) {
                *there = key;
            }
        }
    }

    fn grow(&mut self, graph: &Graph<'_>) {
        let places = self.tags.len() * 2;
        let tags = core::mem::replace(&mut self.tags, vec![0; places]);
        let keys = core::mem::replace(&mut self.keys, vec![[0; SLOTS]; places]);
        for (word, keys) in tags.into_iter().zip(keys) {
            for (tag, key) in word.to_le_bytes().into_iter().zip(keys) {
                if tag != 0 {
                    let (mut place, tag) = self.start(hash(self.seed, graph.name(key)));
                    while self.tags.get(place).is_some_and(|word| zeros(*word) == 0) {
                        place = self.next(place);
                    }
                    let free = self.tags.get(place).map_or(0, |word| zeros(*word));
                    self.put(place, free, tag, key);
                }
            }
        }
    }
}

/// The high bit of each byte that is zero.
///
/// Exact, not only up to the first: no byte here is 1 above a zero one, since those in use have their high
/// bit set, and so has what differs from a tag in less.
const fn zeros(word: u64) -> u64 {
    // Adding to seven bits cannot carry into the next byte.
    !(((word & !HIGHS) + !HIGHS) | word | !HIGHS)
}
