//! The only place where bytes become integers and integers become bytes.
//!
//! *In:* bytes and a byte order, which is data here and never a property of the host.
//! *Out:* integers, or an error that names what was missing.

use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};

/// Byte order of a BTF section.
///
/// ```
/// use btfly_btf::Endian;
///
/// assert_ne!(Endian::Little, Endian::Big);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Endian {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
}

impl Endian {
    /// The four bytes of `word` in this order.
    ///
    /// ```
    /// use btfly_btf::Endian;
    ///
    /// assert_eq!(Endian::Big.bytes32(0x0102_0304), [1, 2, 3, 4]);
    /// ```
    #[inline]
    #[must_use]
    pub const fn bytes32(self, word: u32) -> [u8; 4] {
        match self {
            Self::Little => word.to_le_bytes(),
            Self::Big => word.to_be_bytes(),
        }
    }

    /// The two bytes of `half` in this order.
    ///
    /// ```
    /// use btfly_btf::Endian;
    ///
    /// assert_eq!(Endian::Little.bytes16(0x0102), [2, 1]);
    /// ```
    #[inline]
    #[must_use]
    pub const fn bytes16(self, half: u16) -> [u8; 2] {
        match self {
            Self::Little => half.to_le_bytes(),
            Self::Big => half.to_be_bytes(),
        }
    }

    #[inline]
    pub(crate) const fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    #[inline]
    pub(crate) const fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }
}

/// The word at byte `at`, or 0 past the end: for records whose bounds were checked before.
#[inline]
pub(crate) fn word(bytes: &[u8], at: usize, endian: Endian) -> u32 {
    match bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()) {
        Some(chunk) => endian.u32(*chunk),
        None => 0,
    }
}

/// Appends `word` to `out`.
#[inline]
pub(crate) fn put(out: &mut Vec<u8>, word: u32, endian: Endian) {
    out.extend_from_slice(&endian.bytes32(word));
}

/// Reads fields one after the other and names what was missing.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'b> {
    rest: &'b [u8],
    at: u32,
    endian: Endian,
}

impl<'b> Cursor<'b> {
    /// A cursor over `bytes`, which start at byte `at` of the input.
    pub(crate) const fn new(bytes: &'b [u8], at: u32, endian: Endian) -> Self {
        Self { rest: bytes, at, endian }
    }

    pub(crate) const fn at(&self) -> u32 {
        self.at
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn u8(&mut self, what: &'static str) -> Result<u8, Error> {
        self.array::<1>(what).map(|[byte]| byte)
    }

    pub(crate) fn u16(&mut self, what: &'static str) -> Result<u16, Error> {
        let endian = self.endian;
        self.array(what).map(|bytes| endian.u16(bytes))
    }

    pub(crate) fn u32(&mut self, what: &'static str) -> Result<u32, Error> {
        let endian = self.endian;
        self.array(what).map(|bytes| endian.u32(bytes))
    }

    pub(crate) fn bytes(&mut self, len: usize, what: &'static str) -> Result<&'b [u8], Error> {
        let Some((head, rest)) = self.rest.split_at_checked(len) else {
            return Err(Error::new(ErrorKind::Truncated { what }, self.at));
        };
        self.rest = rest;
        self.at = self.at.saturating_add(u32::try_from(len).unwrap_or(u32::MAX));
        Ok(head)
    }

    fn array<const N: usize>(&mut self, what: &'static str) -> Result<[u8; N], Error> {
        let Some((head, rest)) = self.rest.split_first_chunk::<N>() else {
            return Err(Error::new(ErrorKind::Truncated { what }, self.at));
        };
        self.rest = rest;
        self.at = self.at.saturating_add(u32::try_from(N).unwrap_or(u32::MAX));
        Ok(*head)
    }
}
