//! gzip, xz, lzma, zstd, bzip2 and lz4 streams, with limits on what may come out of them.
//!
//! *In:* compressed bytes in memory (usually a map). *Out:* a reader, or all of the content. *Never:* an
//! allocation from a length that a header promises; C code. Concatenated streams are one content, as
//! their own tools have it; a kernel image embeds one stream and goes on with other things, so there
//! only the [first](Streams::First) counts.
//!
//! The crates were chosen by measurement (40 MB of x86 code, MB/s of output on one core): `lzma-rust2`
//! 62 (`xz4rust` 45, liblzma 66), `ruzstd` 133, `flate2` with `zlib-rs` 294, `bzip2` 29.

mod lz4;
mod zstd;

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use flate2::bufread::{GzDecoder, ZlibDecoder};
use lz4_flex::frame::FrameDecoder as Lz4Decoder;
use lzma_rust2::{LzmaReader, XzReader};

use self::lz4::Lz4Legacy;
use self::zstd::Zstd;
use crate::Limits;
use crate::error::{Error, ErrorKind};
use crate::peek;

/// A stream compression, told by its first bytes.
///
/// ```
/// use btfly_source::Compression;
///
/// assert_eq!(Compression::of(b"\xfd7zXZ\0\0\0\0\0\0\0\0"), Some(Compression::Xz));
/// assert_eq!(Compression::of(b"plain text"), None);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// The .xz format.
    Xz,
    /// The older .lzma format, without a magic number of its own.
    Lzma,
    /// RFC 1950, in ELF sections; nothing tells it by its first bytes.
    Zlib,
    /// RFC 8878.
    Zstd,
    /// The .bz2 format.
    Bzip2,
    /// The lz4 frame format.
    Lz4,
    /// The lz4 format of old, which kernels still use for their own image.
    Lz4Legacy,
}

impl Compression {
    /// The compression that `start` begins, from at least the first 13 bytes.
    #[must_use]
    pub fn of(start: &[u8]) -> Option<Self> {
        Some(match start {
            [0x1f, 0x8b, 0x08, ..] => Self::Gzip,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Self::Bzip2,
            [0x04, 0x22, 0x4d, 0x18, ..] => Self::Lz4,
            [0x02, 0x21, 0x4c, 0x18, ..] => Self::Lz4Legacy,
            _ if is_lzma(start) => Self::Lzma,
            _ => return None,
        })
    }

    /// What it is called in messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip stream",
            Self::Zlib => "zlib stream",
            Self::Xz => "xz stream",
            Self::Lzma => "lzma stream",
            Self::Zstd => "zstd stream",
            Self::Bzip2 => "bzip2 stream",
            Self::Lz4 => "lz4 stream",
            Self::Lz4Legacy => "lz4 legacy stream",
        }
    }
}

/// The usual parameters (lc 3, lp 0, pb 2), a dictionary of a power of two from 4 KiB on, and a size
/// that is either unknown or below 1 TiB: the tests that `file` and the kernel's own scripts make.
fn is_lzma(start: &[u8]) -> bool {
    let Some([0x5d, dict @ .., _, _, _, _, _, _, _, _]) = start.first_chunk::<13>() else {
        return false;
    };
    let size: [u8; 8] = peek::array(start, 5).unwrap_or_default();
    let (dict, size) = (u32::from_le_bytes(*dict), u64::from_le_bytes(size));
    dict.is_power_of_two() && 4096 <= dict && (size == u64::MAX || size < 1 << 40)
}

/// How much of the input is content.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Streams {
    /// All of it: streams may follow one another, and nothing else may.
    All,
    /// One stream; what follows belongs to someone else.
    First,
}

/// All of the content.
pub(crate) fn decompress(
    compression: Compression,
    input: &[u8],
    streams: Streams,
    limits: &Limits,
) -> Result<Vec<u8>, Error> {
    let mut content = Vec::new();
    match reader(compression, input, streams, limits).read_to_end(&mut content) {
        Ok(_) => Ok(content),
        Err(error) => Err(fault(error, compression.name())),
    }
}

/// A reader of the content that fails where `limits` are passed. Its errors go through [`fault`].
pub(crate) fn reader<'a>(
    compression: Compression,
    input: &'a [u8],
    streams: Streams,
    limits: &Limits,
) -> impl Read + use<'a> {
    limited(compression, Input { rest: input, seen: None }, streams, limits, limits.decompressed)
}

/// A reader of an archive, with a count of the bytes of `input` that were taken. The archive may be longer than a file
/// may: it holds a thousand of them, of which few are in memory at a time.
pub(crate) fn archive<'a>(
    compression: Compression,
    input: &'a [u8],
    limits: &Limits,
    seen: &'a Cell<usize>,
) -> impl Read + use<'a> {
    let total = limits.decompressed.saturating_mul(FILES);
    limited(compression, Input::counted(input, seen), Streams::All, limits, total)
}

/// Files of the largest size that an archive may have.
const FILES: u64 = 16;

fn limited<'a>(
    compression: Compression,
    input: Input<'a>,
    streams: Streams,
    limits: &Limits,
    total: u64,
) -> Limited<Concat<'a>> {
    let len = input.rest.len() as u64;
    let by_ratio = len.saturating_mul(u64::from(limits.ratio)).saturating_add(RATIO_FREE);
    let error = match by_ratio < total {
        true => ErrorKind::OverRatio { what: compression.name(), limit: limits.ratio },
        false => ErrorKind::OverLimit { what: compression.name(), limit: total },
    };
    let whole = Cap { bytes: by_ratio.min(total), error };
    // What a decoder holds back is in memory whatever becomes of it.
    let held = Cap { bytes: whole.bytes.min(limits.decompressed), error: whole.error.clone() };
    Limited { inner: Concat { compression, streams, rest: input, open: None, held }, cap: whole }
}

/// How many bytes there may be, and what to say if there are more.
#[derive(Clone)]
struct Cap {
    bytes: u64,
    error: ErrorKind,
}

impl Cap {
    fn passed(&self) -> io::Error {
        io::Error::other(Error::new(self.error.clone()))
    }
}

/// Bytes that may come out before the ratio counts: a small file of zeros is no bomb.
const RATIO_FREE: u64 = 64 << 20;

/// The error behind one that came through `io::Read`.
pub(crate) fn fault(error: io::Error, what: &'static str) -> Error {
    if let Some(ours) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        return ours.clone();
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Error::truncated("the end of a compressed stream"),
        _ => Error::corrupt(what, error),
    }
}

/// Input in memory, with a count of what was taken of it for whoever shows progress.
#[derive(Clone)]
pub(crate) struct Input<'a> {
    rest: &'a [u8],
    seen: Option<&'a Cell<usize>>,
}

impl<'a> Input<'a> {
    pub(crate) fn counted(rest: &'a [u8], seen: &'a Cell<usize>) -> Self {
        Self { rest, seen: Some(seen) }
    }

    fn at(&self, start: usize) -> Self {
        Self { rest: self.rest.get(start..).unwrap_or_default(), seen: self.seen }
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.rest.read(buffer)?;
        if let Some(seen) = self.seen {
            seen.set(seen.get() + n);
        }
        Ok(n)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Ok(self.rest)
    }

    fn consume(&mut self, n: usize) {
        self.rest.consume(n);
        if let Some(seen) = self.seen {
            seen.set(seen.get() + n);
        }
    }
}

struct Limited<R> {
    inner: R,
    /// What is left.
    cap: Cap,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.cap.bytes = self.cap.bytes.checked_sub(n as u64).ok_or_else(|| self.cap.passed())?;
        Ok(n)
    }
}

/// One stream after another.
struct Concat<'a> {
    compression: Compression,
    streams: Streams,
    rest: Input<'a>,
    open: Option<Decoder<'a>>,
    /// What a decoder may hold back.
    held: Cap,
}

impl Read for Concat<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.open {
                let n = decoder.read(buffer)?;
                if n != 0 || buffer.is_empty() {
                    return Ok(n);
                }
                if let Some(decoder) = self.open.take() {
                    self.rest = decoder.finish(self.compression, self.streams)?;
                }
            }
            if self.rest.rest.is_empty() {
                return Ok(0);
            }
            self.open = Some(Decoder::open(self.compression, self.rest.clone(), &self.held)?);
        }
    }
}

/// A decoder of one stream. All are boxed: they hold tables of many kilobytes.
enum Decoder<'a> {
    Gzip(Box<GzDecoder<Input<'a>>>),
    Zlib(Box<ZlibDecoder<Input<'a>>>),
    Xz(Box<XzReader<Input<'a>>>),
    /// Reads ahead, so it comes with what it began with.
    Lzma(Box<LzmaReader<Input<'a>>>, &'a [u8]),
    Zstd(Box<Zstd<'a>>),
    Bzip2(Box<bzip2::bufread::BzDecoder<Input<'a>>>),
    Lz4(Box<Lz4Decoder<Input<'a>>>),
    Lz4Legacy(Box<Lz4Legacy<'a>>),
    /// A frame that carries no content.
    Skipped(Input<'a>),
}

impl<'a> Decoder<'a> {
    fn open(compression: Compression, input: Input<'a>, held: &Cap) -> io::Result<Self> {
        Ok(match compression {
            Compression::Gzip => Self::Gzip(Box::new(GzDecoder::new(input))),
            Compression::Zlib => Self::Zlib(Box::new(ZlibDecoder::new(input))),
            Compression::Xz => Self::Xz(Box::new(XzReader::new(input, false))),
            Compression::Lzma => {
                let all = input.rest;
                Self::Lzma(Box::new(LzmaReader::new_mem_limit(input, u32::MAX, None)?), all)
            }
            Compression::Bzip2 => Self::Bzip2(Box::new(bzip2::bufread::BzDecoder::new(input))),
            Compression::Zstd => match peek::array(input.rest, 0).map(u32::from_le_bytes) {
                Some(0x184d_2a50..=0x184d_2a5f) => {
                    let end = peek::u32_le(input.rest, 4).and_then(|len| len.checked_add(8));
                    let end = end.filter(|end| *end <= input.rest.len());
                    Self::Skipped(input.at(end.ok_or(io::ErrorKind::UnexpectedEof)?))
                }
                _ => Self::Zstd(Box::new(Zstd::open(input, held.clone())?)),
            },
            // The decoder takes a frame without its end mark for a whole one.
            Compression::Lz4 if lz4::frame_len(input.rest).is_none() => {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            Compression::Lz4 => Self::Lz4(Box::new(Lz4Decoder::new(input))),
            Compression::Lz4Legacy => Self::Lz4Legacy(Box::new(Lz4Legacy::open(input)?)),
        })
    }

    /// What is still to be read after this stream.
    fn finish(self, compression: Compression, streams: Streams) -> io::Result<Input<'a>> {
        let is_content = !matches!(self, Self::Skipped(_));
        let rest = match self {
            Self::Gzip(decoder) => decoder.into_inner(),
            Self::Zlib(decoder) => decoder.into_inner(),
            Self::Xz(decoder) => decoder.into_inner(),
            Self::Lzma(decoder, all) => {
                let (after, ahead) = decoder.into_parts();
                let start = all.len().saturating_sub(after.rest.len() + ahead.len());
                Input { rest: all, seen: after.seen }.at(start)
            }
            Self::Bzip2(decoder) => decoder.into_inner(),
            Self::Lz4(decoder) => decoder.into_inner(),
            Self::Lz4Legacy(decoder) => decoder.rest,
            Self::Skipped(rest) => rest,
            Self::Zstd(decoder) => decoder.finish()?,
        };
        let nothing = rest.at(usize::MAX);
        if streams == Streams::First && is_content {
            return Ok(nothing);
        }
        let padding = rest.rest.iter().take_while(|byte| **byte == 0).count();
        let rest = rest.at(padding);
        match Compression::of(rest.rest) {
            _ if rest.rest.is_empty() => Ok(nothing),
            Some(next) if next == compression => Ok(rest),
            // As gzip(1) does: boot images carry device trees behind their stream.
            _ if compression == Compression::Gzip => Ok(nothing),
            _ => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{} bytes follow its end", rest.rest.len()),
            )),
        }
    }
}

impl Read for Decoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(decoder) => decoder.read(buffer),
            Self::Zlib(decoder) => decoder.read(buffer),
            Self::Xz(decoder) => decoder.read(buffer),
            Self::Lzma(decoder, _) => decoder.read(buffer),
            Self::Zstd(decoder) => decoder.read(buffer),
            Self::Bzip2(decoder) => decoder.read(buffer),
            Self::Lz4(decoder) => decoder.read(buffer),
            Self::Lz4Legacy(decoder) => decoder.read(buffer),
            Self::Skipped(_) => Ok(0),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
