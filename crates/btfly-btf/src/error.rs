//! Why a byte string is not BTF, and where.
//!
//! *In:* what a constructor found. *Out:* one value with a kind and a byte offset, printed as a
//! sentence with a hint. Views on a parsed [`Btf`](crate::Btf) never fail, so nothing else in this
//! crate returns it.

use core::fmt;

use crate::id::TypeId;

/// Why a byte string is not BTF, and where.
///
/// Returned only by constructors. Once a [`Btf`](crate::Btf) exists, every view on it is
/// infallible: absence is `Option`, never an `Error`.
///
/// ```
/// use btfly_btf::{Btf, error::ErrorKind};
///
/// let error = Btf::parse(vec![0x7f, b'E', b'L', b'F', 0, 0, 0, 0]).unwrap_err();
/// assert_eq!(error.at(), 0);
/// assert!(matches!(error.kind(), ErrorKind::NotBtf { .. }));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Error {
    kind: ErrorKind,
    at: u32,
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind, at: u32) -> Self {
        Self { kind, at }
    }

    /// What is wrong.
    ///
    /// ```
    /// use btfly_btf::{Btf, error::ErrorKind};
    ///
    /// let error = Btf::parse(b"text instead".as_slice()).unwrap_err();
    /// assert!(matches!(error.kind(), ErrorKind::NotBtf { .. }));
    /// ```
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where: bytes from the start of the input.
    ///
    /// ```
    /// use btfly_btf::Btf;
    ///
    /// assert_eq!(Btf::parse(b"text instead".as_slice()).unwrap_err().at(), 0);
    /// ```
    #[must_use]
    pub const fn at(&self) -> u32 {
        self.at
    }

    /// What to do next, where there is something to do.
    ///
    /// ```
    /// use btfly_btf::Btf;
    ///
    /// // A module without its base.
    /// let error = Btf::parse(btfly_btf::doc::example_module_bytes()).unwrap_err();
    /// assert!(error.hint().is_some());
    /// ```
    #[must_use]
    pub const fn hint(&self) -> Option<&'static str> {
        match self.kind {
            ErrorKind::MissingBase { .. } => Some(
                "this looks like the BTF of a kernel module: give the vmlinux it was built with as its base",
            ),
            ErrorKind::WrongBase { .. } => {
                Some("the base is another kernel's: use the vmlinux this module was built with")
            }
            ErrorKind::UnknownKind { .. } => Some(
                "the kind is newer than this reader, and the BTF has no layout section that would let it step over",
            ),
            ErrorKind::UnsupportedVersion { .. } => {
                Some("BTF of another major version: a newer btfly may read it")
            }
            ErrorKind::BaseIsSplit => {
                Some("a base must be a whole BTF, such as vmlinux; a module cannot be one")
            }
            ErrorKind::NotBtf { .. }
            | ErrorKind::Truncated { .. }
            | ErrorKind::TooLarge { .. }
            | ErrorKind::HeaderLength { .. }
            | ErrorKind::SectionBounds { .. }
            | ErrorKind::SectionOverlap { .. }
            | ErrorKind::Misaligned { .. }
            | ErrorKind::StringsUnterminated
            | ErrorKind::StringsNoLeadingNul
            | ErrorKind::StringsNotUtf8
            | ErrorKind::LayoutEntry { .. }
            | ErrorKind::RecordBounds { .. }
            | ErrorKind::DanglingName { .. }
            | ErrorKind::DanglingId { .. }
            | ErrorKind::EndianMismatch
            | ErrorKind::RecordSize { .. }
            | ErrorKind::EmptyBlock { .. } => None,
        }
    }
}

/// What is wrong with a byte string that should be BTF.
///
/// ```
/// use btfly_btf::{Btf, error::ErrorKind};
///
/// let error = Btf::parse([0x9f, 0xeb].as_slice()).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Truncated { .. }));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The first two bytes are not the magic 0xeb9f in either byte order.
    NotBtf {
        /// The first two bytes, as a little-endian number.
        magic: u16,
    },
    /// The input ends inside a fixed-size structure.
    Truncated {
        /// What was being read.
        what: &'static str,
    },
    /// The input is longer than 32-bit offsets reach.
    TooLarge {
        /// Its length in bytes.
        len: u64,
    },
    /// A version other than 1.
    UnsupportedVersion {
        /// The version byte.
        version: u8,
    },
    /// The header says that it is shorter than any header, or longer than the input.
    HeaderLength {
        /// What the header says, in bytes.
        hdr_len: u32,
        /// The shortest (24) or the longest (the input's length) that it could be.
        limit: u32,
    },
    /// A section reaches past the end of the input.
    SectionBounds {
        /// Which section.
        section: &'static str,
        /// Its offset from the end of the header.
        offset: u32,
        /// Its length in bytes.
        len: u32,
        /// How many bytes there are after the header.
        available: u32,
    },
    /// Two sections share bytes.
    SectionOverlap {
        /// One of them.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// A section starts or ends at a place that is no multiple of four.
    Misaligned {
        /// Which section.
        section: &'static str,
    },
    /// The string section does not end in a zero byte.
    StringsUnterminated,
    /// The string section of a base does not start with the empty string, or is missing.
    StringsNoLeadingNul,
    /// The string section has bytes that are not UTF-8, or a name starts inside a character.
    StringsNotUtf8,
    /// A layout entry has a size that is no multiple of four.
    LayoutEntry {
        /// The kind that the entry describes.
        kind: u8,
    },
    /// A kind that this reader does not know and no layout section describes.
    UnknownKind {
        /// The type.
        id: TypeId,
        /// Its kind number.
        kind: u8,
    },
    /// A type's record reaches past the end of the type section.
    RecordBounds {
        /// The type.
        id: TypeId,
        /// The bytes its record needs.
        needed: u64,
        /// The bytes left.
        available: u32,
    },
    /// A name offset that is outside of the string section.
    DanglingName {
        /// The type.
        id: TypeId,
        /// The offset.
        name_off: u32,
        /// The end of the strings.
        limit: u32,
    },
    /// A reference to a type that does not exist.
    DanglingId {
        /// The type that refers.
        id: TypeId,
        /// What it refers to.
        to: TypeId,
        /// The first id that does not exist.
        limit: TypeId,
    },
    /// A split BTF was opened without its base.
    MissingBase {
        /// The first type that shows it.
        id: TypeId,
    },
    /// A split BTF was opened on a base that it was not made for.
    WrongBase {
        /// The first type that shows it.
        id: TypeId,
        /// A name offset that lies inside another string of the base, or past all strings.
        name_off: u32,
    },
    /// The base that was given is itself a split BTF.
    BaseIsSplit,
    /// A split BTF and its base have different byte orders.
    EndianMismatch,
    /// A block of `.BTF.ext` has a record size that is too small or no multiple of four.
    RecordSize {
        /// Which block.
        block: &'static str,
        /// Its record size in bytes.
        size: u32,
    },
    /// A block of `.BTF.ext` is present but holds a section without records.
    EmptyBlock {
        /// Which block.
        block: &'static str,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::NotBtf { magic } => {
                write!(f, "not BTF: magic is {magic:#06x}, expected 0xeb9f")
            }
            ErrorKind::Truncated { what } => write!(f, "input ends before {what}"),
            ErrorKind::TooLarge { len } => write!(f, "input too large for BTF: {len} bytes"),
            ErrorKind::UnsupportedVersion { version } => {
                write!(f, "unsupported BTF version: {version}")
            }
            ErrorKind::HeaderLength { hdr_len, limit } => {
                write!(f, "header length out of range: {hdr_len}, limit {limit}")
            }
            ErrorKind::SectionBounds { section, offset, len, available } => write!(
                f,
                "{section} section out of bounds: {len} bytes at {offset}, but {available} bytes follow the header"
            ),
            ErrorKind::SectionOverlap { first, second } => {
                write!(f, "{first} section overlaps the {second} section")
            }
            ErrorKind::Misaligned { section } => {
                write!(f, "{section} section is not aligned to 4 bytes")
            }
            ErrorKind::StringsUnterminated => {
                write!(f, "string section does not end in a zero byte")
            }
            ErrorKind::StringsNoLeadingNul => {
                write!(f, "string section does not start with the empty string")
            }
            ErrorKind::StringsNotUtf8 => write!(f, "string section is not UTF-8"),
            ErrorKind::LayoutEntry { kind } => {
                write!(f, "layout entry of kind {kind} has a size that is no multiple of 4")
            }
            ErrorKind::UnknownKind { id, kind } => write!(f, "type {id} has unknown kind: {kind}"),
            ErrorKind::RecordBounds { id, needed, available } => write!(
                f,
                "type {id} needs {needed} bytes, but {available} are left in the type section"
            ),
            ErrorKind::DanglingName { id, name_off, limit } => {
                write!(f, "type {id} has a name at string offset {name_off}, beyond {limit}")
            }
            ErrorKind::DanglingId { id, to, limit } => {
                write!(f, "type {id} refers to type {to}, but ids end at {limit}")
            }
            ErrorKind::MissingBase { id } => {
                write!(f, "split BTF without its base: type {id} refers to what is not here")
            }
            ErrorKind::WrongBase { id, name_off } => write!(
                f,
                "split BTF was built on another base: type {id} has a name at string offset {name_off}, where no string of this base starts"
            ),
            ErrorKind::BaseIsSplit => write!(f, "the base is itself a split BTF"),
            ErrorKind::EndianMismatch => {
                write!(f, "split BTF and its base have different byte orders")
            }
            ErrorKind::RecordSize { block, size } => {
                write!(f, "{block} has an impossible record size: {size}")
            }
            ErrorKind::EmptyBlock { block } => {
                write!(f, "{block} has a section without records")
            }
        }?;
        write!(f, " (byte {:#x})", self.at)
    }
}

impl core::error::Error for Error {}
