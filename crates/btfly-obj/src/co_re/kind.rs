//! The thirteen kinds of CO-RE relocations.

use std::fmt;

/// What a relocation asks of the target's types. Complete: a kind that is not here cannot be solved.
///
/// Source: `include/uapi/linux/bpf.h: enum bpf_core_relo_kind`, Linux v7.2; printed as libbpf does.
///
/// ```
/// use btfly_obj::co_re::ReloKind;
///
/// assert_eq!(ReloKind::from_number(12), Some(ReloKind::TypeMatches));
/// assert_eq!(ReloKind::FieldByteOffset.to_string(), "byte_off");
/// assert_eq!(ReloKind::from_number(13), None);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ReloKind {
    /// Where a field is, in bytes; of a bitfield, where it is loaded from.
    FieldByteOffset,
    /// How many bytes a field has; of a bitfield, how many are loaded.
    FieldByteSize,
    /// Whether there is such a field.
    FieldExists,
    /// Whether a field is signed.
    FieldSigned,
    /// By how much a loaded bitfield is shifted to the left.
    FieldLshiftU64,
    /// By how much it is then shifted to the right.
    FieldRshiftU64,
    /// The type's id among the program's own types.
    TypeIdLocal,
    /// The type's id among the target's.
    TypeIdTarget,
    /// Whether there is such a type.
    TypeExists,
    /// How many bytes the type has.
    TypeSize,
    /// Whether there is such an enumerator.
    EnumvalExists,
    /// The enumerator's value.
    EnumvalValue,
    /// Whether there is such a type with all members that the program's has.
    TypeMatches,
}

/// What a kind is asked of.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum About {
    Field,
    Type,
    Enumval,
}

const ALL: [ReloKind; 13] = [
    ReloKind::FieldByteOffset,
    ReloKind::FieldByteSize,
    ReloKind::FieldExists,
    ReloKind::FieldSigned,
    ReloKind::FieldLshiftU64,
    ReloKind::FieldRshiftU64,
    ReloKind::TypeIdLocal,
    ReloKind::TypeIdTarget,
    ReloKind::TypeExists,
    ReloKind::TypeSize,
    ReloKind::EnumvalExists,
    ReloKind::EnumvalValue,
    ReloKind::TypeMatches,
];

impl ReloKind {
    /// The kind with this number in a record.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// Its name, as libbpf logs it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FieldByteOffset => "byte_off",
            Self::FieldByteSize => "byte_sz",
            Self::FieldExists => "field_exists",
            Self::FieldSigned => "signed",
            Self::FieldLshiftU64 => "lshift_u64",
            Self::FieldRshiftU64 => "rshift_u64",
            Self::TypeIdLocal => "local_type_id",
            Self::TypeIdTarget => "target_type_id",
            Self::TypeExists => "type_exists",
            Self::TypeSize => "type_size",
            Self::EnumvalExists => "enumval_exists",
            Self::EnumvalValue => "enumval_value",
            Self::TypeMatches => "type_matches",
        }
    }

    pub(crate) const fn about(self) -> About {
        match self {
            Self::FieldByteOffset
            | Self::FieldByteSize
            | Self::FieldExists
            | Self::FieldSigned
            | Self::FieldLshiftU64
            | Self::FieldRshiftU64 => About::Field,
            Self::TypeIdLocal
            | Self::TypeIdTarget
            | Self::TypeExists
            | Self::TypeSize
            | Self::TypeMatches => About::Type,
            Self::EnumvalExists | Self::EnumvalValue => About::Enumval,
        }
    }

    /// Whether the value is 0 where nothing is found, and a program that asks may go on.
    pub(crate) const fn is_zero_if_absent(self) -> bool {
        match self {
            Self::FieldExists
            | Self::TypeIdTarget
            | Self::TypeExists
            | Self::TypeSize
            | Self::TypeMatches
            | Self::EnumvalExists => true,
            Self::FieldByteOffset
            | Self::FieldByteSize
            | Self::FieldSigned
            | Self::FieldLshiftU64
            | Self::FieldRshiftU64
            | Self::TypeIdLocal
            | Self::EnumvalValue => false,
        }
    }
}

impl fmt::Display for ReloKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
