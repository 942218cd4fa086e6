//! Names as kernels want them.
//!
//! *In:* a string offset. *Out:* whether it is a name of one of the two sorts. Kernels test bytes by Latin-1, so a name may
//! be none for readers that want UTF-8. Kernel reference: `kernel/bpf/btf.c: btf_name_valid_identifier,
//! btf_name_valid_section`, `lib/ctype.c`, Linux v6.1 and v7.2.

use super::head::MAX_NAME_OFFSET;
use super::rule::Rule;
use super::target::Target;
use crate::feature::Feature;

/// The strings of a BTF behind those of its base.
#[derive(Clone, Copy)]
pub(super) struct Names<'b> {
    base: &'b [u8],
    own: &'b [u8],
    /// Bytes of the longest name: `KSYM_NAME_LEN`.
    longest: usize,
    has_dots: bool,
    has_section_names: bool,
}

impl<'b> Names<'b> {
    pub(super) fn new(base: &'b [u8], own: &'b [u8], target: &Target) -> Self {
        Self {
            base,
            own,
            longest: if target.is(6, 1) { 512 } else { 128 },
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

    /// Whether a string of the base starts at `off`, which is before its end.
    pub(super) fn is_start_in_base(&self, off: u32) -> bool {
        let at = off as usize;
        self.base.len() <= at || at == 0 || self.base.get(at - 1) == Some(&0)
    }

    /// Whether `off` has the name of a type, member or function.
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

    fn is_word(&self, off: u32, has_dots: bool) -> bool {
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
