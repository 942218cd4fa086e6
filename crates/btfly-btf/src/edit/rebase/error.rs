//! Why a module cannot be put onto a kernel.
//!
//! *In:* what was looked for and what was there instead. *Out:* one value, printed as sentences a type.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::edit::Error;
use crate::id::TypeId;
use crate::wire::kind::Kind;

/// Why a module's BTF cannot be put onto a base.
///
/// ```
/// use btfly_btf::edit::rebase::{Matching, RebaseError, rebase};
/// use btfly_btf::Btf;
///
/// # let base = btfly_btf::doc::example();
/// # let module = Btf::parse_split(btfly_btf::doc::example_module_bytes(), &base)?;
/// // Its base is a whole kernel's.
/// let other = btfly_btf::text::parse("[1] INT 'unsigned int' size=4")?;
/// let error = rebase((&module).into(), &other, Matching::Sound).unwrap_err();
/// assert!(matches!(error, RebaseError::NotDistilled { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RebaseError {
    /// Types of the distilled base that are not found in the new one, or not only once.
    Unmatched(Vec<Unmatched>),
    /// The base that the module is on is no distilled one.
    NotDistilled {
        /// A type that no distilled base has.
        id: TypeId,
        /// Of this kind, or of a kind that it may have but without a name.
        kind: Kind,
    },
    /// As for any edit.
    Edit(Error),
}

/// A type of a distilled base that cannot be told in the new one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unmatched {
    /// Its id in the distilled base.
    pub id: TypeId,
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// Its size in bytes; 0 for a declaration.
    pub size: u32,
    /// A struct or union of the module that holds it by value, if there is one.
    pub held_by: Option<Holder>,
    /// What is there instead.
    pub why: Why,
}

/// A struct or union of a module that holds another by value: as a member, or as the elements of one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Holder {
    /// Its id in the module.
    pub id: TypeId,
    /// Whether it is a union.
    pub is_union: bool,
    /// What it is called; empty where it has no name.
    pub name: String,
}

/// What the new base has instead of a type.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Why {
    /// Nothing of this name that has a size or is declared.
    Missing,
    /// One of another size.
    Resized {
        /// Its id.
        id: TypeId,
        /// Its size in bytes.
        size: u32,
    },
    /// One that is something else: of another kind, or an integer of another encoding.
    Other {
        /// Its id.
        id: TypeId,
        /// Its kind.
        kind: Kind,
    },
    /// Two that might be meant.
    Several {
        /// The ids of the first two.
        ids: [TypeId; 2],
    },
}

impl From<Error> for RebaseError {
    fn from(error: Error) -> Self {
        Self::Edit(error)
    }
}

impl fmt::Display for RebaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmatched(types) => {
                for (at, unmatched) in types.iter().enumerate() {
                    write!(f, "{}{unmatched}", if at == 0 { "" } else { "\n" })?;
                }
                Ok(())
            }
            Self::NotDistilled { id, kind } => {
                write!(f, "the base is not a distilled one: type {id} is a {kind}")?;
                match kind {
                    Kind::Int
                    | Kind::Float
                    | Kind::Fwd
                    | Kind::Struct
                    | Kind::Union
                    | Kind::Enum => {
                        write!(f, " without a name")
                    }
                    Kind::Void
                    | Kind::Ptr
                    | Kind::Array
                    | Kind::Typedef
                    | Kind::Volatile
                    | Kind::Const
                    | Kind::Restrict
                    | Kind::Func
                    | Kind::FuncProto
                    | Kind::Var
                    | Kind::Datasec
                    | Kind::DeclTag
                    | Kind::TypeTag
                    | Kind::Enum64
                    | Kind::Opaque => Ok(()),
                }
            }
            Self::Edit(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for Unmatched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, kind, name, size, held_by, why } = self;
        write!(f, "{kind} `{name}` (type {id} of the distilled base): ")?;
        match why {
            Why::Missing => write!(f, "the kernel has none of this name"),
            Why::Resized { id, size: now } => {
                write!(f, "the kernel's, type {id}, has {now} bytes, not {size}")
            }
            Why::Other { id, kind: now } if now == kind => {
                write!(f, "the kernel's, type {id}, is encoded otherwise")
            }
            Why::Other { id, kind: now } => write!(f, "in the kernel it is a {now}, type {id}"),
            Why::Several { ids: [a, b] } => {
                write!(f, "the kernel has several that it might be, types {a} and {b} among them")
            }
        }?;
        match held_by {
            Some(Holder { id, is_union, name }) => {
                let word = if *is_union { "union" } else { "struct" };
                match name.as_str() {
                    "" => write!(f, "; {word} {id}")?,
                    name => write!(f, "; {word} `{name}`")?,
                }
                write!(f, " of the module holds one by value")
            }
            None => Ok(()),
        }
    }
}

impl core::error::Error for RebaseError {}
