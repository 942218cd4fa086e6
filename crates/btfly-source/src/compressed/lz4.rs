//! What the lz4 crate leaves open: where a frame ends, and the frame format of old.
//!
//! *In:* compressed bytes in memory. *Out:* content of legacy frames; the length of modern ones. *Never:*
//! a block larger than the format has.
//!
//! References: "LZ4 Frame Format Description" 1.6; `lib/decompress_unlz4.c: unlz4`, Linux v6.12, for what
//! ends a legacy frame in a kernel image, which differs from what ends it in a file.

use std::io::{self, BufRead, Read};

use super::{Compression, Input};
use crate::peek;

/// How long the lz4 frame is that `input` begins: its blocks give their lengths. `None` if `input` ends
/// before its end mark.
pub(super) fn frame_len(input: &[u8]) -> Option<usize> {
    const MAGIC_AND_DESCRIPTOR: usize = 4 + 2 + 1;
    let flags = *input.get(4)?;
    let optional = |bit: u8, len: usize| if flags & bit != 0 { len } else { 0 };
    let (content_size, dictionary) = (optional(1 << 3, 8), optional(1 << 0, 4));
    let mut at = MAGIC_AND_DESCRIPTOR + content_size + dictionary;
    loop {
        // The top bit tells a block that is stored as it is.
        let len = peek::u32_le(input, at)? & 0x7fff_ffff;
        at += 4;
        if len == 0 {
            let end = at + optional(1 << 2, 4);
            return (end <= input.len()).then_some(end);
        }
        at = at.checked_add(len + optional(1 << 4, 4))?;
    }
}

/// The legacy lz4 frame: a magic, then blocks of a length word and that many bytes, each of which
/// becomes at most 8 MiB. Only the last may become less, and nothing marks the end.
pub(super) struct Lz4Legacy<'a> {
    pub(super) rest: Input<'a>,
    block: Vec<u8>,
    taken: usize,
    is_last: bool,
}

impl<'a> Lz4Legacy<'a> {
    /// What a full block becomes.
    pub(super) const BLOCK: usize = 8 << 20;

    pub(super) fn open(input: Input<'a>) -> io::Result<Self> {
        if input.rest.len() < 4 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut rest = input;
        rest.consume(4);
        Ok(Self { rest, block: Vec::new(), taken: 0, is_last: false })
    }

    fn next_block(&mut self) -> io::Result<()> {
        self.taken = 0;
        self.block.clear();
        // The word after the last block is the next frame's magic, or the length of the whole content
        // (a kernel's build appends it), with no room for a block behind it.
        let rest = self.rest.rest;
        let is_end = rest.is_empty() || rest.len() == 4;
        if is_end || self.is_last || Compression::of(rest) == Some(Compression::Lz4Legacy) {
            self.is_last = true;
            if rest.len() == 4 {
                self.rest.consume(4);
            }
            return Ok(());
        }
        let len = peek::u32_le(rest, 0).ok_or(io::ErrorKind::UnexpectedEof)?;
        let data = rest.get(4..).and_then(|rest| rest.get(..len));
        let data = data.ok_or(io::ErrorKind::UnexpectedEof)?;
        self.block.resize(Self::BLOCK, 0);
        let n = lz4_flex::block::decompress_into(data, &mut self.block)
            .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.to_string()))?;
        self.block.truncate(n);
        self.is_last = n < Self::BLOCK;
        self.rest.consume(4 + data.len());
        Ok(())
    }
}

impl Read for Lz4Legacy<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.block.len() {
            self.next_block()?;
        }
        let ready = self.block.get(self.taken..).unwrap_or_default();
        let n = ready.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..n), ready.get(..n)) {
            to.copy_from_slice(from);
        }
        self.taken += n;
        Ok(n)
    }
}
