//! What the zstd crate leaves open: a bound on what it holds back, and promises that are kept.
//!
//! *In:* compressed bytes in memory, from a frame's start. *Out:* its content. *Never:* more of it held back than
//! allowed. A frame may refer back to as many bytes as its window has, up to 128 MiB, and none of them comes
//! out before there are more: whoever counts what comes out counts too late.
//!
//! Reference: RFC 8878.

use std::io::{self, Read};

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::{Cap, Input};

/// A decoder of one frame.
pub(super) struct Zstd<'a> {
    frame: FrameDecoder,
    rest: Input<'a>,
    cap: Cap,
    /// Bytes that were decoded at least.
    made: u64,
    given: u64,
}

/// Bytes decoded at a time; no block has more.
const STEP: usize = 128 << 10;

impl<'a> Zstd<'a> {
    pub(super) fn open(mut input: Input<'a>, cap: Cap) -> io::Result<Self> {
        let mut frame = FrameDecoder::new();
        frame.init(&mut input).map_err(error)?;
        Ok(Self { frame, rest: input, cap, made: 0, given: 0 })
    }

    /// What is still to be read after this frame.
    pub(super) fn finish(self) -> io::Result<Input<'a>> {
        let broken = |why| Err(io::Error::new(io::ErrorKind::InvalidData, why));
        let promised = self.frame.get_checksum_from_data();
        if promised.is_some() && promised != self.frame.get_calculated_checksum() {
            return broken("checksum differs");
        }
        // Zero where the frame says nothing of it.
        let size = self.frame.content_size();
        if size != 0 && size != self.given {
            return broken("its content is longer or shorter than it says");
        }
        Ok(self.rest)
    }
}

impl Read for Zstd<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.frame.can_collect() == 0 && !self.frame.is_finished() {
            if self.cap.bytes < self.made.saturating_sub(self.given) {
                return Err(self.cap.passed());
            }
            let step = BlockDecodingStrategy::UptoBytes(STEP);
            if !self.frame.decode_blocks(&mut self.rest, step).map_err(error)? {
                self.made += STEP as u64;
            }
        }
        let n = self.frame.read(buffer)?;
        self.given += n as u64;
        Ok(n)
    }
}

/// The decoder reports the end of its input in its own words; what counts is that it was the end.
fn error(error: FrameDecoderError) -> io::Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>()
            && io.kind() == io::ErrorKind::UnexpectedEof
        {
            return io::ErrorKind::UnexpectedEof.into();
        }
        cause = inner.source();
    }
    io::Error::new(io::ErrorKind::InvalidData, error.to_string())
}
