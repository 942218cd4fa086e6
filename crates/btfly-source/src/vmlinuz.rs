//! Boot images: from the file that a boot loader starts to the kernel inside.
//!
//! *In:* an image of x86, arm64, riscv, loongarch or s390, or of U-Boot. *Out:* [`Inside`]: the next
//! layer (an ELF vmlinux, a raw image), or the BTF itself. *Never:* a guess where a header gives the
//! place; a search by magic number only where there is no header.
//!
//! References, Linux v6.12: `Documentation/arch/x86/boot.rst` (setup header),
//! `drivers/firmware/efi/libstub/zboot-header.S`, `Documentation/arch/arm64/booting.rst`,
//! `arch/s390/boot/head.S`.

use std::io::Read;
use std::ops::Range;

use memchr::memmem;

use crate::Limits;
use crate::compressed::{self, Compression, Streams};
use crate::elf;
use crate::error::{Error, ErrorKind};
use crate::map::Bytes;
use crate::peek;
use crate::section;

/// What a boot image holds.
#[derive(Debug)]
pub(crate) enum Inside {
    /// Another container.
    Layer(Bytes),
    /// BTF, at this place of the image.
    Btf(Range<usize>),
}

/// The kernel in an x86 boot image: the setup header gives the place of a compressed vmlinux.
pub(crate) fn bz_image(image: &Bytes, limits: &Limits) -> Result<Inside, Error> {
    let data = image.as_ref();
    let payload = bz_payload(data).ok_or_else(|| {
        Error::truncated("the payload that the setup header names").at(BZ_PAYLOAD_OFFSET)
    })?;
    unpack(image, payload, limits)
}

const BZ_SETUP_SECTORS: usize = 0x1f1;
const BZ_VERSION: usize = 0x206;
const BZ_KERNEL_VERSION: usize = 0x20e;
const BZ_PAYLOAD_OFFSET: usize = 0x248;
const BZ_SECTOR: usize = 512;

fn bz_payload(data: &[u8]) -> Option<Range<usize>> {
    // Zero means four, for boot loaders of the last century.
    let sectors = match data.get(BZ_SETUP_SECTORS)? {
        0 => 4,
        n => usize::from(*n),
    };
    let protected = (sectors + 1) * BZ_SECTOR;
    // The payload fields came with version 2.8 of the protocol (Linux 2.6.26).
    let has_fields = 0x0208 <= peek::u16_le(data, BZ_VERSION)?;
    let start = protected.checked_add(peek::u32_le(data, BZ_PAYLOAD_OFFSET)?)?;
    let end = start.checked_add(peek::u32_le(data, BZ_PAYLOAD_OFFSET + 4)?)?;
    (has_fields && start < end && end <= data.len()).then_some(start..end)
}

/// The release that an x86 boot image carries in the open.
pub(crate) fn bz_release(data: &[u8]) -> Option<String> {
    let at = usize::from(peek::u16_le(data, BZ_KERNEL_VERSION)?) + 0x200;
    elf::first_word(data.get(at..)?)
}

/// The kernel in an EFI image that unpacks itself.
pub(crate) fn zboot(image: &Bytes, limits: &Limits) -> Result<Inside, Error> {
    const OFFSET: usize = 8;
    const TYPE: usize = 24;
    let data = image.as_ref();
    let place = || {
        let start = peek::u32_le(data, OFFSET)?;
        let end = start.checked_add(peek::u32_le(data, OFFSET + 4)?)?;
        (start < end && end <= data.len()).then_some(start..end)
    };
    let payload =
        place().ok_or_else(|| Error::truncated("the payload that the header names").at(OFFSET))?;
    unpack(image, payload, limits).map_err(|error| match error.kind() {
        ErrorKind::UnknownContainer { .. } => {
            let named = data.get(TYPE..TYPE + 32).and_then(peek::text).unwrap_or_default();
            let what = format!("a kernel compressed with `{named}`");
            Error::new(ErrorKind::Unsupported { what }).at(TYPE)
        }
        _ => error,
    })
}

/// The kernel behind U-Boot's header.
pub(crate) fn u_image(image: &Bytes, limits: &Limits) -> Result<Inside, Error> {
    const HEADER: usize = 64;
    unpack(image, HEADER..image.len().max(HEADER), limits)
}

/// The content of a part of an image: decompressed, or as it is if it is no compressed stream.
fn unpack(image: &Bytes, payload: Range<usize>, limits: &Limits) -> Result<Inside, Error> {
    let start = payload.start;
    let inner = image.slice(payload).ok_or_else(|| Error::truncated("the payload").at(start))?;
    let Some(compression) = Compression::of(inner.as_ref()) else {
        return match inner.as_ref() {
            [0x7f, b'E', b'L', b'F', ..] => Ok(Inside::Layer(inner)),
            other => raw(other).map(|range| shift(range, start)).ok_or_else(|| unknown(other)),
        }
        .map_err(|error| error.at(start));
    };
    compressed::decompress(compression, inner.as_ref(), Streams::First, limits)
        .map(|kernel| Inside::Layer(Bytes::from(kernel)))
        .map_err(|error| error.at(start))
}

fn shift(inside: Inside, by: usize) -> Inside {
    match inside {
        Inside::Btf(range) => Inside::Btf(range.start + by..range.end + by),
        layer @ Inside::Layer(_) => layer,
    }
}

/// The error for bytes that nothing is known to start with.
pub(crate) fn unknown(data: &[u8]) -> Error {
    Error::new(ErrorKind::UnknownContainer { start: data.iter().take(8).copied().collect() })
}

/// BTF in an image that has no section headers, the longest there is.
pub(crate) fn raw(image: &[u8]) -> Option<Inside> {
    section::find_whole(image).into_iter().next().map(Inside::Btf)
}

/// A kernel somewhere in an image that does not say where: s390 puts a compressed stream behind its
/// boot code, and other formats are found the same way. What all streams together may become has the limit of one
/// file: a row of bombs costs no more than one.
pub(crate) fn search(image: &[u8], limits: &Limits) -> Option<Inside> {
    let mut limits = *limits;
    raw(image).or_else(|| {
        streams(image).find_map(|payload| {
            let compression = Compression::of(payload)?;
            let mut kernel = Vec::new();
            let mut reader = compressed::reader(compression, payload, Streams::First, &limits);
            let is_whole = reader.read_to_end(&mut kernel).is_ok();
            limits.decompressed = limits.decompressed.saturating_sub(kernel.len() as u64);
            let is_kernel = kernel.starts_with(b"\x7fELF") || raw(&kernel).is_some();
            (is_whole && is_kernel).then(|| Inside::Layer(Bytes::from(kernel)))
        })
    })
}

/// Streams that are tried at most. A magic of four bytes appears by chance in one image of a hundred,
/// so more than a few of them mean that something is being played.
const MAX_STREAMS: usize = 16;

/// The compressed streams that may begin in `image`, in the order of their place.
fn streams(image: &[u8]) -> impl Iterator<Item = &[u8]> {
    const MAGICS: [&[u8]; 7] = [
        b"\x1f\x8b\x08",
        b"\xfd7zXZ\0",
        b"\x28\xb5\x2f\xfd",
        b"\x02\x21\x4c\x18",
        b"\x04\x22\x4d\x18",
        b"\x5d\0\0",
        b"BZh",
    ];
    let mut places: Vec<usize> = MAGICS
        .iter()
        .flat_map(|magic| memmem::find_iter(image, magic))
        .filter(|at| image.get(*at..).is_some_and(|rest| Compression::of(rest).is_some()))
        .take(64 * MAX_STREAMS)
        .collect();
    places.sort_unstable();
    places.into_iter().take(MAX_STREAMS).filter_map(|at| image.get(at..))
}
