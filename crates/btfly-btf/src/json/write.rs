//! JSON itself: objects, arrays, escapes, and both layouts.
//!
//! *In:* keys and values. *Out:* bytes, appended. *Never:* what they mean. Keys are literals of this crate
//! and need no escape.

use alloc::vec::Vec;

use super::print::Options;
use crate::digits::{push_hex, push_i64, push_u64};

/// The name of a value, as the first of its object and as a later one.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) first: &'static [u8],
    pub(super) other: &'static [u8],
}

macro_rules! key {
    ($name:literal) => {
        crate::json::write::Key {
            first: concat!("\"", $name, "\":").as_bytes(),
            other: concat!(",\"", $name, "\":").as_bytes(),
        }
    };
}
pub(super) use key;

/// Where values go, and how deep inside they are.
pub(super) struct Json<'o> {
    out: &'o mut Vec<u8>,
    options: Options,
    depth: usize,
    /// Whether something stands before the next value of the same object or array.
    follows: bool,
}

impl<'o> Json<'o> {
    pub(super) const fn new(out: &'o mut Vec<u8>, options: Options) -> Self {
        Self { out, options, depth: 0, follows: false }
    }

    /// Inside an array at `depth` that already has elements, if `follows`.
    pub(super) const fn inside(
        out: &'o mut Vec<u8>,
        options: Options,
        depth: usize,
        follows: bool,
    ) -> Self {
        Self { out, options, depth, follows }
    }

    /// Whether only what bpftool says is to be said, as bpftool says it.
    pub(super) const fn is_compat(&self) -> bool {
        self.options.compat
    }

    /// Starts an element of an array, or the whole.
    #[inline(always)]
    pub(super) fn open(&mut self, bracket: u8) {
        self.separate();
        self.open_value(bracket);
    }

    /// Starts the value of a key.
    #[inline(always)]
    pub(super) fn open_value(&mut self, bracket: u8) {
        self.out.push(bracket);
        self.depth += 1;
        self.follows = false;
    }

    #[inline(always)]
    pub(super) fn close(&mut self, bracket: u8) {
        self.depth = self.depth.saturating_sub(1);
        if self.follows {
            self.new_line();
        }
        self.out.push(bracket);
        self.follows = true;
    }

    /// A key, with the comma and the quotes that [`key!`] puts around it: one copy in place of five.
    #[inline(always)]
    pub(super) fn key(&mut self, Key { first, other }: Key) {
        if self.options.pretty {
            return self.pretty_key(first);
        }
        self.out.extend_from_slice(if self.follows { other } else { first });
        self.follows = true;
    }

    #[cold]
    fn pretty_key(&mut self, key: &[u8]) {
        self.separate();
        self.new_line();
        self.out.extend_from_slice(key);
        self.out.push(b' ');
    }

    #[inline(always)]
    pub(super) fn number(&mut self, key: Key, number: u32) {
        self.key(key);
        push_u64(self.out, u64::from(number));
    }

    pub(super) fn unsigned(&mut self, key: Key, number: u64) {
        self.key(key);
        push_u64(self.out, number);
    }

    pub(super) fn signed(&mut self, key: Key, number: i64) {
        self.key(key);
        push_i64(self.out, number);
    }

    pub(super) fn yes(&mut self, key: Key) {
        self.key(key);
        self.out.extend_from_slice(b"true");
    }

    /// A text of this crate's own.
    #[inline(always)]
    pub(super) fn word(&mut self, key: Key, word: &str) {
        self.key(key);
        self.out.push(b'"');
        self.out.extend_from_slice(word.as_bytes());
        self.out.push(b'"');
    }

    /// A text that may hold anything but is UTF-8.
    #[inline(always)]
    pub(super) fn text(&mut self, key: Key, text: &[u8]) {
        self.key(key);
        self.out.push(b'"');
        if needs_escape(text) {
            self.escaped(text);
        } else {
            self.out.extend_from_slice(text);
        }
        self.out.push(b'"');
    }

    pub(super) fn hex(&mut self, key: Key, bytes: &[u8]) {
        self.key(key);
        self.out.push(b'"');
        for byte in bytes {
            push_hex(self.out, u32::from(*byte), 2);
        }
        self.out.push(b'"');
    }

    #[cold]
    fn escaped(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'"' => self.out.extend_from_slice(br#"\""#),
                b'\\' => self.out.extend_from_slice(br"\\"),
                b'\n' => self.out.extend_from_slice(br"\n"),
                b'\r' => self.out.extend_from_slice(br"\r"),
                b'\t' => self.out.extend_from_slice(br"\t"),
                0x08 => self.out.extend_from_slice(br"\b"),
                0x0c => self.out.extend_from_slice(br"\f"),
                0..0x20 if !self.options.compat => {
                    self.out.extend_from_slice(br"\u");
                    push_hex(self.out, u32::from(*byte), 4);
                }
                _ => self.out.push(*byte),
            }
        }
    }

    #[inline(always)]
    fn separate(&mut self) {
        if self.follows {
            self.out.push(b',');
        }
        self.follows = true;
    }

    #[inline(always)]
    fn new_line(&mut self) {
        if self.options.pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 4 * self.depth, b' ');
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
