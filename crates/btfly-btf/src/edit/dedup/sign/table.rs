//! Table: the class of a signature.
//!
//! *In:* words. *Out:* the class that has them, which may be new. *Never:* an answer out of a hash alone: hashes find
//! candidates, comparisons decide.
//!
//! Objects that include one header list its types in one order. So the class that followed the last one the
//! last time is nearly always the next one, and a comparison with it saves the hash.

use alloc::vec;

use super::{Hashing, Signer};
use crate::edit::dedup::signed::{HEAD_WORDS, NONE};

impl Signer<'_, '_> {
    /// The class of a signature.
    #[inline(always)]
    pub(super) fn find(&mut self, words: &[u32]) -> u32 {
        let guess = self.guess();
        let class = if self.signed.signature(guess) == words { guess } else { self.look_up(words) };
        self.follow(class)
    }

    /// The same of a record without entries, which most are.
    #[inline(always)]
    pub(super) fn find_head(&mut self, words: [u32; HEAD_WORDS]) -> u32 {
        let guess = self.guess();
        let known = self.signed.signature(guess);
        let is_it = known.len() == HEAD_WORDS && known.first_chunk() == Some(&words);
        let class = if is_it { guess } else { self.look_up(&words) };
        self.follow(class)
    }

    #[inline(always)]
    fn guess(&self) -> u32 {
        self.next.get(self.last as usize).copied().unwrap_or(NONE)
    }

    #[inline(always)]
    fn follow(&mut self, class: u32) -> u32 {
        if let Some(next) = self.next.get_mut(self.last as usize) {
            *next = class;
        }
        self.last = class;
        class
    }

    #[inline(never)]
    fn look_up(&mut self, words: &[u32]) -> u32 {
        let hash = high(self.hash(words));
        let mask = self.table.len() - 1;
        let low = number(mask);
        let mut place = hash as usize & mask;
        while let Some(entry @ 1..) = self.table.get(place).copied() {
            let class = entry & low;
            if (entry ^ hash) & !low == 0 && self.signed.signature(class) == words {
                return class;
            }
            place = (place + 1) & mask;
        }
        let class = self.signed.push(words);
        self.next.push(NONE);
        if let Some(free) = self.table.get_mut(place) {
            *free = hash & !low | class;
        }
        if self.table.len() < self.signed.keys.len() / 3 * 4 + 16 {
            self.grow();
        }
        class
    }

    #[cold]
    fn grow(&mut self) {
        let places = self.table.len() * 2;
        let mask = places - 1;
        let low = number(mask);
        self.table = vec![0; places];
        for class in self.signed.classes() {
            let hash = high(self.hash(self.signed.signature(class)));
            let mut place = hash as usize & mask;
            while self.table.get(place).is_some_and(|there| *there != 0) {
                place = (place + 1) & mask;
            }
            if let Some(free) = self.table.get_mut(place) {
                *free = hash & !low | class;
            }
        }
    }

    fn hash(&self, words: &[u32]) -> u64 {
        match self.hashing {
            Hashing::Seeded => hash(self.seed, words),
            #[cfg(test)]
            Hashing::Constant => 0,
        }
    }
}

#[inline(always)]
fn hash(seed: u64, words: &[u32]) -> u64 {
    // An address has the same bits high and low in all runs: spread over all of the word first.
    let mut state = (seed ^ words.len() as u64).wrapping_mul(K);
    let (chunks, rest) = words.as_chunks::<4>();
    for [a, b, c, d] in chunks {
        state = fold(state ^ pair(*b, *a), K ^ pair(*d, *c));
    }
    let mut last = [0; 4];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let [a, b, c, _] = last;
    // One product is linear in a small `c`; the second one spreads it.
    fold(fold(state ^ pair(b, a), K ^ u64::from(c)), K)
}

/// An odd constant without a pattern.
const K: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let [low, high] = [product & u128::from(u64::MAX), product >> 64];
    u64::try_from(low).unwrap_or(0) ^ u64::try_from(high).unwrap_or(0)
}

#[inline(always)]
const fn pair(high: u32, low: u32) -> u64 {
    (high as u64) << 32 | low as u64
}

#[inline(always)]
fn high(pair: u64) -> u32 {
    u32::try_from(pair >> 32).unwrap_or(0)
}

/// A length as a number; there are fewer classes than nodes.
#[inline(always)]
fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
