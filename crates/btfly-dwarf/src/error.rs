//! What is wrong with debug information, and where.
//!
//! *In:* the unit, the entry, a reason. *Out:* one line. *Never:* a reason without a place, where there is one.

use std::fmt;

/// Why something could not be encoded, and where.
///
/// ```
/// use btfly_dwarf::{Options, encode};
///
/// let error = encode(b"no ELF", None, &Options::default()).unwrap_err();
/// assert_eq!(error.unit(), None);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    unit: Option<u64>,
    die: Option<u64>,
    reason: Reason,
}

impl Error {
    pub(crate) const fn of_file(reason: Reason) -> Self {
        Self { unit: None, die: None, reason }
    }

    pub(crate) const fn of_unit(unit: u64, die: Option<u64>, reason: Reason) -> Self {
        Self { unit: Some(unit), die, reason }
    }

    /// The offset in `.debug_info` of the unit, if it lies in one.
    #[must_use]
    pub const fn unit(&self) -> Option<u64> {
        self.unit
    }

    /// The offset in `.debug_info` of the entry, if it lies in one.
    #[must_use]
    pub const fn die(&self) -> Option<u64> {
        self.die
    }

    /// What is wrong.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(unit) = self.unit {
            write!(f, "unit at {unit:#x}")?;
            if let Some(die) = self.die {
                write!(f, ", entry at {die:#x}")?;
            }
            f.write_str(": ")?;
        }
        self.reason.fmt(f)
    }
}

impl std::error::Error for Error {}

/// What is wrong with debug information.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The file is no ELF object that can be read; why.
    NotElf(String),
    /// The file has no `.debug_info`: it was stripped.
    NoDebugInfo,
    /// A section is compressed in a way that cannot be undone; its name.
    Compressed(String),
    /// A relocation of a debug section that cannot be applied; the section's name and the relocation's place.
    Relocation(String, u64),
    /// The bytes are no DWARF; in the words of the reader.
    Dwarf(gimli::Error),
    /// A name lies outside of its section or has no end.
    NoSuchString,
    /// A name is no UTF-8.
    NotUtf8,
    /// More than BTF can hold.
    TooLarge,
    /// A type is referred to where there is none; the offset of the reference's target.
    DanglingType(u64),
    /// A reference to another unit; its offset.
    OtherUnit(u64),
    /// A reference to a type unit that is not in the file; its signature.
    TypeUnit(u64),
    /// A reference to another file, or one that makes no sense.
    OtherFile,
    /// A type is nothing but itself through modifiers that BTF does not have.
    Circle,
    /// A member starts where BTF cannot say so, in bits.
    MemberOffset(u64),
    /// Threads cannot be started; why.
    Threads(String),
    /// What was made cannot be read; in the words of the reader.
    Btf(String),
}

impl Reason {
    /// Whether a unit is to be read again, together with the others.
    pub(crate) const fn is_elsewhere(&self) -> bool {
        matches!(self, Self::OtherUnit(_) | Self::TypeUnit(_) | Self::OtherFile)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotElf(why) => write!(f, "not an ELF file: {why}"),
            Self::NoDebugInfo => f.write_str("no `.debug_info`: there is no DWARF to encode"),
            Self::Compressed(name) => write!(f, "cannot decompress `{name}`"),
            Self::Relocation(name, at) => write!(f, "cannot relocate `{name}` at {at:#x}"),
            Self::Dwarf(error) => write!(f, "malformed DWARF: {error}"),
            Self::NoSuchString => f.write_str("a name outside of its section"),
            Self::NotUtf8 => f.write_str("a name that is not UTF-8"),
            Self::TooLarge => f.write_str("more than BTF can hold"),
            Self::DanglingType(to) => write!(f, "no type at {to:#x}"),
            Self::OtherUnit(to) => write!(f, "refers to another unit at {to:#x}"),
            Self::TypeUnit(signature) => write!(f, "no type unit {signature:#018x}"),
            Self::OtherFile => f.write_str("refers to another file"),
            Self::Circle => f.write_str("a type that is only itself"),
            Self::MemberOffset(bits) => write!(f, "member too far from its start, in bits: {bits}"),
            Self::Threads(why) => write!(f, "cannot start threads: {why}"),
            Self::Btf(why) => write!(f, "cannot fold: {why}"),
        }
    }
}

impl From<gimli::Error> for Reason {
    fn from(error: gimli::Error) -> Self {
        Self::Dwarf(error)
    }
}
