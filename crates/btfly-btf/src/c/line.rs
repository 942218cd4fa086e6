//! One line of a header, put together in an array before it is appended: most lines are a member's.
//!
//! *In:* a spelling and a name. *Out:* `\n\tstruct x *next;`. *Never:* a name that C does not take, or a long one:
//! those go the long way, which writes the same.
//!
//! Texts have some ten bytes. Copied as whole words with what is behind them, which is overwritten next, they
//! take a few instructions each; a call to copy as many as there are takes ten times as many.

use super::odd::Prefix;
use super::spell::{LEAD, Spelling};

/// Bytes of a chunk of a name.
const CHUNK: usize = 16;
/// So many chunks are copied; a name that goes on is long.
const CHUNKS: usize = 4;
/// Bytes of the longest text round a name.
pub(super) const ROUND: usize = 32;
/// The longest line, and what may be copied behind it.
const LEN: usize = ROUND + CHUNK * CHUNKS + ROUND + 1;

/// A line of text; what is behind its end means nothing.
#[derive(Clone, Debug)]
pub(super) struct Line {
    bytes: [u8; LEN],
    end: usize,
}

impl Line {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; LEN], end: 0 }
    }

    /// What was put together, without the lead if another stands before it.
    #[inline]
    pub(super) fn text(&self, with_lead: bool) -> &[u8] {
        let start = if with_lead { 0 } else { LEAD.len() };
        self.bytes.get(start..self.end).unwrap_or(&[])
    }

    /// Puts a declaration together, of the name at the start of `tail`. Tells how the name starts, or `None` if
    /// it, or what is round it, is too long.
    #[inline]
    pub(super) fn declare(&mut self, spelling: &Spelling, tail: &[u8]) -> Option<Prefix> {
        let (round, before, behind) = spelling.round()?;
        self.put(0, round)?;
        let mut at = before;
        let mut first = None;
        for chunk in tail.as_chunks::<CHUNK>().0.iter().take(CHUNKS) {
            self.put(at, chunk)?;
            let len = name_end(chunk);
            first = first.or_else(|| Some(Prefix::new(chunk.first_chunk()?, len)));
            at += len;
            if len < CHUNK {
                for byte in round.get(before..before + behind)? {
                    *self.bytes.get_mut(at)? = *byte;
                    at += 1;
                }
                *self.bytes.get_mut(at)? = b';';
                self.end = at + 1;
                return first;
            }
        }
        None
    }

    /// Copies a text of fixed length, of which fewer bytes may count.
    #[inline(always)]
    fn put<const N: usize>(&mut self, at: usize, text: &[u8; N]) -> Option<()> {
        *self.bytes.get_mut(at..)?.first_chunk_mut()? = *text;
        Some(())
    }
}

/// Where the first zero is, or the end.
#[inline(always)]
const fn name_end(chunk: &[u8; CHUNK]) -> usize {
    const ONES: u128 = u128::from_ne_bytes([0x01; CHUNK]);
    const HIGHS: u128 = u128::from_ne_bytes([0x80; CHUNK]);
    let word = u128::from_le_bytes(*chunk);
    // Bits above the first zero may be too many: borrows reach only upwards.
    let zeros = word.wrapping_sub(ONES) & !word & HIGHS;
    zeros.trailing_zeros() as usize / 8
}
