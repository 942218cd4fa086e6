//! Changes as data: what has become of each type, function and variable.
//!
//! *In:* nothing; `diff` makes them. *Out:* plain values with the places of both sides, so that whoever prints them can
//! ask either set for more. *Never:* text in the words of C; that is `decl`'s work.

use alloc::string::String;
use alloc::vec::Vec;

use super::rule::{Grade, Rule};
use crate::id::{Bits, Slot, TypeLoc};
use crate::view::Value;

/// What kind of thing has changed.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum What {
    /// A `struct`, defined or declared.
    Struct,
    /// A `union`, defined or declared.
    Union,
    /// An `enum` of either size.
    Enum,
    /// A `typedef`.
    Typedef,
    /// An integer type.
    Int,
    /// A floating point type.
    Float,
    /// A function.
    Func,
    /// A variable.
    Var,
    /// An enumerator of an enum without a name.
    Constant,
}

impl What {
    /// All of them, in the order of a report.
    pub const ALL: [Self; 9] = [
        Self::Struct,
        Self::Union,
        Self::Enum,
        Self::Typedef,
        Self::Int,
        Self::Float,
        Self::Func,
        Self::Var,
        Self::Constant,
    ];

    /// The word for it.
    ///
    /// ```
    /// use btfly_btf::diff::What;
    ///
    /// assert_eq!(What::Struct.as_str(), "struct");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Union => "union",
            Self::Enum => "enum",
            Self::Typedef => "typedef",
            Self::Int => "int",
            Self::Float => "float",
            Self::Func => "func",
            Self::Var => "var",
            Self::Constant => "constant",
        }
    }
}

/// Everything that differs between two sets.
#[derive(Clone, Debug, Default)]
pub struct Changes<'s> {
    /// What has changed, by kind and name.
    pub changes: Vec<Change<'s>>,
    /// How many named things of those that were asked for are the same in both sets.
    pub n_same: usize,
}

impl Changes<'_> {
    /// How many changes have each grade: breaks, guard, harmless.
    #[must_use]
    pub fn count(&self, grade: Grade) -> usize {
        self.changes.iter().filter(|change| change.grade() == grade).count()
    }

    /// The worst grade, if anything has changed.
    #[must_use]
    pub fn worst(&self) -> Option<Grade> {
        self.changes.iter().map(Change::grade).max()
    }
}

/// What has become of one thing.
#[derive(Clone, Debug)]
pub struct Change<'s> {
    /// What kind of thing it is; the old kind, where that has changed.
    pub what: What,
    /// Its name; the old one, where that has changed.
    pub name: &'s str,
    /// Where it is in the old set.
    pub old: Option<Place>,
    /// Where it is in the new set.
    pub new: Option<Place>,
    /// What differs; never empty.
    pub details: Vec<Detail<'s>>,
}

impl Change<'_> {
    /// The worst grade of its details.
    #[must_use]
    pub fn grade(&self) -> Grade {
        self.details.iter().map(Detail::grade).max().unwrap_or(Grade::Harmless)
    }
}

/// Where a thing is in its set.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// The first of it, which speaks for all.
    pub loc: TypeLoc,
    /// Every slot that has it, in order.
    pub slots: Vec<Slot>,
}

/// One difference, and what it does to a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail<'s> {
    /// What differs.
    pub edit: Edit<'s>,
    /// The case that it is.
    pub rule: Rule,
}

impl Detail<'_> {
    /// What it does to a program.
    #[must_use]
    pub const fn grade(&self) -> Grade {
        self.rule.grade()
    }
}

/// What differs. Members, enumerators and types inside say where they are in their own set.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Edit<'s> {
    /// The whole is new.
    Added,
    /// The whole is gone.
    Removed,
    /// It is in another place: vmlinux or modules.
    Moved,
    /// It has another name. A guess, by shape.
    Renamed {
        /// The new name.
        to: &'s str,
    },
    /// The name is of another kind now.
    Kind {
        /// The new kind.
        to: What,
    },
    /// It was declared and is defined, or the other way round.
    Defined {
        /// Whether it is defined now.
        is_now: bool,
    },
    /// It has another size in bytes: the whole, or a struct without a name inside.
    Resized {
        /// Which part; empty for the whole.
        path: String,
        /// Before.
        old: u64,
        /// After.
        new: u64,
    },
    /// An integer or enum is signed now, or no longer.
    Sign {
        /// Whether it is signed now.
        is_now: bool,
    },
    /// A typedef, variable or result is of another type.
    Retyped {
        /// Before.
        old: TypeLoc,
        /// After.
        new: TypeLoc,
    },
    /// A member is new.
    MemberAdded {
        /// The member.
        new: MemberAt<'s>,
    },
    /// A member is gone.
    MemberRemoved {
        /// The member.
        old: MemberAt<'s>,
    },
    /// A member has another place, type or width, or all of that. One of its own for each.
    Member {
        /// Which of them.
        what: MemberEdit,
        /// Before.
        old: MemberAt<'s>,
        /// After.
        new: MemberAt<'s>,
    },
    /// An enumerator or constant is new.
    EnumeratorAdded {
        /// Its name.
        name: &'s str,
        /// Its value.
        new: Value,
    },
    /// An enumerator or constant is gone.
    EnumeratorRemoved {
        /// Its name.
        name: &'s str,
        /// Its value.
        old: Value,
    },
    /// An enumerator or constant has another value.
    EnumeratorValue {
        /// Its name.
        name: &'s str,
        /// Before.
        old: Value,
        /// After.
        new: Value,
    },
    /// An enumerator has another name. A guess, by value.
    EnumeratorRenamed {
        /// Before.
        name: &'s str,
        /// After.
        to: &'s str,
        /// Of both.
        value: Value,
    },
    /// A parameter is new.
    ParamAdded {
        /// The parameter.
        new: ParamAt<'s>,
    },
    /// A parameter is gone.
    ParamRemoved {
        /// The parameter.
        old: ParamAt<'s>,
    },
    /// A parameter has another name, place or type.
    Param {
        /// Before.
        old: ParamAt<'s>,
        /// After.
        new: ParamAt<'s>,
    },
    /// A tag has come.
    TagAdded {
        /// Its text.
        name: &'s str,
    },
    /// A tag has gone.
    TagRemoved {
        /// Its text.
        name: &'s str,
    },
    /// Something else.
    Otherwise,
}

/// What of a member differs.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum MemberEdit {
    /// Its name. A guess, by place and type.
    Name,
    /// Its offset, or the anonymous struct or union that it is in.
    Place,
    /// Its type.
    Type,
    /// How many bits it has, or whether it is a bitfield.
    Bits,
}

/// A member where it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MemberAt<'s> {
    /// What it is in, from the whole on, with a dot at the end: `{anon union}.`, `args[].`; empty for the whole.
    pub path: String,
    /// Its name.
    pub name: &'s str,
    /// Its type.
    pub type_loc: TypeLoc,
    /// From the start of the whole; of a struct without a name that a member with one is made of, from its start.
    pub offset: Bits,
    /// How many bits it has, if it is a bitfield.
    pub bitfield_size: Option<u8>,
}

/// A parameter where it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ParamAt<'s> {
    /// Which one, from 0.
    pub idx: u32,
    /// Its name; empty where it has none.
    pub name: &'s str,
    /// Its type.
    pub type_loc: TypeLoc,
}
