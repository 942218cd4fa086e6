//! Integers at given places of a byte string, absent where it ends.
//!
//! *Never:* panics; the end of the input is `None`.

/// The `N` bytes at `at`.
pub(crate) fn array<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..)?.first_chunk::<N>().copied()
}

/// Little-endian, 16 bits.
pub(crate) fn u16_le(data: &[u8], at: usize) -> Option<u16> {
    array(data, at).map(u16::from_le_bytes)
}

/// Little-endian, 32 bits, as a length or an offset.
pub(crate) fn u32_le(data: &[u8], at: usize) -> Option<usize> {
    array(data, at).map(u32::from_le_bytes).map(to_usize)
}

/// Big-endian, 32 bits, as a length or an offset.
pub(crate) fn u32_be(data: &[u8], at: usize) -> Option<usize> {
    array(data, at).map(u32::from_be_bytes).map(to_usize)
}

fn to_usize(word: u32) -> usize {
    // A machine on which this does not fit has no room for such an input either.
    usize::try_from(word).unwrap_or(usize::MAX)
}

/// Whether `data` has `expected` at `at`.
pub(crate) fn is_at(data: &[u8], at: usize, expected: &[u8]) -> bool {
    data.get(at..).is_some_and(|rest| rest.starts_with(expected))
}

/// The text in a fixed-size field that is padded with zero bytes or blanks.
pub(crate) fn text(field: &[u8]) -> Option<&str> {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    std::str::from_utf8(field.get(..end)?).ok().map(str::trim_end)
}
