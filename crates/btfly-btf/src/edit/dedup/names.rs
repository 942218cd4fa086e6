//! Names as numbers: equal names have equal numbers, whichever section they are of.
//!
//! *In:* offsets as they stand in records. *Out:* numbers below [`LIMIT`]; 0 is the empty name. All string sections
//! lie one behind the other, and a name's number is the place where its text stands first. Writers keep each
//! text once, so that in most sections an offset and its section's start already are the number; that is tried
//! first, and whether no name starts inside another is asked after. *Never:* a number that reaches output.

use alloc::vec;
use alloc::vec::Vec;

use super::signed::Signed;
use crate::edit::source::{Part, Source};
use crate::hash::hash;
use crate::id::NameOff;

/// Names have to fit beside the kind of tag.
const LIMIT: u32 = 1 << 29;

/// Numbers of the names of several sections.
#[derive(Debug)]
pub(in crate::edit) struct Names {
    /// Where the own strings of each part start among all.
    starts: Vec<u32>,
    /// For each byte of a part's own strings the number of the name that starts there, 0 before anybody asked;
    /// empty if it is that byte's place among all.
    numbers: Vec<Vec<u32>>,
    /// Open addressing: a hash and a number.
    table: Vec<(u32, u32)>,
    used: usize,
    /// The first part that is no base; and how many texts it has, if its numbers are places.
    own: usize,
    own_texts: Option<usize>,
    seed: u64,
}

impl Names {
    /// Numbers of all names of `source`, whose part `own` is the first that is no base; with `all_asked`, also of those that start inside another. `None` if there
    /// are too many.
    pub(super) fn new(source: &Source<'_>, own: usize, all_asked: bool) -> Option<Self> {
        let mut starts = Vec::new();
        let mut end = 0_u32;
        for part in &source.parts {
            starts.push(end);
            end = end.checked_add(u32::try_from(part.types.strings().own().len()).ok()?)?;
        }
        if LIMIT < end {
            return None;
        }
        // A guess at the length of names; the table grows with what there is.
        let first = starts.get(1).copied().unwrap_or(end) as usize;
        let table = vec![(0, 0); (first / 8).next_power_of_two().max(64)];
        let seed = table.as_ptr().addr() as u64;
        let numbers = vec![Vec::new(); starts.len()];
        let mut names = Self { starts, numbers, table, used: 0, own, own_texts: None, seed };
        for (index, part) in source.parts.iter().enumerate() {
            names.scan(index, part, &source.parts, all_asked);
        }
        Some(names)
    }

    /// Whether an offset in a record is the number.
    pub(super) fn are_offsets(&self, source: &Source<'_>) -> bool {
        let mut parts = source.parts.iter().zip(&self.starts).zip(&self.numbers);
        parts.all(|((part, start), numbers)| {
            numbers.is_empty() && *start == part.types.strings().own_start()
        })
    }

    fn scan(&mut self, index: usize, part: &Part<'_>, parts: &[Part<'_>], all_asked: bool) {
        let start = self.starts.get(index).copied().unwrap_or(0);
        let own = part.types.strings().own();
        let (mut at, mut texts) = (0_u32, 0);
        let mut numbers = if all_asked { vec![0; own.len()] } else { Vec::new() };
        let mut rest = own;
        // Sections out of one source have names in one order: after what stood here last time comes what stood
        // behind it there.
        let mut guess = 0;
        while let Some(len) = memchr::memchr(0, rest) {
            let (name, tail) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            if name.is_empty() {
                // The empty name has the offset 0 and no other.
                if start + at != 0 && numbers.is_empty() && index == 0 {
                    numbers = places(start, own, at);
                }
            } else {
                let number = match self.is_at(guess, index, name, parts) {
                    true => guess,
                    false => self.intern(name, start + at, parts),
                };
                guess = number + u32::try_from(len + 1).unwrap_or(u32::MAX);
                if number != start + at && numbers.is_empty() {
                    numbers = places(start, own, at);
                }
                if let Some(place) = numbers.get_mut(at as usize) {
                    *place = number;
                }
                texts += 1;
            }
            at = at.saturating_add(u32::try_from(len + 1).unwrap_or(u32::MAX));
            rest = tail.get(1..).unwrap_or(&[]);
        }
        if numbers.is_empty() && index == self.own {
            self.own_texts = Some(texts);
        }
        if let Some(place) = self.numbers.get_mut(index) {
            *place = numbers;
        }
    }

    /// Whether `name` is the text of `number`, of a part before `index` whose numbers are places.
    #[inline]
    fn is_at(&self, number: u32, index: usize, name: &[u8], parts: &[Part<'_>]) -> bool {
        let Some(owner) = self.starts.partition_point(|start| *start <= number).checked_sub(1)
        else {
            return false;
        };
        owner < index
            && self.numbers.get(owner).is_some_and(Vec::is_empty)
            && parts.get(owner).zip(self.starts.get(owner)).is_some_and(|(part, start)| {
                let tail = part.types.strings().own().get((number - start) as usize..);
                let ends = |tail: &[u8]| tail.starts_with(name) && tail.get(name.len()) == Some(&0);
                tail.is_some_and(ends)
            })
    }

    /// The number of the name at `off` in the part at `index`.
    #[inline]
    pub(in crate::edit) fn number(&mut self, off: u32, index: u32, parts: &[Part<'_>]) -> u32 {
        if off == 0 {
            return 0;
        }
        let Some(part) = parts.get(index as usize) else { return 0 };
        let (owner, at) = match off.checked_sub(part.types.strings().own_start()) {
            Some(at) => (index, at),
            None => (part.base, off),
        };
        let start = self.starts.get(owner as usize).copied().unwrap_or(0);
        match self.numbers.get(owner as usize) {
            None => 0,
            Some(numbers) if numbers.is_empty() => start + at,
            Some(numbers) => match numbers.get(at as usize) {
                Some(number @ 1..) => *number,
                Some(0) => self.ask(owner, at, parts),
                None => 0,
            },
        }
    }

    /// The number of a name that starts inside another.
    #[cold]
    fn ask(&mut self, owner: u32, at: u32, parts: &[Part<'_>]) -> u32 {
        let start = self.starts.get(owner as usize).copied().unwrap_or(0);
        let name = self.text(start + at, parts);
        if name.is_empty() {
            return 0;
        }
        let number = self.intern(name, start + at, parts);
        let numbers = self.numbers.get_mut(owner as usize);
        if let Some(place) = numbers.and_then(|numbers| numbers.get_mut(at as usize)) {
            *place = number;
        }
        number
    }

    /// The text of a number.
    #[inline]
    pub(in crate::edit) fn text<'b>(&self, number: u32, parts: &[Part<'b>]) -> &'b [u8] {
        // Of several parts that start at one place all but the last are empty.
        let after = self.starts.partition_point(|start| *start <= number);
        let Some(index) = after.checked_sub(1) else { return &[] };
        let (Some(part), Some(start)) = (parts.get(index), self.starts.get(index)) else {
            return &[];
        };
        let strings = part.types.strings();
        strings.bytes(NameOff(strings.own_start() + (number - start)))
    }

    /// The number of a text, which is `at` if it has none yet.
    fn intern(&mut self, name: &[u8], at: u32, parts: &[Part<'_>]) -> u32 {
        let hash = hash(self.seed, name);
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while let Some((there, number @ 1..)) = self.table.get(place).copied() {
            if there == hash && self.text(number, parts) == name {
                return number;
            }
            place = (place + 1) & mask;
        }
        if let Some(free) = self.table.get_mut(place) {
            *free = (hash, at);
        }
        self.used += 1;
        if self.table.len() < self.used * 2 {
            self.grow();
        }
        at
    }

    fn grow(&mut self) {
        let places = self.table.len() * 2;
        let old = core::mem::replace(&mut self.table, vec![(0, 0); places]);
        for entry in old.into_iter().filter(|(_, number)| *number != 0) {
            let mut place = entry.0 as usize & (places - 1);
            while self.table.get(place).is_some_and(|(_, number)| *number != 0) {
                place = (place + 1) & (places - 1);
            }
            if let Some(free) = self.table.get_mut(place) {
                *free = entry;
            }
        }
    }

    /// Looks at the names in signatures. `None` if one starts inside another where that has not been asked; else
    /// whether the strings of the first part that is no base are all used.
    pub(super) fn check(&self, source: &Source<'_>, signed: &Signed) -> Option<bool> {
        let end = self.starts.last().map_or(0, |start| {
            let last = source.parts.last().map_or(0, |part| part.types.strings().own().len());
            *start as usize + last
        });
        let own_start = self.starts.get(self.own).copied().unwrap_or(0);
        let own_end = self.starts.get(self.own + 1).map_or(end, |end| *end as usize);
        let mut is_used = vec![0_u64; end / 64 + 1];
        let mut used = 0;
        let mut is_whole = true;
        for class in signed.classes() {
            signed.for_each_name(class, |number| {
                let (at, bit) = (number as usize / 64, 1 << (number % 64));
                let Some(bits) = is_used.get_mut(at).filter(|bits| **bits & bit == 0) else {
                    return;
                };
                *bits |= bit;
                is_whole &= self.is_start(number, source);
                used +=
                    usize::from(number != 0 && own_start <= number && (number as usize) < own_end);
            });
        }
        is_whole.then_some(self.own_texts == Some(used))
    }

    /// Whether a number is where a name starts and no other has it, or has been asked for.
    fn is_start(&self, number: u32, source: &Source<'_>) -> bool {
        let after = self.starts.partition_point(|start| *start <= number);
        let Some(index) = after.checked_sub(1) else { return true };
        let (Some(part), Some(start)) = (source.parts.get(index), self.starts.get(index)) else {
            return true;
        };
        let is_asked = self.numbers.get(index).is_some_and(|numbers| !numbers.is_empty());
        let strings = part.types.strings();
        let off = NameOff(strings.own_start() + (number - start));
        // The empty name is 0, wherever else there is nothing before a string's end.
        is_asked || strings.is_start(off) && (number == 0 || !strings.bytes(off).is_empty())
    }
}

/// Numbers that are places, for the names that start before `end`.
fn places(start: u32, own: &[u8], end: u32) -> Vec<u32> {
    let mut numbers = vec![0; own.len()];
    let mut is_start = true;
    for ((at, byte), place) in (start..).zip(own).zip(&mut numbers).take(end as usize) {
        if is_start && *byte != 0 {
            *place = at;
        }
        is_start = *byte == 0;
    }
    numbers
}
