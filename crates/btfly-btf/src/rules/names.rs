//! Names as kernels want them.
//!
//! *In:* a string offset. *Out:* whether it is a name of one of the two sorts. Kernels test bytes by Latin-1, so a name may
//! be none for readers that want UTF-8. Kernel reference: `kernel/bpf/btf.c: btf_name_valid_identifier,
//! btf_name_valid_section`, `lib/ctype.c`, Linux v6.1 and v7.2.

use alloc::vec;
use alloc::vec::Vec;

use super::head::MAX_NAME_OFFSET;
use super::rule::Rule;
use super::target::Target;
use crate::feature::Feature;

/// Which of a section's strings are no words, found in one pass: almost all are words, and asking each name for its own
/// letters costs more than everything else.
pub(super) struct Table {
    /// A bit for each byte: whether a string from here on is no word in every kernel.
    odd: Vec<u64>,
}

/// Bytes that are looked at together.
const BLOCK: usize = 64;

impl Table {
    pub(super) fn new(strings: &[u8], target: &Target) -> Self {
        let mut odd = vec![0; strings.len().div_ceil(BLOCK)];
        let (mut has_long, mut since_zero, mut start) = (false, 0, 0);
        for (at, block) in strings.chunks(BLOCK).enumerate() {
            // Without a branch for each byte, these are a few vector instructions.
            let has_zero = block.iter().fold(false, |has, byte| has | (*byte == 0));
            since_zero = if has_zero { 0 } else { since_zero + BLOCK };
            // At either end, all but a byte of a block may belong to it.
            has_long |= longest(target) <= since_zero + 2 * BLOCK;
            if let Some(word) = odd.get_mut(at) {
                *word |= not_first(block);
            }
            if block.iter().fold(true, |plain, byte| plain & is_plain(*byte)) {
                continue;
            }
            for (offset, byte) in (at * BLOCK..).zip(block) {
                if is_plain(*byte) {
                    continue;
                }
                // The string began behind the last zero, or what was marked last.
                let before = strings.get(start..offset).unwrap_or(&[]);
                let first =
                    before.iter().rposition(|byte| *byte == 0).map_or(start, |at| start + at + 1);
                for marked in first..=offset {
                    if let Some(word) = odd.get_mut(marked / BLOCK) {
                        *word |= 1 << (marked % BLOCK);
                    }
                }
                start = offset + 1;
            }
        }
        if has_long {
            // Some string is longer than a name may be: each is looked at.
            odd.fill(u64::MAX);
        }
        Self { odd }
    }

    #[inline(always)]
    fn is_odd(&self, at: usize) -> bool {
        self.odd.get(at / BLOCK).is_none_or(|word| word >> (at % BLOCK) & 1 == 1)
    }
}

/// What a word may have behind its first letter in any kernel, and the zero behind it.
const fn is_plain(byte: u8) -> bool {
    // Not by a `match`, which no compiler turns into vectors.
    byte.is_ascii_lowercase()
        | byte.is_ascii_uppercase()
        | byte.is_ascii_digit()
        | (byte == b'_')
        | (byte == 0)
}

/// A bit for each byte of a block: whether no word begins with it, if it is one that words have: a digit or a zero.
fn not_first(block: &[u8]) -> u64 {
    /// What letters and `_` have in each byte, and digits and zeros have not.
    const LETTER: u64 = 0x4040_4040_4040_4040;
    /// Brings the lowest bits of eight bytes together in the highest byte.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    let (eights, _) = block.as_chunks::<8>();
    // Of the last few bytes of a section nothing is said, and each name that begins there is looked at.
    let behind = if eights.len() < 8 { u64::MAX << (8 * eights.len()) } else { 0 };
    eights.iter().enumerate().fold(behind, |bits, (at, eight)| {
        let lows = (!u64::from_le_bytes(*eight) & LETTER) >> 6;
        bits | (lows.wrapping_mul(GATHER) >> 56) << (8 * at)
    })
}

/// Bytes of the longest name: `KSYM_NAME_LEN`.
fn longest(target: &Target) -> usize {
    if target.is(6, 1) { 512 } else { 128 }
}

/// The strings of a BTF behind those of its base.
#[derive(Clone, Copy)]
pub(super) struct Names<'b, 't> {
    base: &'b [u8],
    own: &'b [u8],
    table: &'t Table,
    longest: usize,
    has_dots: bool,
    has_section_names: bool,
}

impl<'b, 't> Names<'b, 't> {
    pub(super) fn new(base: &'b [u8], own: &'b [u8], table: &'t Table, target: &Target) -> Self {
        Self {
            base,
            own,
            table,
            longest: longest(target),
            has_dots: target.features.has(Feature::DotNames),
            has_section_names: target.features.has(Feature::SectionNames),
        }
    }

    /// The end of all strings.
    pub(super) const fn end(&self) -> u64 {
        self.base.len() as u64 + self.own.len() as u64
    }

    /// What is wrong with a name that is at no offset.
    pub(super) const fn beyond(&self) -> Rule {
        if self.base.is_empty() { Rule::NameBeyond } else { Rule::NameBeyondBase }
    }

    /// Whether a name may be at `off`.
    pub(super) const fn is_offset(&self, off: u32) -> bool {
        off <= MAX_NAME_OFFSET && (off as u64) < self.end()
    }

    /// The bytes at `off` up to the zero, or up to one more than the longest name has.
    pub(super) fn get(&self, off: u32) -> &'b [u8] {
        let at = off as usize;
        let rest = match at.checked_sub(self.base.len()) {
            None => self.base.get(at..),
            Some(at) => self.own.get(at..),
        };
        let rest = rest.unwrap_or(&[]);
        let most = rest.get(..=self.longest).unwrap_or(rest);
        let end = most.iter().position(|byte| *byte == 0).unwrap_or(most.len());
        most.get(..end).unwrap_or(&[])
    }

    /// Whether the name at `off` begins with `prefix`, which has no zero.
    pub(super) fn has_prefix(&self, off: u32, prefix: &[u8]) -> bool {
        let at = off as usize;
        let rest = match at.checked_sub(self.base.len()) {
            None => self.base.get(at..),
            Some(at) => self.own.get(at..),
        };
        rest.is_some_and(|rest| rest.starts_with(prefix))
    }

    /// Whether a string of the base starts at `off`, which is before its end.
    pub(super) fn is_start_in_base(&self, off: u32) -> bool {
        let at = off as usize;
        self.base.len() <= at || at == 0 || self.base.get(at - 1) == Some(&0)
    }

    /// Whether `off` has the name of a type, member or function.
    #[inline(always)]
    pub(super) fn is_identifier(&self, off: u32) -> bool {
        self.is_word(off, self.has_dots)
    }

    /// Whether `off` has the name of a variable.
    pub(super) fn is_variable(&self, off: u32) -> bool {
        // Dots were allowed here before they were elsewhere: static variables of functions have them.
        self.is_word(off, true)
    }

    /// Whether `off` has the name of a section.
    pub(super) fn is_section(&self, off: u32) -> bool {
        if !self.has_section_names {
            return self.is_word(off, true);
        }
        let name = self.get(off);
        !name.is_empty() && name.len() <= self.longest && name.iter().all(|byte| is_print(*byte))
    }

    #[inline(always)]
    fn is_word(&self, off: u32, has_dots: bool) -> bool {
        if let Some(at) = (off as usize).checked_sub(self.base.len())
            && !self.table.is_odd(at)
        {
            return true;
        }
        self.is_odd_word(off, has_dots)
    }

    #[cold]
    fn is_odd_word(&self, off: u32, has_dots: bool) -> bool {
        let name = self.get(off);
        let other = |byte: u8| byte == b'_' || (has_dots && byte == b'.');
        let Some((first, rest)) = name.split_first() else { return false };
        name.len() <= self.longest
            && (is_letter(*first) || other(*first))
            && rest.iter().all(|byte| is_letter(*byte) || byte.is_ascii_digit() || other(*byte))
    }
}

/// A letter of Latin-1.
const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || (0xc0 <= byte && byte != 0xd7 && byte != 0xf7)
}

/// A character of Latin-1 that can be seen, or a space.
const fn is_print(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e | 0xa0..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_letters_say() {
        let mut strings = b"\0int\0_x9\09x\0a.b\0\0caf\xe9\0a b\0@a\0Z[\0".repeat(9);
        strings.extend(core::iter::repeat_n(b'l', 200));
        for len in [1, 2, 7, 8, 9, 63, 64, 65, 129, strings.len() - 200, strings.len()] {
            for version in ["5.10", "6.12"] {
                let mut own = strings[..len].to_vec();
                own[len - 1] = 0;
                let target = Target::parse(version).unwrap();
                let table = Table::new(&own, &target);
                let names = Names::new(&[], &own, &table, &target);
                for off in 0..u32::try_from(len).unwrap() {
                    for has_dots in [false, true] {
                        let letters = names.is_odd_word(off, has_dots);
                        assert_eq!(names.is_word(off, has_dots), letters, "{off} of {len}");
                    }
                }
            }
        }
    }
}
