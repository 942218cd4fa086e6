//! What the printer has to say besides C: what it cannot print, and where its C differs from libbpf's.
//!
//! *In:* findings of the printer. *Out:* values: a node, and a reason or a class. *Never:* text in the
//! output; whoever prints decides what to say.

use core::fmt;

use super::graph::Node;

/// A type that has no C, and why. What it needs and what only points at it is printed all the same.
///
/// ```
/// use btfly_btf::c::{Node, Reason, Unprintable};
///
/// let error = Unprintable { node: Node(7), reason: Reason::Cycle };
/// assert_eq!(error.to_string(), "unsatisfiable type cycle through node 7");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unprintable {
    /// The type at which it was met: what was to be printed contains it.
    pub node: Node,
    /// Why.
    pub reason: Reason,
}

/// Why a type has no C.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Reason {
    /// It contains itself, or pointers, modifiers or typedefs form a circle.
    Cycle,
    /// It is made of a function, a variable, a section or a tag, or of a kind newer than this crate.
    NotAType,
    /// Printing it would take more work or more text than any compiler makes of so few bytes: types that
    /// repeat each other over and over.
    TooMuch,
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let node = self.node.0;
        match self.reason {
            Reason::Cycle => write!(f, "unsatisfiable type cycle through node {node}"),
            Reason::NotAType => write!(f, "made of node {node}, which is no type of C"),
            Reason::TooMuch => write!(f, "repeats types without end: given up at node {node}"),
        }
    }
}

impl core::error::Error for Unprintable {}

/// A way in which libbpf's C says something else than the BTF.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Defect {
    /// An enum of a size that libbpf does not write down: of two bytes, or of eight where a pointer has
    /// four.
    EnumSize,
    /// The least value of 64 bits, which is no number of C: compilers warn of it.
    LeastValue,
    /// A struct or union that a compiler would lay out otherwise, unless it is packed.
    Packed,
    /// Padding that a compiler would make smaller or larger than the gap.
    Padding,
    /// An old-style bitfield (an integer of fewer bits than its bytes), which libbpf prints whole.
    OldBitfield,
    /// A member without a name whose struct or union has one: plain C takes it for a declaration of
    /// nothing, unless its members are written out.
    AnonymousMember,
    /// A member without a name that is no struct or union, so that C has no words for it.
    NamelessMember,
    /// A tag that one compiler or the other warns of, unless it is guarded.
    Tag,
    /// A qualifier behind a tag, which libbpf glues to the name before it.
    QualifierBehindTag,
    /// A word of C23 (`bool`, `true`, `false`) that is defined here and must not be there, or that a member
    /// has for a name.
    KeywordOfC23,
    /// An anonymous enum that libbpf prints for itself although a prototype returns it, which then has other
    /// names for its values; or a type that has such a prototype.
    ReturnedEnum,
    /// An anonymous enum that only functions or variables refer to, which libbpf does not print.
    LostEnum,
    /// A type that compilers have built in and two parts have: no number makes a second of it.
    Builtin,
    /// A name that is none in C, and written in a way that it is; or something of that name.
    OddName,
    /// The first type of the sorted order, which bpftool loses.
    LostBySort,
}

impl Defect {
    /// Every class, in the order of the declaration.
    pub const ALL: [Self; 15] = [
        Self::EnumSize,
        Self::LeastValue,
        Self::Packed,
        Self::Padding,
        Self::OldBitfield,
        Self::AnonymousMember,
        Self::NamelessMember,
        Self::Tag,
        Self::QualifierBehindTag,
        Self::KeywordOfC23,
        Self::ReturnedEnum,
        Self::LostEnum,
        Self::Builtin,
        Self::OddName,
        Self::LostBySort,
    ];

    /// What it is called in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EnumSize => "enum size",
            Self::LeastValue => "least value",
            Self::Packed => "packed",
            Self::Padding => "padding",
            Self::OldBitfield => "old bitfield",
            Self::AnonymousMember => "anonymous member",
            Self::NamelessMember => "nameless member",
            Self::Tag => "tag",
            Self::QualifierBehindTag => "qualifier behind tag",
            Self::KeywordOfC23 => "keyword of C23",
            Self::ReturnedEnum => "returned enum",
            Self::LostEnum => "lost enum",
            Self::Builtin => "built in",
            Self::OddName => "odd name",
            Self::LostBySort => "lost by sort",
        }
    }
}

/// One place where the printed C differs from libbpf's.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Finding {
    /// The type whose definition differs, or the function whose prototype does.
    pub node: Node,
    /// In which way.
    pub defect: Defect,
}
