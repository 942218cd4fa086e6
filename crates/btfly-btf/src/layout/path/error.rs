//! Why a path leads nowhere: the segment, what is wrong with it, what may have been meant.

use alloc::string::String;
use core::fmt;

/// Why a path leads nowhere.
///
/// ```
/// use btfly_btf::layout::path::{self, Reason};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", None).next().unwrap();
/// let error = path::find(&types, id, "perv").unwrap_err();
/// assert_eq!(error.to_string(), "no member `perv` in struct list_head");
/// assert_eq!(error.hint(), Some("there is `prev`"));
/// assert!(matches!(error.reason(), Reason::NoMember { .. }));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
    pub(super) segment: String,
    pub(super) at: usize,
    pub(super) reason: Reason,
    pub(super) hint: Option<String>,
}

/// What is wrong with a segment of a path.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// What it starts from is no struct or union.
    NotAStruct {
        /// Its type, as C.
        is: String,
    },
    /// The struct that it starts from is only declared in this BTF.
    Incomplete {
        /// The struct.
        is: String,
    },
    /// There is no such member.
    NoMember {
        /// Where it was looked up: `struct task_struct`.
        within: String,
    },
    /// It is a pointer, and the path goes on with a `.`.
    Pointer {
        /// Its type, as C.
        is: String,
    },
    /// It is no pointer, and the path goes on with `->`.
    NotAPointer {
        /// Its type, as C.
        is: String,
    },
    /// It is an array, and the path goes on without an index.
    Array {
        /// Its type, as C.
        is: String,
    },
    /// It is no array, and the path has an index.
    NotAnArray {
        /// Its type, as C.
        is: String,
    },
    /// The index is beyond the array's end.
    OutOfRange {
        /// How many elements there are.
        len: u32,
    },
    /// It is not written as a path is.
    Syntax {
        /// What was expected.
        expected: &'static str,
    },
}

impl Error {
    /// The part of the path that fails.
    #[must_use]
    pub fn segment(&self) -> &str {
        &self.segment
    }

    /// The byte of the path at which it starts.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn reason(&self) -> &Reason {
        &self.reason
    }

    /// What may have been meant.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segment = &self.segment;
        match &self.reason {
            Reason::NotAStruct { is } if segment.is_empty() => {
                write!(f, "no struct or union: {is}")
            }
            Reason::NotAStruct { is } => write!(f, "`{segment}` is no struct or union: {is}"),
            Reason::Incomplete { is } => {
                write!(f, "`{segment}` is a struct that is only declared here: {is}")
            }
            Reason::NoMember { within } => write!(f, "no member `{segment}` in {within}"),
            Reason::Pointer { is } => write!(f, "`{segment}` is a pointer: {is}"),
            Reason::NotAPointer { is } => write!(f, "`{segment}` is no pointer: {is}"),
            Reason::Array { is } => write!(f, "`{segment}` is an array: {is}"),
            Reason::NotAnArray { is } => write!(f, "`{segment}` is no array: {is}"),
            Reason::OutOfRange { len } => {
                write!(f, "`{segment}` is out of range: the array has {len} elements")
            }
            Reason::Syntax { expected } => {
                write!(f, "expected {expected} at byte {} of the path: `{segment}`", self.at)
            }
        }
    }
}

impl core::error::Error for Error {}
