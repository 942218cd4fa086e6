//! Names: how often each was used, and what a later use is called.
//!
//! *In:* names as they come up in the output. *Out:* 1 for a first use, 2 for a second: the printer then
//! writes `name___2`, which CO-RE takes for `name`. *Never:* an order that depends on the hash.
//!
//! C keeps the names of structs, unions and enums apart from those of typedefs and enumerators, so there
//! are two tables.

use alloc::vec;
use alloc::vec::Vec;

use super::graph::{Graph, NameKey};
use crate::hash::hash;

/// How often each name was used.
#[derive(Clone, Debug)]
pub(super) struct Counts {
    /// Open addressing, a power of two long, at most half full.
    slots: Vec<Slot>,
    used: usize,
    seed: u64,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    key: NameKey,
    /// 0 is a free slot.
    count: u32,
}

const FREE: Slot = Slot { hash: 0, key: 0, count: 0 };

impl Counts {
    /// An empty table with room for `names` before it grows.
    pub(super) fn new(names: usize, seed: u64) -> Self {
        let slots = (names * 2).next_power_of_two().max(16);
        Self { slots: vec![FREE; slots], used: 0, seed }
    }

    /// Counts one more use of `name`, which `key` leads to, and tells how many there are now.
    pub(super) fn count(&mut self, graph: &Graph<'_>, key: NameKey, name: &[u8]) -> u32 {
        let hash = hash(self.seed, name);
        let place = self.place(hash, |there| there == key || graph.name(there) == name);
        let Some(slot) = self.slots.get_mut(place) else { return 1 };
        if slot.count == 0 {
            self.used += 1;
            (slot.hash, slot.key) = (hash, key);
        }
        slot.count = slot.count.saturating_add(1);
        let count = slot.count;
        if self.slots.len() < self.used * 2 {
            self.grow();
        }
        count
    }

    fn place(&self, hash: u32, is: impl Fn(NameKey) -> bool) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut place = hash as usize & mask;
        // At most half full, so a free slot is met.
        while let Some(slot) = self.slots.get(place) {
            if slot.count == 0 || (slot.hash == hash && is(slot.key)) {
                break;
            }
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let larger = vec![FREE; self.slots.len() * 2];
        let old = core::mem::replace(&mut self.slots, larger);
        for slot in old.into_iter().filter(|slot| slot.count != 0) {
            let place = self.place(slot.hash, |_| false);
            if let Some(free) = self.slots.get_mut(place) {
                *free = slot;
            }
        }
    }
}
