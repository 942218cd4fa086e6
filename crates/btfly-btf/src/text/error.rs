//! Why a text is not a listing, and where.
//!
//! *In:* what the parser met. *Out:* one value with line and column, printed as a sentence.

use alloc::string::String;
use core::fmt;

use crate::build;

/// Why a text is not a listing, and where.
///
/// ```
/// use btfly_btf::text;
///
/// let error = text::parse("PTR type_id=1\nINT 'int' size=four").unwrap_err();
/// assert_eq!((error.line(), error.column()), (2, 16));
/// assert_eq!(error.to_string(), "line 2, column 16: expected a number, found `four`");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    kind: ErrorKind,
    line: u32,
    column: u32,
}

impl Error {
    pub(super) const fn new(kind: ErrorKind, line: u32, column: u32) -> Self {
        Self { kind, line, column }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The character in that line, counted from 1.
    #[must_use]
    pub const fn column(&self) -> u32 {
        self.column
    }
}

/// What is wrong with a listing.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something else stands where this was expected.
    Expected {
        /// What was expected.
        what: &'static str,
        /// What stands there; empty at the end of the line.
        found: String,
    },
    /// A field that the line needs is missing.
    MissingField {
        /// Its key.
        key: &'static str,
    },
    /// A field that the line has no use for, or has twice.
    UnexpectedField {
        /// Its key.
        key: String,
    },
    /// An id that is not the next one.
    WrongId {
        /// The id that the type gets.
        expected: u32,
        /// The id in the text.
        found: u32,
    },
    /// A `vlen` that is not the number of entries.
    WrongVlen {
        /// How many entries follow.
        expected: u32,
        /// What the text says.
        found: u32,
    },
    /// What stands in parentheses behind an entry of a data section is not what its id says.
    WrongNote {
        /// What it would have to be.
        expected: String,
    },
    /// The listing does not tell this; a full one does.
    Hidden {
        /// What it does not tell.
        what: &'static str,
    },
    /// A kind that needs a `layout` line and has none.
    NoLayout {
        /// The kind number.
        kind_number: u8,
    },
    /// The byte order is not that of the base.
    EndianMismatch,
    /// The types cannot be built.
    Build(build::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: ", self.line, self.column)?;
        match &self.kind {
            ErrorKind::Expected { what, found } if found.is_empty() => {
                write!(f, "expected {what}")
            }
            ErrorKind::Expected { what, found } => write!(f, "expected {what}, found `{found}`"),
            ErrorKind::MissingField { key } => write!(f, "expected a field `{key}=`"),
            ErrorKind::UnexpectedField { key } => write!(f, "no use for a field `{key}` here"),
            ErrorKind::WrongId { expected, found } => {
                write!(f, "expected id {expected}, found {found}")?;
                if 1 < *found && *expected == 1 {
                    write!(f, "; the listing of a split BTF needs its base")?;
                }
                Ok(())
            }
            ErrorKind::WrongVlen { expected, found } => {
                write!(f, "{expected} entries follow, but vlen is {found}")
            }
            ErrorKind::WrongNote { expected } => write!(f, "expected ({expected})"),
            ErrorKind::Hidden { what } => {
                write!(f, "this listing does not tell {what}; a full one does")
            }
            ErrorKind::NoLayout { kind_number } => {
                write!(f, "expected a line `layout kind={kind_number}` before this one")
            }
            ErrorKind::EndianMismatch => write!(f, "the base has the other byte order"),
            ErrorKind::Build(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for Error {}
