//! Names as numbers: equal names have equal numbers, whichever section they are of.
//!
//! *In:* offsets as they stand in records. *Out:* numbers below [`LIMIT`]; 0 is the empty name. Writers keep
//! each text once, and then an offset is as good a number as any: that is tried first and checked after.
//! *Never:* a number that reaches output.

use alloc::vec;
use alloc::vec::Vec;

use super::sign::Signed;
use crate::edit::source::{Part, Source};
use crate::hash::hash;
use crate::id::NameOff;

/// Names have to fit beside the kind of tag.
pub(super) const LIMIT: u32 = 1 << 29;

/// Numbers of the names of several sections.
#[derive(Debug)]
pub(super) struct Names {
    /// For each part and each byte of its own strings the number of the name that starts there; 0 before
    /// anybody asked.
    numbers: Vec<Vec<u32>>,
    /// Open addressing: a hash and a number.
    table: Vec<(u32, u32)>,
    /// For each number where its text is: a part, and an offset as that part's types have it.
    texts: Vec<(u32, u32)>,
    seed: u64,
}

impl Names {
    pub(super) fn new(source: &Source<'_>) -> Self {
        let numbers = source.parts.iter().map(|part| vec![0; part.types.strings().own().len()]);
        let table = vec![(0, 0); 1 << 10];
        let seed = table.as_ptr().addr() as u64;
        Self { numbers: numbers.collect(), table, texts: vec![(0, 0)], seed }
    }

    /// The number of the name at `off` in the part at `index`.
    #[inline]
    pub(super) fn number(&mut self, off: u32, index: u32, parts: &[Part<'_>]) -> u32 {
        if off == 0 {
            return 0;
        }
        let Some(part) = parts.get(index as usize) else { return 0 };
        let (owner, at) = match off.checked_sub(part.types.strings().own_start()) {
            Some(at) => (index, at),
            None => (part.base, off),
        };
        let known = self.numbers.get(owner as usize).and_then(|numbers| numbers.get(at as usize));
        match known {
            Some(number @ 1..) => *number,
            Some(0) => {
                let number = self.intern(off, index, parts);
                let numbers = self.numbers.get_mut(owner as usize);
                if let Some(place) = numbers.and_then(|numbers| numbers.get_mut(at as usize)) {
                    *place = number;
                }
                number
            }
            None => 0,
        }
    }

    #[cold]
    fn intern(&mut self, off: u32, index: u32, parts: &[Part<'_>]) -> u32 {
        let text = |index: u32, off: u32| {
            let part = parts.get(index as usize);
            part.map_or(&[][..], |part| part.types.strings().bytes(NameOff(off)))
        };
        let name = text(index, off);
        if name.is_empty() {
            return 0;
        }
        let hash = hash(self.seed, name);
        let mask = self.table.len() - 1;
        let mut place = hash as usize & mask;
        while let Some((there, number @ 1..)) = self.table.get(place).copied() {
            let (part, at) = self.texts.get(number as usize).copied().unwrap_or((0, 0));
            if there == hash && text(part, at) == name {
                return number;
            }
            place = (place + 1) & mask;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push((index, off));
        if let Some(free) = self.table.get_mut(place) {
            *free = (hash, number);
        }
        if self.table.len() < self.texts.len() * 2 {
            self.grow();
        }
        number
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
}

/// Whether every text stands once in the strings of the one part, or of a base and what is split on it,
/// so that whole names are equal where their offsets are. How many own ones there are then.
pub(super) fn each_stands_once(source: &Source<'_>) -> Option<usize> {
    let last = match source.parts.as_slice() {
        [part] => part,
        [_, split] if split.base == 0 => split,
        [] | [_, ..] => return None,
    };
    let strings = last.types.strings();
    if LIMIT < strings.end() {
        return None;
    }
    let most = strings.base().len().max(strings.own().len());
    // A guess at the length of names; the table grows with what there is.
    let mut table: Vec<(u32, u32)> = vec![(0, 0); (most / 8).next_power_of_two().max(64)];
    let (mut used, mut at) = (0_usize, 0_u32);
    let seed = table.as_ptr().addr() as u64;
    let mut in_base = 0;
    for section in [strings.base(), strings.own()] {
        in_base = used;
        let mut rest = section;
        while let Some(len) = memchr::memchr(0, rest) {
            let (name, tail) = rest.split_at_checked(len).unwrap_or((rest, &[]));
            if name.is_empty() {
                // The empty name has the offset 0 and no other.
                if at != 0 {
                    return None;
                }
            } else {
                let hash = hash(seed, name);
                let mask = table.len() - 1;
                let mut place = hash as usize & mask;
                while let Some((there, off @ 1..)) = table.get(place).copied() {
                    if there == hash && strings.bytes(NameOff(off)) == name {
                        return None;
                    }
                    place = (place + 1) & mask;
                }
                if let Some(free) = table.get_mut(place) {
                    *free = (hash, at);
                }
                used += 1;
                if table.len() < used * 2 {
                    table = grown(&table);
                }
            }
            at = at.saturating_add(u32::try_from(len + 1).unwrap_or(u32::MAX));
            rest = tail.get(1..).unwrap_or(&[]);
        }
    }
    Some(used - in_base)
}

/// How many own names signatures have whose names are offsets; `None` if one starts inside another.
pub(super) fn used(source: &Source<'_>, signed: &Signed) -> Option<usize> {
    let strings = source.parts.last()?.types.strings();
    let mut is_used = vec![0_u64; strings.end() as usize / 64 + 1];
    let mut count = 0;
    let mut is_whole = true;
    for class in signed.classes() {
        signed.for_each_name(class, |off| {
            let (at, bit) = (off as usize / 64, 1 << (off % 64));
            let Some(bits) = is_used.get_mut(at).filter(|bits| **bits & bit == 0) else { return };
            *bits |= bit;
            is_whole &= strings.is_start(NameOff(off));
            count += usize::from(strings.own_start() <= off && off != 0);
        });
    }
    is_whole.then_some(count)
}

fn grown(old: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut table = vec![(0, 0); old.len() * 2];
    let mask = table.len() - 1;
    for entry in old.iter().filter(|(_, off)| *off != 0) {
        let mut place = entry.0 as usize & mask;
        while table.get(place).is_some_and(|(_, off)| *off != 0) {
            place = (place + 1) & mask;
        }
        if let Some(free) = table.get_mut(place) {
            *free = *entry;
        }
    }
    table
}
