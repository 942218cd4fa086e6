//! Why a relocation record cannot be what a compiler wrote.
//!
//! *In:* what reading it found. *Out:* a value. That a kernel lacks a field is no error: that is an
//! [`Outcome`](super::Outcome).

use std::fmt;

use btfly_btf::TypeId;

use super::kind::ReloKind;

/// What is wrong with a relocation record, or with the types that it refers to.
///
/// ```
/// use btfly_obj::co_re::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::UnknownKind { number: 99 });
/// assert_eq!(error.to_string(), "relocation kind 99 is not known");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Error {
    kind: ErrorKind,
}

impl Error {
    /// For a fact.
    #[must_use]
    pub const fn new(kind: ErrorKind) -> Self {
        Self { kind }
    }

    /// The fact.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A number that no kind has.
    UnknownKind {
        /// The number.
        number: u32,
    },
    /// An access string that is not numbers with colons between them.
    AccessText,
    /// More numbers than an access may have.
    AccessTooLong {
        /// How many it may have.
        limit: u32,
    },
    /// An access string of another form than its kind has.
    AccessForm {
        /// The kind.
        kind: ReloKind,
    },
    /// A step to a member, element or enumerator that there is not.
    OutOfBounds {
        /// Which number of the access string, from 0.
        step: u32,
        /// The number.
        index: u32,
        /// How many there are.
        count: u32,
    },
    /// A step into what has no members or elements.
    NoSteps {
        /// Which number of the access string, from 0.
        step: u32,
        /// The type there.
        type_id: TypeId,
    },
    /// A step to a member or enumerator that has a name, and the name is empty.
    Nameless {
        /// Which number of the access string, from 0.
        step: u32,
        /// The type that it is in.
        type_id: TypeId,
    },
    /// A type that there is not, or that is its own alias.
    NoType {
        /// Its id.
        type_id: TypeId,
    },
    /// A type without a size where one is needed.
    NoSize {
        /// Its id.
        type_id: TypeId,
    },
    /// A root without a name: nothing can be looked for.
    Anonymous {
        /// Its id.
        type_id: TypeId,
    },
    /// An offset or size beyond what a type can have.
    TooLarge,
    /// A question that has no answer for an element of an array.
    ArrayElement {
        /// The question.
        kind: ReloKind,
    },
    /// A bitfield that no load of eight bytes holds.
    WideBitfield,
    /// More types of one name than can be meant.
    TooManyCandidates {
        /// How many there are.
        count: usize,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::UnknownKind { number } => write!(f, "relocation kind {number} is not known"),
            ErrorKind::AccessText => f.write_str("the access string is not numbers and colons"),
            ErrorKind::AccessTooLong { limit } => {
                write!(f, "the access string has more than {limit} numbers")
            }
            ErrorKind::AccessForm { kind } => {
                write!(f, "the access string is not of the form that `{kind}` has")
            }
            ErrorKind::OutOfBounds { step, index, count } => {
                write!(f, "number {step} of the access string is {index}, and there are {count}")
            }
            ErrorKind::NoSteps { step, type_id } => {
                write!(
                    f,
                    "number {step} of the access string goes into type {type_id}, which has no parts"
                )
            }
            ErrorKind::Nameless { step, type_id } => {
                write!(
                    f,
                    "number {step} of the access string goes to a part of type {type_id} with an empty name"
                )
            }
            ErrorKind::NoType { type_id } => write!(f, "no type {type_id}"),
            ErrorKind::NoSize { type_id } => write!(f, "type {type_id} has no size"),
            ErrorKind::Anonymous { type_id } => {
                write!(f, "type {type_id} has no name to look for")
            }
            ErrorKind::TooLarge => f.write_str("an offset or size is beyond what a type can have"),
            ErrorKind::ArrayElement { kind } => {
                write!(f, "`{kind}` cannot be asked of an element of an array")
            }
            ErrorKind::WideBitfield => f.write_str("no load of eight bytes holds the bitfield"),
            ErrorKind::TooManyCandidates { count } => {
                write!(f, "{count} types have the name that is looked for")
            }
        }
    }
}

impl std::error::Error for Error {}
