//! Kinds, and the `info` word of a type record.
//!
//! *In:* numbers. *Out:* [`Kind`] and the parts of `info`. Kernel reference:
//! `include/uapi/linux/btf.h: BTF_INFO_KIND, BTF_INFO_VLEN, BTF_INFO_KFLAG`, Linux v7.2, where the kind
//! has 7 bits and vlen has 24; older kernels leave the added bits zero.

use core::fmt;

/// What a type is. Complete on purpose: a new kind must not compile until every consumer handles it.
///
/// ```
/// use btfly_btf::Kind;
///
/// assert_eq!(Kind::FuncProto.as_str(), "FUNC_PROTO");
/// assert_eq!(Kind::from_name("struct"), Some(Kind::Struct));
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[repr(u8)]
pub enum Kind {
    /// Id 0, which has no record.
    Void = 0,
    /// Integer, boolean or character.
    Int = 1,
    /// Pointer.
    Ptr = 2,
    /// Array.
    Array = 3,
    /// Structure.
    Struct = 4,
    /// Union.
    Union = 5,
    /// Enumeration with values of up to 32 bits.
    Enum = 6,
    /// Forward declaration of a struct or union.
    Fwd = 7,
    /// Type definition.
    Typedef = 8,
    /// `volatile`.
    Volatile = 9,
    /// `const`.
    Const = 10,
    /// `restrict`.
    Restrict = 11,
    /// Function.
    Func = 12,
    /// Function prototype.
    FuncProto = 13,
    /// Variable.
    Var = 14,
    /// ELF data section with its variables.
    Datasec = 15,
    /// Floating point number.
    Float = 16,
    /// Tag on a declaration.
    DeclTag = 17,
    /// Tag on a type.
    TypeTag = 18,
    /// Enumeration with values of up to 64 bits.
    Enum64 = 19,
    /// A kind newer than this crate, stepped over by the layout section.
    Opaque = 255,
}

impl Kind {
    /// Every kind that has a record of known form, in numeric order.
    pub const ALL: [Self; 19] = [
        Self::Int,
        Self::Ptr,
        Self::Array,
        Self::Struct,
        Self::Union,
        Self::Enum,
        Self::Fwd,
        Self::Typedef,
        Self::Volatile,
        Self::Const,
        Self::Restrict,
        Self::Func,
        Self::FuncProto,
        Self::Var,
        Self::Datasec,
        Self::Float,
        Self::DeclTag,
        Self::TypeTag,
        Self::Enum64,
    ];

    /// The kind with this number, unless it is newer than this crate.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// assert_eq!((Kind::from_number(4), Kind::from_number(100)), (Some(Kind::Struct), None));
    /// ```
    #[inline]
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Int,
            2 => Self::Ptr,
            3 => Self::Array,
            4 => Self::Struct,
            5 => Self::Union,
            6 => Self::Enum,
            7 => Self::Fwd,
            8 => Self::Typedef,
            9 => Self::Volatile,
            10 => Self::Const,
            11 => Self::Restrict,
            12 => Self::Func,
            13 => Self::FuncProto,
            14 => Self::Var,
            15 => Self::Datasec,
            16 => Self::Float,
            17 => Self::DeclTag,
            18 => Self::TypeTag,
            19 => Self::Enum64,
            _ => return None,
        })
    }

    /// The name that listings use: `INT`, `FUNC_PROTO`.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// assert_eq!(Kind::FuncProto.as_str(), "FUNC_PROTO");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Void => "VOID",
            Self::Int => "INT",
            Self::Ptr => "PTR",
            Self::Array => "ARRAY",
            Self::Struct => "STRUCT",
            Self::Union => "UNION",
            Self::Enum => "ENUM",
            Self::Fwd => "FWD",
            Self::Typedef => "TYPEDEF",
            Self::Volatile => "VOLATILE",
            Self::Const => "CONST",
            Self::Restrict => "RESTRICT",
            Self::Func => "FUNC",
            Self::FuncProto => "FUNC_PROTO",
            Self::Var => "VAR",
            Self::Datasec => "DATASEC",
            Self::Float => "FLOAT",
            Self::DeclTag => "DECL_TAG",
            Self::TypeTag => "TYPE_TAG",
            Self::Enum64 => "ENUM64",
            Self::Opaque => "UNKNOWN",
        }
    }

    /// The kind of that name, in any case, with or without the underscore.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// assert_eq!(Kind::from_name("func_proto"), Some(Kind::FuncProto));
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let same = |kind: &Self| {
            let letters = |text: &'static str| text.bytes().filter(|byte| *byte != b'_');
            name.bytes()
                .filter(|byte| *byte != b'_')
                .map(|byte| byte.to_ascii_uppercase())
                .eq(letters(kind.as_str()))
        };
        Self::ALL.into_iter().find(same)
    }

    /// Whether a name of this kind names a type that C code can use: not a function, variable,
    /// section or tag.
    ///
    /// ```
    /// use btfly_btf::Kind;
    ///
    /// assert!(Kind::Typedef.is_c_type() && !Kind::Func.is_c_type());
    /// ```
    #[must_use]
    pub const fn is_c_type(self) -> bool {
        match self {
            Self::Int
            | Self::Ptr
            | Self::Array
            | Self::Struct
            | Self::Union
            | Self::Enum
            | Self::Fwd
            | Self::Typedef
            | Self::Volatile
            | Self::Const
            | Self::Restrict
            | Self::Float
            | Self::TypeTag
            | Self::Enum64 => true,
            Self::Void
            | Self::Func
            | Self::FuncProto
            | Self::Var
            | Self::Datasec
            | Self::DeclTag
            | Self::Opaque => false,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The second word of a type record.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Info(pub(crate) u32);

impl Info {
    /// The largest `vlen` that the word can hold.
    pub(crate) const MAX_VLEN: u32 = 0x00ff_ffff;

    #[inline]
    pub(crate) const fn kind_number(self) -> u8 {
        // Seven bits: the cast cannot lose any.
        ((self.0 >> 24) & 0x7f) as u8
    }

    #[inline]
    pub(crate) const fn vlen(self) -> u32 {
        self.0 & Self::MAX_VLEN
    }

    #[inline]
    pub(crate) const fn kflag(self) -> bool {
        self.0 >> 31 == 1
    }

    pub(crate) const fn pack(kind_number: u8, vlen: u32, kflag: bool) -> Self {
        Self(((kflag as u32) << 31) | ((kind_number as u32 & 0x7f) << 24) | (vlen & Self::MAX_VLEN))
    }
}
