//! The header, with and without the layout fields, and longer ones of the future.
//!
//! *In:* the start of a section. *Out:* byte ranges of types, layout and strings, checked to lie inside
//! the input and not to overlap. Kernel reference: `kernel/bpf/btf.c: btf_parse_hdr,
//! btf_check_sec_info`, Linux v7.2. Unlike the kernel, gaps between sections and header bytes of unknown
//! meaning are accepted: they do not keep anyone from reading the rest.

use core::ops::Range;

use super::cursor::{Cursor, Endian};
use crate::error::{Error, ErrorKind};

/// The magic number at the start of `.BTF` and `.BTF.ext`.
pub(crate) const MAGIC: u16 = 0xeb9f;
/// The only version there is.
pub(crate) const VERSION: u8 = 1;
/// Header bytes of the first format.
pub(crate) const LEN_SHORT: u32 = 24;
/// Header bytes with the layout fields (Linux v7.1).
pub(crate) const LEN_LAYOUT: u32 = 32;

/// Where the parts of a section are, in bytes from its start.
///
/// ```
/// # let btf = btfly_btf::doc::example();
/// assert_eq!((btf.header().hdr_len, btf.header().types.start), (24, 24));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
    /// Byte order of the whole section.
    pub endian: Endian,
    /// No flag is defined today.
    pub flags: u8,
    /// Length of the header in bytes: 24, 32 or more.
    pub hdr_len: u32,
    /// The type records.
    pub types: Range<u32>,
    /// The strings.
    pub strings: Range<u32>,
    /// The layout section; empty when there is none.
    pub layout: Range<u32>,
}

impl Header {
    /// Reads and checks the header of `bytes`.
    ///
    /// # Errors
    ///
    /// When `bytes` are not BTF of version 1 or a section lies outside of them.
    ///
    /// ```
    /// use btfly_btf::{Endian, wire::header::Header};
    ///
    /// let mut bytes = [0; 25];
    /// bytes[..8].copy_from_slice(&[0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
    /// bytes[20] = 1; // one byte of strings
    /// let header = Header::parse(&bytes)?;
    /// assert_eq!((header.endian, header.strings), (Endian::Little, 24..25));
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let total = u32::try_from(bytes.len())
            .map_err(|_| Error::new(ErrorKind::TooLarge { len: bytes.len() as u64 }, 0))?;
        let endian = endian_of(bytes)?;
        let mut cursor = Cursor::new(bytes, 0, endian);
        cursor.u16("the magic number")?;
        let version = cursor.u8("the version")?;
        if version != VERSION {
            return Err(Error::new(ErrorKind::UnsupportedVersion { version }, 2));
        }
        let flags = cursor.u8("the flags")?;
        let hdr_len = cursor.u32("the header length")?;
        if hdr_len < LEN_SHORT {
            return Err(Error::new(ErrorKind::HeaderLength { hdr_len, limit: LEN_SHORT }, 4));
        }
        if total < hdr_len {
            return Err(Error::new(ErrorKind::HeaderLength { hdr_len, limit: total }, 4));
        }
        let mut section = |name: &'static str| -> Result<Range<u32>, Error> {
            let at = cursor.at();
            let offset = cursor.u32("a section's offset")?;
            let len = cursor.u32("a section's length")?;
            let bounds = || {
                let available = total - hdr_len;
                Error::new(ErrorKind::SectionBounds { section: name, offset, len, available }, at)
            };
            let start = hdr_len.checked_add(offset).ok_or_else(bounds)?;
            let end = start.checked_add(len).ok_or_else(bounds)?;
            if total < end { Err(bounds()) } else { Ok(start..end) }
        };
        let types = section("type")?;
        let strings = section("string")?;
        let layout = if LEN_LAYOUT <= hdr_len { section("layout")? } else { hdr_len..hdr_len };
        let header = Self { endian, flags, hdr_len, types, strings, layout };
        header.check_overlap()?;
        Ok(header)
    }

    fn check_overlap(&self) -> Result<(), Error> {
        let apart = |a: &Range<u32>, b: &Range<u32>| {
            a.is_empty() || b.is_empty() || a.end <= b.start || b.end <= a.start
        };
        let check = |first, a: &Range<u32>, second, b: &Range<u32>| {
            if apart(a, b) {
                return Ok(());
            }
            Err(Error::new(ErrorKind::SectionOverlap { first, second }, a.start.max(b.start)))
        };
        check("type", &self.types, "string", &self.strings)?;
        check("type", &self.types, "layout", &self.layout)?;
        check("layout", &self.layout, "string", &self.strings)?;
        if !self.types.start.is_multiple_of(4) {
            return Err(Error::new(ErrorKind::Misaligned { section: "type" }, self.types.start));
        }
        Ok(())
    }
}

/// The byte order that the magic number tells.
pub(crate) fn endian_of(bytes: &[u8]) -> Result<Endian, Error> {
    let Some(first) = bytes.first_chunk::<2>() else {
        return Err(Error::new(ErrorKind::Truncated { what: "the magic number" }, 0));
    };
    match u16::from_le_bytes(*first) {
        MAGIC => Ok(Endian::Little),
        swapped if swapped == MAGIC.swap_bytes() => Ok(Endian::Big),
        magic => Err(Error::new(ErrorKind::NotBtf { magic }, 0)),
    }
}
