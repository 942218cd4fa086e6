//! Bits: sets of places in strings, which count what is before a place.
//!
//! *In:* places. *Out:* which are in the set, in what order, and how many are before one of them. An eighth of a byte a
//! place, where a table would be four. *Never:* growth; a place beyond the end is in no set.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

/// A set of places.
#[derive(Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// None of the places before `end`.
    pub(super) fn none(end: u32) -> Self {
        Self(vec![0; end as usize / 64 + 1])
    }

    /// Adds a place; whether it was not there.
    #[inline]
    pub(super) fn add(&mut self, place: u32) -> bool {
        let bit = 1 << (place % 64);
        match self.0.get_mut(place as usize / 64) {
            Some(word) if *word & bit == 0 => {
                *word |= bit;
                true
            }
            Some(_) | None => false,
        }
    }

    /// Adds all places of a range.
    #[inline]
    pub(super) fn add_all(&mut self, range: Range<u32>) {
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min((from / 64 + 1) * 64);
            if let Some(word) = self.0.get_mut(from as usize / 64) {
                *word |= below(to - from) << (from % 64);
            }
            from = to;
        }
    }

    /// Takes all places of a range away.
    pub(super) fn remove_all(&mut self, range: Range<u32>) {
        let mut from = range.start;
        while from < range.end {
            let to = range.end.min((from / 64 + 1) * 64);
            if let Some(word) = self.0.get_mut(from as usize / 64) {
                *word &= !(below(to - from) << (from % 64));
            }
            from = to;
        }
    }

    /// Whether a place is in the set.
    pub(super) fn has(&self, place: u32) -> bool {
        self.0.get(place as usize / 64).is_some_and(|word| word >> (place % 64) & 1 != 0)
    }

    /// Whether all places are in the other set, which has the same end.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(word, other)| word & !other == 0)
    }

    /// The places from `from` on, in their order.
    pub(super) fn iter_from(&self, from: u32) -> impl Iterator<Item = u32> + '_ {
        places(self.0.iter().copied(), from)
    }

    /// The places from `from` to `end` that another set with the same end has and this one has not.
    pub(super) fn missing(&self, other: &Self, from: u32, end: u32) -> impl Iterator<Item = u32> {
        let words = self.0.iter().zip(&other.0).map(|(word, other)| other & !word);
        places(words, from).take_while(move |place| *place < end)
    }

    /// The first place from `from` on that is in the set, or the first that is not; `end` if there is none before it.
    pub(super) fn next(&self, from: u32, end: u32, is_in: bool) -> u32 {
        let mut at = from;
        while at < end {
            let word = self.0.get(at as usize / 64).copied().unwrap_or(0);
            let word = (if is_in { word } else { !word }) >> (at % 64);
            if word != 0 {
                return end.min(at + word.trailing_zeros());
            }
            at = (at / 64 + 1).saturating_mul(64);
        }
        end
    }

    /// The same set, which counts.
    pub(super) fn counted(self) -> Counted {
        let mut all = 0;
        let before = self.0.iter().map(|word| {
            let before = all;
            all += word.count_ones();
            before
        });
        Counted { before: before.collect(), bits: self }
    }
}

/// The places of the bits of words, from `from` on.
fn places(words: impl Iterator<Item = u64>, from: u32) -> impl Iterator<Item = u32> {
    let first = from / 64;
    let words = (first * 64..).step_by(64).zip(words.skip(first as usize));
    words.flat_map(move |(first, word)| {
        let mut word = if first < from { word & !below_from(from) } else { word };
        core::iter::from_fn(move || {
            let at = (word != 0).then(|| word.trailing_zeros())?;
            word &= word - 1;
            Some(first + at)
        })
    })
}

/// The bits of a word before that of a place.
fn below_from(place: u32) -> u64 {
    (1 << (place % 64)) - 1
}

/// The `count` lowest bits, of which there are at least one.
#[inline]
fn below(count: u32) -> u64 {
    u64::MAX >> (64 - count.clamp(1, 64))
}

/// A set of places that knows how many there are before each.
#[derive(Debug)]
pub(in crate::edit) struct Counted {
    bits: Bits,
    /// How many there are before each word.
    before: Vec<u32>,
}

impl Counted {
    /// How many there are before `place`; `None` if that is not there itself.
    #[inline]
    pub(super) fn before(&self, place: u32) -> Option<u32> {
        let at = place as usize / 64;
        let (word, before) = (*self.bits.0.get(at)?, *self.before.get(at)?);
        let bit = 1 << (place % 64);
        (word & bit != 0).then(|| before + (word & (bit - 1)).count_ones())
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;
    use alloc::vec::Vec;

    #[test]
    fn ranges_places_and_counts_agree() {
        let mut bits = Bits::none(300);
        bits.add_all(3..5);
        bits.add_all(60..200);
        bits.add_all(128..192);
        assert!(bits.add(299) && !bits.add(299) && !bits.add(64) && !bits.add(4000));
        let all: Vec<u32> = bits.iter_from(0).collect();
        let expected: Vec<u32> = (3..5).chain(60..200).chain([299]).collect();
        assert_eq!(all, expected);
        assert_eq!([bits.next(0, 300, true), bits.next(3, 300, false)], [3, 5]);
        assert_eq!([bits.next(60, 300, false), bits.next(200, 300, true)], [200, 299]);
        assert_eq!([bits.next(60, 150, false), bits.next(5, 40, true)], [150, 40]);
        let rest: Vec<u32> = bits.iter_from(199).collect();
        assert_eq!(rest, [199, 299]);
        let mut fewer = Bits::none(300);
        fewer.add_all(0..300);
        assert!(bits.is_within(&fewer) && fewer.has(130));
        fewer.remove_all(100..199);
        fewer.remove_all(260..264);
        assert!(!bits.is_within(&fewer) && !fewer.has(130) && fewer.has(199));
        assert_eq!(
            fewer.missing(&bits, 3, 300).collect::<Vec<_>>(),
            (100..199).collect::<Vec<_>>()
        );
        assert_eq!(fewer.missing(&bits, 150, 160).count(), 10);
        let counted = bits.counted();
        for place in 0..400 {
            let before = expected.iter().position(|known| *known == place);
            assert_eq!(counted.before(place).map(|before| before as usize), before);
        }
    }
}
