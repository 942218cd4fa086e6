//! Places: which type stands at which offset of a unit.
//!
//! Types are met in the order of their offsets, and referred to before and after. A bit for each byte of the unit and a count
//! for each 64 of them find a type's number in a few instructions, in a table that the nearest cache holds.
//!
//! *In:* offsets, rising, and what stands there. *Out:* what stands at an offset. *Never:* recursion through aliases.

use crate::error::Reason;

/// Types by their offset in a unit.
#[derive(Debug, Default)]
pub(crate) struct Places {
    bits: Vec<u64>,
    /// How many bits are set before each word.
    before: Vec<u32>,
    /// What stands at each set bit: an id, or an offset with [`ALIAS`] set.
    ids: Vec<u32>,
}

/// What is set in an id that is the offset of another type, which this one is.
const ALIAS: u32 = 1 << 31;

impl Places {
    /// Forgets everything; for a unit of `len` bytes.
    pub(crate) fn clear(&mut self, len: usize) {
        self.bits.clear();
        self.bits.resize(len / 64 + 1, 0);
        self.ids.clear();
    }

    /// Says that a type stands at `offset`; which, comes later. Offsets rise.
    #[inline]
    pub(crate) fn reserve(&mut self, offset: u32) -> usize {
        if let Some(word) = self.bits.get_mut(offset as usize / 64) {
            *word |= 1 << (offset % 64);
        }
        self.ids.push(0);
        self.ids.len() - 1
    }

    /// Which type stands at a reserved place; 0 for void.
    #[inline]
    pub(crate) fn set(&mut self, place: usize, id: u32) {
        if let Some(slot) = self.ids.get_mut(place) {
            *slot = id;
        }
    }

    /// The type at a reserved place is that at `offset`.
    pub(crate) fn alias(&mut self, place: usize, offset: u32) {
        self.set(place, offset | ALIAS);
    }

    /// Makes ready to be asked: counts, and ends aliases.
    pub(crate) fn finish(&mut self) -> Result<(), Reason> {
        self.before.clear();
        let mut count = 0;
        self.before.extend(self.bits.iter().map(|word| {
            let before = count;
            count += word.count_ones();
            before
        }));
        for place in 0..self.ids.len() {
            let Some(mut id) = self.ids.get(place).copied() else { continue };
            let mut steps = 0;
            while id & ALIAS != 0 {
                id = self.raw(id & !ALIAS).ok_or(Reason::DanglingType(u64::from(id & !ALIAS)))?;
                steps += 1;
                if MAX_ALIASES < steps {
                    return Err(Reason::Circle);
                }
            }
            self.set(place, id);
        }
        Ok(())
    }

    /// The id of the type at an offset.
    #[inline]
    pub(crate) fn get(&self, offset: u32) -> Option<u32> {
        self.raw(offset)
    }

    #[inline]
    fn raw(&self, offset: u32) -> Option<u32> {
        let at = offset as usize / 64;
        let (word, bit) = (self.bits.get(at)?, 1_u64 << (offset % 64));
        if word & bit == 0 {
            return None;
        }
        let rank = self.before.get(at)? + (word & (bit - 1)).count_ones();
        self.ids.get(rank as usize).copied()
    }
}

/// How many modifiers without a kind of their own may follow one another; compilers write one.
const MAX_ALIASES: usize = 64;
