//! Names inside JSON strings.
//!
//! *In:* a name. *Out:* what stands between the quotes, appended. *Never:* a look at bytes one by one unless
//! one of them needs it.

use alloc::vec::Vec;

use crate::digits::push_hex;

/// Appends `text`, which is UTF-8; with `compat`, control characters that bpftool leaves as they are stay so.
#[inline]
pub(super) fn push(out: &mut Vec<u8>, text: &[u8], compat: bool) {
    if needs_escape(text) {
        push_each(out, text, compat);
    } else {
        out.extend_from_slice(text);
    }
}

#[cold]
fn push_each(out: &mut Vec<u8>, text: &[u8], compat: bool) {
    for byte in text {
        match byte {
            b'"' => out.extend_from_slice(br#"\""#),
            b'\\' => out.extend_from_slice(br"\\"),
            b'\n' => out.extend_from_slice(br"\n"),
            b'\r' => out.extend_from_slice(br"\r"),
            b'\t' => out.extend_from_slice(br"\t"),
            0x08 => out.extend_from_slice(br"\b"),
            0x0c => out.extend_from_slice(br"\f"),
            0..0x20 if !compat => {
                out.extend_from_slice(br"\u");
                push_hex(out, u32::from(*byte), 4);
            }
            _ => out.push(*byte),
        }
    }
}

/// Whether a byte of `text` cannot stand in a JSON string as it is: eight are looked at in one go.
#[inline]
fn needs_escape(text: &[u8]) -> bool {
    let mut chunks = text.chunks_exact(8);
    let mut found = 0;
    for chunk in &mut chunks {
        found |= chunk.first_chunk::<8>().map_or(0, |chunk| special(*chunk));
    }
    let mut last = [b' '; 8];
    for (to, from) in last.iter_mut().zip(chunks.remainder()) {
        *to = *from;
    }
    found | special(last) != 0
}

/// Not zero if one of the bytes is a control character, a quote or a backslash.
#[inline]
const fn special(bytes: [u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const TOPS: u64 = 0x8080_8080_8080_8080;
    // For bytes below 0x80 the top bit of the difference says "less"; what a borrow adds beside it can
    // only follow a byte that counts itself. Bytes from 0x80 on are masked out by `!word`.
    const fn below(word: u64, limit: u8) -> u64 {
        word.wrapping_sub(ONES * limit as u64) & !word & TOPS
    }
    let word = u64::from_le_bytes(bytes);
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    below(word, b' ') | below(quote, 1) | below(backslash, 1)
}

#[cfg(test)]
mod tests {
    use super::needs_escape;

    #[test]
    fn each_byte_at_each_place_is_escaped_or_not() {
        for byte in 0..=255 {
            let expected = byte < 0x20 || byte == b'"' || byte == b'\\';
            for len in 1..=20 {
                for at in 0..len {
                    for around in [b'a', b'!', b'#', b'[', b']', 0x7f, 0x80, 0xff] {
                        let mut text = [around; 20];
                        text[at] = byte;
                        assert_eq!(
                            needs_escape(&text[..len]),
                            expected,
                            "{byte:#x} at {at} of {len}"
                        );
                    }
                }
            }
        }
    }
}
