//! Texts: the places where texts stand first.
//!
//! *In:* a text and where it stands. *Out:* the place where it stood first. Open addressing: four bytes a place, some bits of
//! the hash above the number of a text. *Never:* an answer out of a hash alone.

use alloc::vec;
use alloc::vec::Vec;

use crate::hash::hash;

/// Texts by what they say.
#[derive(Debug)]
pub(super) struct Texts {
    /// High bits of a hash, and below them one more than the number of a text; 0 is free.
    table: Vec<u32>,
    /// Where each text stands, in the order in which they were met.
    places: Vec<u32>,
    seed: u64,
}

impl Texts {
    /// Room for `count` texts before it has to be made.
    pub(super) fn with_room(count: usize) -> Self {
        let table = vec![0; (count * 4 / 3 + 64).next_power_of_two()];
        // An address that nobody who writes a BTF knows; no answer depends on it.
        let seed = table.as_ptr().addr() as u64;
        Self { table, places: Vec::with_capacity(count), seed }
    }

    /// Where texts stand, in the order in which they were met.
    pub(super) fn places(&self) -> &[u32] {
        &self.places
    }

    #[inline]
    pub(super) fn hash(&self, text: &[u8]) -> u32 {
        hash(self.seed, text)
    }

    /// Looks where an answer for `hash` would be. Who does that for several texts before the first question waits
    /// for the memory of all of them at once.
    #[inline]
    pub(super) fn look(&self, hash: u32) {
        core::hint::black_box(self.table.get(hash as usize & (self.table.len() - 1)));
    }

    /// Where `text`, which stands at `place`, stood first. `text_at` has the text of a place.
    #[inline]
    pub(super) fn intern<'t>(
        &mut self,
        hash: u32,
        text: &[u8],
        place: u32,
        text_at: impl Fn(u32) -> &'t [u8],
    ) -> u32 {
        let mask = self.table.len() - 1;
        let low = number(mask);
        let mut slot = hash as usize & mask;
        while let Some(entry @ 1..) = self.table.get(slot).copied() {
            if (entry ^ hash) & !low == 0
                && let Some(known) = self.places.get((entry & low) as usize - 1)
                && text_at(*known) == text
            {
                return *known;
            }
            slot = (slot + 1) & mask;
        }
        self.places.push(place);
        if let Some(free) = self.table.get_mut(slot) {
            *free = hash & !low | number(self.places.len());
        }
        if self.table.len() < self.places.len() / 3 * 4 + 16 {
            self.grow(text_at);
        }
        place
    }

    #[cold]
    #[inline(never)]
    fn grow<'t>(&mut self, text_at: impl Fn(u32) -> &'t [u8]) {
        let len = self.table.len() * 2;
        let mask = len - 1;
        let low = number(mask);
        self.table = vec![0; len];
        for (text, place) in (1..).zip(&self.places) {
            let hash = hash(self.seed, text_at(*place));
            let mut slot = hash as usize & mask;
            while self.table.get(slot).is_some_and(|there| *there != 0) {
                slot = (slot + 1) & mask;
            }
            if let Some(free) = self.table.get_mut(slot) {
                *free = hash & !low | text;
            }
        }
    }
}

/// A length as a number; there are fewer texts than there are places.
#[inline]
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
