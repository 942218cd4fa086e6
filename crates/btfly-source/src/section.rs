//! What the header of a BTF section tells before anything is parsed: how long the section is, and
//! whether it is split.
//!
//! *In:* bytes that may be BTF. *Out:* facts of the header, or `None` if it makes no sense. *Never:* a
//! promise that the section is sound; `Btf::parse` makes that one.
//!
//! Reference: `include/uapi/linux/btf.h`: `struct btf_header`, Linux v6.12.

use std::ops::Range;

use crate::peek;

/// The words of a plausible header, as offsets from the start of the section.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Outline {
    /// The type section.
    pub(crate) types: Range<u64>,
    /// The string section.
    pub(crate) strings: Range<u64>,
    /// One past the last byte that the header speaks of.
    pub(crate) end: u64,
}

/// Bytes of the shortest header.
pub(crate) const HEADER: usize = 24;

impl Outline {
    /// The outline that a header promises, whether or not the bytes are there.
    pub(crate) fn of(header: &[u8]) -> Option<Self> {
        let word = match header {
            [0x9f, 0xeb, 1, ..] => peek::u32_le,
            [0xeb, 0x9f, 1, ..] => peek::u32_be,
            _ => return None,
        };
        let word = |at| word(header, at).map(|word| word as u64);
        let hdr_len = word(4)?;
        let part = |at| Some((word(at)?, word(at + 4)?));
        let to_range = |(off, len): (u64, u64)| hdr_len + off..hdr_len + off + len;
        let types = to_range(part(8)?);
        let strings = to_range(part(16)?);
        let layout = match 32 <= hdr_len {
            true => part(24).map(to_range),
            false => None,
        };
        let end = types.end.max(strings.end).max(layout.map_or(0, |layout| layout.end));
        (HEADER as u64 <= hdr_len).then_some(Self { types, strings, end })
    }

    fn strings_of<'a>(&self, section: &'a [u8]) -> Option<&'a [u8]> {
        let start = usize::try_from(self.strings.start).ok()?;
        section.get(start..usize::try_from(self.strings.end).ok()?)
    }
}

/// Whether the section continues another one.
///
/// The strings of a whole BTF begin with the empty string; those of a split one continue its base's,
/// which has the empty string already, so they begin with a letter or are not there at all.
pub(crate) fn is_split(section: &[u8]) -> bool {
    Outline::of(section)
        .and_then(|outline| outline.strings_of(section).map(|strings| strings.first() != Some(&0)))
        .unwrap_or(false)
}

/// The sections of whole BTF inside `image`, longest first, as ranges. Only headers that nothing
/// contradicts: both sections inside the image, strings that begin and end with a zero byte.
pub(crate) fn find_whole(image: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = [b"\x9f\xeb\x01\x00", b"\xeb\x9f\x01\x00"]
        .iter()
        .flat_map(|magic| memchr::memmem::find_iter(image, magic))
        .filter_map(|at| {
            let section = image.get(at..)?;
            let outline = Outline::of(section)?;
            let strings = outline.strings_of(section)?;
            let is_whole = strings.first() == Some(&0) && strings.last() == Some(&0);
            let has_types = outline.types.start < outline.types.end;
            let in_order = outline.types.end <= outline.strings.start;
            let end = at.checked_add(usize::try_from(outline.end).ok()?)?;
            (is_whole && has_types && in_order && end <= image.len()).then_some(at..end)
        })
        .collect();
    found.sort_by_key(|range| (std::cmp::Reverse(range.len()), range.start));
    found
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A section of `types` and `strings` with a 24-byte header.
    pub(crate) fn section(types: &[u8], strings: &[u8], big: bool) -> Vec<u8> {
        let word = |n: usize| match big {
            true => (n as u32).to_be_bytes(),
            false => (n as u32).to_le_bytes(),
        };
        let mut out = if big { vec![0xeb, 0x9f, 1, 0] } else { vec![0x9f, 0xeb, 1, 0] };
        for n in [24, 0, types.len(), types.len(), strings.len()] {
            out.extend(word(n));
        }
        out.extend(types);
        out.extend(strings);
        out
    }

    /// `int` of four bytes, under the name at `name_off`.
    pub(crate) fn int(name_off: u32, big: bool) -> Vec<u8> {
        [name_off, 1 << 24, 4, 32 | 1 << 24]
            .iter()
            .flat_map(|n| if big { n.to_be_bytes() } else { n.to_le_bytes() })
            .collect()
    }

    #[test]
    fn strings_that_begin_with_a_letter_continue_another_btf() {
        for big in [false, true] {
            assert!(!is_split(&section(&int(1, big), b"\0int\0", big)));
            assert!(is_split(&section(&int(5, big), b"foo\0", big)));
            assert!(
                is_split(&section(&[], &[], big)),
                "a module without a type or name of its own"
            );
        }
        assert!(!is_split(b"\x9f\xeb\x01"), "no header");
    }

    #[test]
    fn the_whole_btf_of_an_image_is_found_at_any_place() {
        for big in [false, true] {
            let small = section(&int(1, big), b"\0int\0", big);
            let large = section(&[int(1, big), int(1, big)].concat(), b"\0int\0", big);
            let image =
                [b"\x9f\xeb\x01\x00 no header", small.as_slice(), b"x", &large, b"end"].concat();
            let found: Vec<_> = find_whole(&image).into_iter().map(|r| image[r].to_vec()).collect();
            assert_eq!(found, [large.clone(), small.clone()]);
            for len in 0..small.len() {
                assert!(find_whole(&small[..len]).is_empty(), "cut at {len}");
            }
        }
    }

    #[test]
    fn lengths_near_the_end_of_numbers_are_no_section() {
        let mut lying = section(&int(1, false), b"\0int\0", false);
        for at in [4, 8, 12, 16, 20] {
            let kept: [u8; 4] = lying[at..at + 4].try_into().unwrap();
            lying[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
            assert!(find_whole(&lying).is_empty(), "word at {at}");
            lying[at..at + 4].copy_from_slice(&kept);
        }
    }
}
