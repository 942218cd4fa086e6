//! The strings of a BTF that is being built: each text once, and none that the base has.
//!
//! *In:* names. *Out:* their offsets, in order of first use. *Never:* a tail shared between two strings:
//! readers that look for whole strings must find them.

use alloc::vec;
use alloc::vec::Vec;

use crate::btf::Btf;
use crate::hash::hash;
use crate::strings::Strings;

/// The largest offset that is handed out; libbpf keeps offsets in a signed 32-bit number.
const MAX_OFFSET: u32 = 0x7fff_ffff;

#[derive(Clone, Debug)]
pub(crate) struct StringTable {
    /// The own strings, zero-terminated.
    own: Vec<u8>,
    /// Where they start: the length of the base's.
    start: u32,
    /// Open addressing: (hash, offset); offset 0 is a free place, since the empty string needs none.
    table: Vec<(u32, u32)>,
    used: usize,
    seed: u64,
}

/// Why a name got no offset.
pub(crate) enum Refused {
    NulInName,
    TooLarge,
}

impl StringTable {
    pub(crate) fn new(base: Option<&Btf>) -> Self {
        // The address of something fresh: nobody who writes names knows it (see `search::NameIndex`).
        // No answer depends on it.
        let continues = base.is_some_and(|base| base.types().strings().end() != 0);
        let own = if continues { Vec::with_capacity(64) } else { vec![0] };
        let seed = own.as_ptr().addr() as u64;
        let mut strings = Self { own, start: 0, table: vec![(0, 0); 64], used: 0, seed };
        if let Some(base) = base {
            let there = base.types().strings();
            strings.start = there.end();
            strings.insert_all(there);
        }
        strings
    }

    /// A table that begins with the strings of a whole BTF, as they stand. Unless they `are_looked_up`, one of
    /// them that is asked for again stands there twice.
    pub(crate) fn with(strings: Strings<'_>, are_looked_up: bool) -> Self {
        let bytes = strings.own();
        // One that has no strings has not even the empty one.
        let own = if bytes.is_empty() { vec![0] } else { bytes.to_vec() };
        let seed = own.as_ptr().addr() as u64;
        // A guess at the length of names; the table grows with what there is.
        let table = vec![(0, 0); (bytes.len() / 8).next_power_of_two().max(64)];
        let mut table = Self { own, start: 0, table, used: 0, seed };
        if are_looked_up {
            table.insert_all(strings);
        }
        table
    }

    /// With the strings of `btf`, where they are.
    pub(crate) fn continuing(btf: &Btf) -> Self {
        let mut strings = Self::new(btf.base());
        let (own, base) = (btf.types().strings().own(), btf.types().strings().base());
        if own.is_empty() {
            return strings;
        }
        strings.own = own.to_vec();
        let mut offset = strings.start;
        for text in own.split(|byte| *byte == 0) {
            if !text.is_empty() && offset != 0 {
                strings.insert(text, offset, base);
            }
            let next = u32::try_from(text.len()).unwrap_or(u32::MAX).saturating_add(1);
            offset = offset.saturating_add(next);
        }
        strings
    }

    /// The offset of `text`, which is added if it is new; 0 for the empty one.
    pub(crate) fn intern(&mut self, text: &str, base: Option<&Btf>) -> Result<u32, Refused> {
        let text = text.as_bytes();
        if memchr::memchr(0, text).is_some() {
            return Err(Refused::NulInName);
        }
        self.intern_hashed(self.hash(text), text, base).ok_or(Refused::TooLarge)
    }

    #[inline]
    pub(crate) fn hash(&self, text: &[u8]) -> u32 {
        hash(self.seed, text)
    }

    /// Looks where an answer for `hash` would be. Who does that for several texts before the first question waits
    /// for the memory of all of them at once.
    #[inline]
    pub(crate) fn look(&self, hash: u32) {
        core::hint::black_box(self.table.get(hash as usize & (self.table.len() - 1)));
    }

    /// The same of the text that may be the one, where there is one.
    #[inline]
    pub(crate) fn look_at_text(&self, hash: u32) {
        if let Some((there, offset)) = self.table.get(hash as usize & (self.table.len() - 1))
            && *there == hash
            && let Some(at) = offset.checked_sub(self.start)
        {
            core::hint::black_box(self.own.get(at as usize).copied());
        }
    }

    /// As [`Self::intern`], of a text without a zero and with its hash; `None` when strings are too many.
    #[inline]
    pub(crate) fn intern_hashed(
        &mut self,
        hash: u32,
        text: &[u8],
        base: Option<&Btf>,
    ) -> Option<u32> {
        if text.is_empty() {
            return Some(0);
        }
        let base = base.map_or(&[][..], |base| base.types().strings().own());
        let place = self.place(hash, text, base);
        if let Some((_, known @ 1..)) = self.table.get(place) {
            return Some(*known);
        }
        let offset = u32::try_from(self.own.len())
            .ok()
            .and_then(|at| at.checked_add(self.start))
            .filter(|offset| *offset <= MAX_OFFSET)?;
        self.own.extend_from_slice(text);
        self.own.push(0);
        self.occupy(place, hash, offset);
        Some(offset)
    }

    /// The section's bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.own
    }

    fn insert_all(&mut self, strings: Strings<'_>) {
        let mut at = 0;
        for text in strings.own().split(|byte| *byte == 0) {
            if !text.is_empty() {
                self.insert(text, at, strings.own());
            }
            let next = u32::try_from(text.len()).unwrap_or(u32::MAX).saturating_add(1);
            at = at.saturating_add(next);
        }
    }

    fn insert(&mut self, text: &[u8], offset: u32, base: &[u8]) {
        let hash = hash(self.seed, text);
        let place = self.place(hash, text, base);
        // The first of two equal strings wins.
        if let Some((_, 0)) = self.table.get(place) {
            self.occupy(place, hash, offset);
        }
    }

    fn occupy(&mut self, place: usize, hash: u32, offset: u32) {
        if let Some(entry) = self.table.get_mut(place) {
            *entry = (hash, offset);
            self.used += 1;
        }
        if self.table.len() < self.used * 2 {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let places = self.table.len() * 2;
        let old = core::mem::replace(&mut self.table, vec![(0, 0); places]);
        let mask = places - 1;
        for entry in old.into_iter().filter(|(_, offset)| *offset != 0) {
            let mut place = entry.0 as usize & mask;
            while self.table.get(place).is_some_and(|(_, offset)| *offset != 0) {
                place = (place + 1) & mask;
            }
            if let Some(free) = self.table.get_mut(place) {
                *free = entry;
            }
        }
    }

    /// The place of `text`: where it is, or where it would go. The table is at most half full.
    fn place(&self, hash: u32, text: &[u8], base: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while let Some((there, offset @ 1..)) = self.table.get(place).copied() {
            if there == hash && self.is_at(offset, text, base) {
                break;
            }
            place = (place + 1) & mask;
        }
        place
    }

    fn is_at(&self, offset: u32, text: &[u8], base: &[u8]) -> bool {
        let tail = match offset.checked_sub(self.start) {
            None => base.get(offset as usize..),
            Some(at) => self.own.get(at as usize..),
        };
        tail.is_some_and(|tail| tail.starts_with(text) && tail.get(text.len()) == Some(&0))
    }
}
