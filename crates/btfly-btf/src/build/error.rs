//! Why a definition cannot be built, and which one.
//!
//! *In:* what the builder found. *Out:* one value, printed as a sentence.

use core::fmt;

use crate::id::{Bits, TypeId};

/// Why a definition cannot be built.
///
/// ```
/// use btfly_btf::build::{Builder, Def, ErrorKind, FloatDef};
/// use btfly_btf::{Endian, TypeId};
///
/// let mut builder = Builder::new(Endian::Little);
/// let error = builder.add(&Def::Float(FloatDef { name: "a\0b".into(), size: 4 })).unwrap_err();
/// assert_eq!((error.id(), error.kind()), (TypeId(1), ErrorKind::NulInName));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Error {
    kind: ErrorKind,
    id: TypeId,
}

impl Error {
    pub(super) const fn new(kind: ErrorKind, id: TypeId) -> Self {
        Self { kind, id }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The type that it is about; 0 if it is about the whole.
    #[must_use]
    pub const fn id(&self) -> TypeId {
        self.id
    }
}

/// What is wrong with a definition, or with all of them together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A name has a zero byte inside, which would end it.
    NulInName,
    /// More entries than `vlen` can count.
    TooManyEntries {
        /// How many there are.
        len: u64,
    },
    /// A member lies further in than its record can say: 32 bits, or 24 beside bitfields.
    MemberOffset {
        /// Which member.
        member_idx: u32,
        /// Where it is.
        offset: Bits,
        /// The largest offset that fits.
        limit: Bits,
    },
    /// A value does not fit its enumeration.
    ValueRange {
        /// Which enumerator.
        variant_idx: u32,
        /// Its value.
        value: i128,
    },
    /// An encoding of an integer that does not fit into four bits.
    EncodingRange {
        /// Its number.
        number: u8,
    },
    /// A linkage of a function that does not fit into `vlen`.
    LinkageRange {
        /// Its number.
        number: u32,
    },
    /// An opaque definition of a kind that is known, or of none: 7 bits hold a kind.
    OpaqueKind {
        /// The kind number.
        kind_number: u8,
    },
    /// Opaque bytes are not as many as the layout says.
    OpaqueLength {
        /// How many there are.
        len: u64,
        /// How many there should be.
        needed: u64,
    },
    /// Opaque bytes are in the other byte order, and nobody knows how to turn them.
    OpaqueEndian,
    /// A layout entry has a size that is no multiple of four.
    LayoutEntry {
        /// The kind number.
        kind_number: u8,
    },
    /// Two things were said about the layout of one kind.
    LayoutConflict {
        /// The kind number.
        kind_number: u8,
    },
    /// A reference to a type that was never added.
    DanglingId {
        /// What is referred to.
        to: TypeId,
        /// The first id that does not exist.
        limit: TypeId,
    },
    /// The base that was given is itself a split BTF.
    BaseIsSplit,
    /// A header of a length that cannot be written.
    HeaderLength {
        /// The length in bytes.
        hdr_len: u32,
    },
    /// More ids, or more bytes of types or strings, than the format has room for.
    TooLarge,
    /// The bytes were refused when they were read back.
    Parse(crate::error::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.id != TypeId::VOID {
            write!(f, "type {}: ", self.id)?;
        }
        match self.kind {
            ErrorKind::NulInName => write!(f, "a name has a zero byte inside"),
            ErrorKind::TooManyEntries { len } => write!(f, "too many entries: {len}"),
            ErrorKind::MemberOffset { member_idx, offset, limit } => {
                write!(f, "member {member_idx} is too far in: bit {}, limit {}", offset.0, limit.0)
            }
            ErrorKind::ValueRange { variant_idx, value } => {
                write!(f, "value of enumerator {variant_idx} does not fit: {value}")
            }
            ErrorKind::EncodingRange { number } => {
                write!(f, "encoding does not fit into 4 bits: {number}")
            }
            ErrorKind::LinkageRange { number } => {
                write!(f, "linkage does not fit into 24 bits: {number}")
            }
            ErrorKind::OpaqueKind { kind_number } => {
                write!(f, "no opaque kind can have this number: {kind_number}")
            }
            ErrorKind::OpaqueLength { len, needed } => {
                write!(f, "{len} bytes follow the head, but the layout says {needed}")
            }
            ErrorKind::OpaqueEndian => {
                write!(f, "bytes of an unknown kind cannot change their byte order")
            }
            ErrorKind::LayoutEntry { kind_number } => {
                write!(f, "layout of kind {kind_number} has a size that is no multiple of 4")
            }
            ErrorKind::LayoutConflict { kind_number } => {
                write!(f, "two different layouts of kind {kind_number}")
            }
            ErrorKind::DanglingId { to, limit } => {
                write!(f, "refers to type {to}, but ids end at {limit}")
            }
            ErrorKind::BaseIsSplit => write!(f, "the base is itself a split BTF"),
            ErrorKind::HeaderLength { hdr_len } => {
                write!(f, "header length out of range: {hdr_len}")
            }
            ErrorKind::TooLarge => write!(f, "too large for BTF"),
            ErrorKind::Parse(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {}
