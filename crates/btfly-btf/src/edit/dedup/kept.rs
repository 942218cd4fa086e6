//! Kept: the strings of a result, and where they stand in it.
//!
//! *In:* numbers of the names that are used. *Out:* the strings of all parts one behind the other, what nothing uses cut
//! out; so that an offset is a number without what has been cut before it. *Never:* a name that no type and no `.BTF.ext` has.

use alloc::vec;
use alloc::vec::Vec;

use super::bits::{Bits, Counted};
use super::names::{Names, Numbers, first_len, following, number, text_at};
use crate::edit::source::Part;

/// The strings of a result.
#[derive(Debug)]
pub(in crate::edit) struct Kept {
    /// The bytes of what is kept, by number.
    places: Counted,
    /// Where those of a base end. Numbers before are offsets.
    start: u32,
    /// The offset of the first that is kept.
    first: u32,
    /// What is kept, in the order of numbers.
    pub(in crate::edit) strings: Vec<u8>,
}

impl Kept {
    /// The offset of a number.
    #[inline]
    pub(in crate::edit) fn offset(&self, number: u32) -> u32 {
        if number < self.start {
            return number;
        }
        self.places.before(number).map_or(0, |before| self.first + before)
    }
}

impl Names {
    /// The strings that a result needs from `start` on, where those of a base end that it is split on.
    pub(super) fn kept(&self, used: &Bits, start: u32, parts: &[Part<'_>]) -> Kept {
        let mut kept = self.none_used();
        let range =
            |number: u32| number..number + following(text_at(&self.starts, number, parts).len());
        let numbers = parts.iter().zip(&self.numbers);
        for ((part, numbers), from) in numbers.zip(&self.starts).filter(|(_, from)| start <= **from)
        {
            let own = part.types.strings();
            let end = from + number(own.own().len());
            match numbers {
                // Most texts are used.
                Numbers::Places => {
                    let first = if own.own_start() == 0 { first_len(own.own()) } else { 0 };
                    kept.add_all((from + first).min(end)..end);
                    used.missing(&self.known, *from, end)
                        .for_each(|number| kept.remove_all(range(number)));
                }
                Numbers::Listed(..) => {
                    let used = used.iter_from(*from).take_while(|number| *number < end);
                    used.filter(|number| *number != 0)
                        .for_each(|number| kept.add_all(range(number)));
                }
            }
        }
        // What starts inside another may have gone with it.
        for number in self.asked.values().filter(|number| start.max(1) <= **number) {
            if used.has(*number) {
                kept.add_all(range(*number));
            }
        }
        // On nothing, or on a base that has no strings, the empty one comes first.
        let mut strings = if start == 0 { vec![0] } else { Vec::new() };
        for ((part, from), to) in parts.iter().zip(&self.starts).zip(self.starts.iter().skip(1)) {
            let own = part.types.strings().own();
            let mut at = *from;
            while at < *to {
                let first = kept.next(at, *to, true);
                at = kept.next(first, *to, false);
                let range = (first - from) as usize..(at - from) as usize;
                strings.extend_from_slice(own.get(range).unwrap_or(&[]));
            }
        }
        Kept { places: kept.counted(), start, first: start.max(1), strings }
    }
}
