//! Why an edit cannot be made.
//!
//! *In:* what an edit found. *Out:* one value, printed as a sentence.

use core::fmt;

use crate::id::TypeId;
use crate::wire::kind::Kind;

/// Why an edit cannot be made; nothing has been made then.
///
/// ```
/// use btfly_btf::edit::{Error, ErrorKind, renumber};
/// use btfly_btf::TypeId;
///
/// # let btf = btfly_btf::doc::example();
/// let error = renumber::renumber((&btf).into(), &[TypeId(1)]).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::NoPermutation { .. }));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Error {
    kind: ErrorKind,
    input: usize,
}

impl Error {
    pub(super) const fn new(kind: ErrorKind, input: usize) -> Self {
        Self { kind, input }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Which of the inputs it is about, from 0.
    #[must_use]
    pub const fn input(&self) -> usize {
        self.input
    }
}

/// What is wrong with the inputs of an edit.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no input.
    Nothing,
    /// An input has another byte order than the first.
    EndianMismatch,
    /// An input is split on a base that the others are not split on, and that is not among them.
    MissingBase,
    /// A type of a kind that is not known: nobody can say which of its words are references.
    UnknownKind {
        /// The type.
        id: TypeId,
    },
    /// An input that stands alone, where a split one is needed.
    NotSplit,
    /// What is to be the new base is itself split.
    BaseIsSplit,
    /// A type refers to one of the base whose kind no distilled base has: a function, variable, data section or
    /// tag on a declaration.
    Undistillable {
        /// The type.
        id: TypeId,
        /// What it refers to.
        to: TypeId,
        /// What that is.
        kind: Kind,
    },
    /// A list of ids that does not name every own type once.
    NoPermutation {
        /// The first type that is missing, strange or named twice.
        id: TypeId,
    },
    /// A type that is to be kept does not exist.
    NoSuchType {
        /// Its id.
        id: TypeId,
    },
    /// What is left out is referred to by what is kept.
    Dangling {
        /// A type that is kept.
        id: TypeId,
        /// What it refers to.
        to: TypeId,
    },
    /// More entries than the reader that is meant can count.
    TooManyEntries {
        /// The type.
        id: TypeId,
        /// How many it has.
        len: u32,
    },
    /// The bytes of a `.BTF.ext` are none.
    Ext(crate::error::Error),
    /// More ids, or more bytes of types or strings, than the format has room for.
    TooLarge,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ErrorKind::Nothing => write!(f, "nothing to edit"),
            ErrorKind::EndianMismatch => {
                write!(f, "byte order differs from that of the first input")
            }
            ErrorKind::MissingBase => write!(f, "split on a base that is not given"),
            ErrorKind::UnknownKind { id } => {
                write!(f, "type {id} is of an unknown kind, whose references cannot be found")
            }
            ErrorKind::NotSplit => write!(f, "stands alone: there is no base to leave"),
            ErrorKind::BaseIsSplit => write!(f, "the new base is itself a split BTF"),
            ErrorKind::Undistillable { id, to, kind } => write!(
                f,
                "type {id} refers to {to}, a {kind} of the base, and a distilled base has none of these"
            ),
            ErrorKind::NoPermutation { id } => {
                write!(f, "not a permutation of the types: {id} is missing, strange or named twice")
            }
            ErrorKind::NoSuchType { id } => write!(f, "no type {id}"),
            ErrorKind::Dangling { id, to } => {
                write!(f, "type {id} is kept and refers to {to}, which is not")
            }
            ErrorKind::TooManyEntries { id, len } => {
                write!(
                    f,
                    "type {id} has {len} entries, and older readers count no further than 65535"
                )
            }
            ErrorKind::Ext(error) => write!(f, "`.BTF.ext`: {error}"),
            ErrorKind::TooLarge => write!(f, "too large for BTF"),
        }
    }
}

impl core::error::Error for Error {}
