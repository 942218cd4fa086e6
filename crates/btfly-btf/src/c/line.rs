//! One line of a header, put together in an array before it is appended: most lines are a member's.
//!
//! *In:* short texts and names. *Out:* `\n\tstruct x *next;`. *Never:* a long name: that goes the long way, which
//! writes the same.
//!
//! Texts have some ten bytes. Copied as whole words with what is behind them, which is overwritten next, they
//! take a few instructions each; a call to copy as many as there are takes ten times as many.

use alloc::vec::Vec;

use super::odd::Prefix;

/// Bytes that are copied at once.
const CHUNK: usize = 16;
/// So many chunks of a name are copied; one that goes on is long.
const CHUNKS: usize = 4;
/// Bytes of a line: two names, and a few texts round them.
const LEN: usize = CHUNK * (CHUNKS * 2 + 8);

/// Bytes that nearly all lines have, or fewer: they are appended as a whole.
const USUAL: usize = 48;

/// A line of text; what is behind its end means nothing.
#[derive(Clone, Debug)]
pub(super) struct Line {
    bytes: [u8; LEN],
    end: usize,
}

/// A text that is copied as a whole.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    bytes: [u8; CHUNK],
    len: usize,
}

impl Word {
    /// Of at most sixteen bytes.
    pub(super) const fn new(text: &str) -> Self {
        let mut bytes = [0; CHUNK];
        let mut rest = text.as_bytes();
        let mut place: &mut [u8] = &mut bytes;
        while let ([first, tail @ ..], [to, others @ ..]) = (rest, place) {
            *to = *first;
            (rest, place) = (tail, others);
        }
        Self { bytes, len: text.len() }
    }
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; LEN], end: 0 }
    }

    /// Starts anew.
    pub(super) const fn clear(&mut self) {
        self.end = 0;
    }

    /// Appends what was put together.
    #[inline(always)]
    pub(super) fn append_to(&self, out: &mut Vec<u8>) {
        let start = out.len();
        match self.bytes.first_chunk::<USUAL>() {
            Some(bytes) if self.end <= USUAL => {
                out.extend_from_slice(bytes);
                out.truncate(start + self.end);
            }
            _ => out.extend_from_slice(self.bytes.get(..self.end).unwrap_or(&[])),
        }
    }

    /// Adds a text. There is room for all that is not said to fail.
    #[inline(always)]
    pub(super) fn word(&mut self, word: &Word) {
        self.chunk(&word.bytes, word.len);
    }

    /// Adds the first bytes of a text.
    #[inline(always)]
    pub(super) fn chunk(&mut self, bytes: &[u8; CHUNK], len: usize) {
        if let Some(place) = self.bytes.get_mut(self.end..).and_then(<[u8]>::first_chunk_mut) {
            *place = *bytes;
            self.end += len;
        }
    }

    #[inline(always)]
    pub(super) fn byte(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.end) {
            *place = byte;
            self.end += 1;
        }
    }

    /// A number in decimal.
    #[inline]
    pub(super) fn number(&mut self, value: u64) {
        if value < 10 {
            // Less than ten: the conversion loses nothing.
            return self.byte(b'0' + value.to_le_bytes()[0]);
        }
        let mut digits = [0; 20];
        let mut rest = value;
        let mut len = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + (rest % 10).to_le_bytes()[0];
            rest /= 10;
            len += 1;
            if rest == 0 {
                break;
            }
        }
        for digit in digits.get(digits.len() - len..).unwrap_or(&[]) {
            self.byte(*digit);
        }
    }

    /// Adds the name at the start of `tail`. Tells how it starts, or `None` if it is too long.
    #[inline(always)]
    pub(super) fn name(&mut self, tail: &[u8]) -> Option<Prefix> {
        let mut first = None;
        for chunk in tail.as_chunks::<CHUNK>().0.iter().take(CHUNKS) {
            let len = name_end(chunk);
            self.chunk(chunk, len);
            first = first.or_else(|| Some(Prefix::new(chunk.first_chunk()?, len)));
            if len < CHUNK {
                return first;
            }
        }
        None
    }
}

/// Where the first zero is, or the end.
#[inline(always)]
pub(super) const fn name_end(chunk: &[u8; CHUNK]) -> usize {
    const ONES: u128 = u128::from_ne_bytes([0x01; CHUNK]);
    const HIGHS: u128 = u128::from_ne_bytes([0x80; CHUNK]);
    let word = u128::from_le_bytes(*chunk);
    // Bits above the first zero may be too many: borrows reach only upwards.
    let zeros = word.wrapping_sub(ONES) & !word & HIGHS;
    zeros.trailing_zeros() as usize / 8
}
