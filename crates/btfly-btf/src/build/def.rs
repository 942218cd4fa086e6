//! Definitions: types as plain values, to be made, changed and built.
//!
//! *In:* what somebody wants to define. *Out:* one value per type, which [`Builder`](super::Builder)
//! checks and writes. Reading has views, writing has definitions: a view borrows a section that never
//! changes, a definition stands alone. Names are `Cow`, because most come from a view and are only passed
//! on; a definition with names of its own is a `Def<'static>`.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::id::{Bits, TypeId};
use crate::view::{Encoding, FuncLinkage, SecVar, VarLinkage};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;
use crate::wire::layout::LayoutEntry;

/// A name; empty where there is none.
pub type Name<'n> = Cow<'n, str>;

/// One type, as a value. Complete on purpose, as [`Type`](crate::view::Type) is.
///
/// ```
/// use btfly_btf::build::{CompositeDef, Def, MemberDef, RefDef};
/// use btfly_btf::{Bits, TypeId};
///
/// let list_head = Def::Struct(CompositeDef {
///     name: "list_head".into(),
///     size: 16,
///     members: ["next", "prev"]
///         .into_iter()
///         .zip([0, 64])
///         .map(|(name, at)| MemberDef::new(name, TypeId(2), Bits(at)))
///         .collect(),
///     has_bitfield_sizes: false,
/// });
/// let pointer = Def::Ptr(RefDef { type_id: TypeId(1) });
/// assert_eq!((list_head.name(), pointer.name()), ("list_head", ""));
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Def<'n> {
    /// Integer, boolean or character.
    Int(IntDef<'n>),
    /// Pointer.
    Ptr(RefDef),
    /// Array.
    Array(ArrayDef),
    /// Structure.
    Struct(CompositeDef<'n>),
    /// Union.
    Union(CompositeDef<'n>),
    /// Enumeration with values of up to 32 bits.
    Enum(EnumDef<'n>),
    /// Forward declaration.
    Fwd(FwdDef<'n>),
    /// Type definition.
    Typedef(TypedefDef<'n>),
    /// `volatile`.
    Volatile(RefDef),
    /// `const`.
    Const(RefDef),
    /// `restrict`.
    Restrict(RefDef),
    /// Function.
    Func(FuncDef<'n>),
    /// Function prototype.
    FuncProto(FuncProtoDef<'n>),
    /// Variable.
    Var(VarDef<'n>),
    /// Data section.
    Datasec(DatasecDef<'n>),
    /// Floating point number.
    Float(FloatDef<'n>),
    /// Tag on a declaration.
    DeclTag(DeclTagDef<'n>),
    /// Tag on a type.
    TypeTag(TypeTagDef<'n>),
    /// Enumeration with values of up to 64 bits.
    Enum64(EnumDef<'n>),
    /// A kind newer than this crate, copied byte for byte.
    Opaque(OpaqueDef<'n>),
}

/// Of an `INT`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct IntDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Its size in bytes.
    pub size: u32,
    /// What its bits mean.
    pub encoding: Encoding,
    /// At which bit of its storage it starts: 0 except in old encodings of bitfields.
    pub offset_bits: u8,
    /// How many bits it has.
    pub size_bits: u8,
}

/// Of a `PTR`, `VOLATILE`, `CONST` or `RESTRICT`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct RefDef {
    /// The type behind it.
    pub type_id: TypeId,
}

/// Of an `ARRAY`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ArrayDef {
    /// The type of an element.
    pub elem_type_id: TypeId,
    /// The type of an index.
    pub index_type_id: TypeId,
    /// How many elements; 0 for a flexible array.
    pub len: u32,
}

/// Of a `STRUCT` or `UNION`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct CompositeDef<'n> {
    /// Its name; empty where it has none.
    pub name: Name<'n>,
    /// Its size in bytes.
    pub size: u32,
    /// The members in order.
    pub members: Vec<MemberDef<'n>>,
    /// Whether member offsets carry a bitfield size (the kind flag) even if no member has one. With a
    /// member that has one they do anyway.
    pub has_bitfield_sizes: bool,
}

/// A member of a struct or union.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct MemberDef<'n> {
    /// Its name; empty for an anonymous struct or union, or padding.
    pub name: Name<'n>,
    /// Its type.
    pub type_id: TypeId,
    /// Where it starts: 32 bits, or 24 where offsets carry bitfield sizes.
    pub offset: Bits,
    /// How many bits it has, if it is a bitfield; 0 counts as none.
    pub bitfield_size: Option<u8>,
}

impl<'n> MemberDef<'n> {
    /// A member that is no bitfield.
    pub fn new(name: impl Into<Name<'n>>, type_id: TypeId, offset: Bits) -> Self {
        Self { name: name.into(), type_id, offset, bitfield_size: None }
    }
}

/// Of an `ENUM` or `ENUM64`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct EnumDef<'n> {
    /// Its name; empty where it has none.
    pub name: Name<'n>,
    /// Its size in bytes.
    pub size: u32,
    /// Whether values are signed.
    pub is_signed: bool,
    /// The values in order.
    pub variants: Vec<VariantDef<'n>>,
}

/// An enumerator: a name and a value.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct VariantDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Its value: of 32 or 64 bits, signed or not, by the enumeration that it is in.
    pub value: i128,
}

/// Of a `FWD`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct FwdDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Whether a union is declared, not a struct.
    pub is_union: bool,
}

/// Of a `TYPEDEF`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct TypedefDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// The type that it names.
    pub type_id: TypeId,
}

/// Of a `FUNC`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct FuncDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Its prototype.
    pub type_id: TypeId,
    /// Its linkage; the wire has 24 bits for it.
    pub linkage: FuncLinkage,
}

/// Of a `FUNC_PROTO`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct FuncProtoDef<'n> {
    /// What is returned.
    pub return_type_id: TypeId,
    /// The parameters in order; a last one of type `void` without a name stands for `...`.
    pub params: Vec<ParamDef<'n>>,
}

/// A parameter of a prototype.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct ParamDef<'n> {
    /// Its name; empty where it has none.
    pub name: Name<'n>,
    /// Its type.
    pub type_id: TypeId,
}

/// Of a `VAR`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct VarDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Its type.
    pub type_id: TypeId,
    /// Its linkage.
    pub linkage: VarLinkage,
}

/// Of a `DATASEC`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct DatasecDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Its size in bytes.
    pub size: u32,
    /// What lies in it, in order.
    pub vars: Vec<SecVar>,
}

/// Of a `FLOAT`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct FloatDef<'n> {
    /// Its name.
    pub name: Name<'n>,
    /// Its size in bytes.
    pub size: u32,
}

/// Of a `DECL_TAG`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct DeclTagDef<'n> {
    /// The text.
    pub name: Name<'n>,
    /// What it is attached to.
    pub type_id: TypeId,
    /// Which member or parameter, or -1 for the whole.
    pub component_idx: i32,
    /// Whether the text is any `__attribute__((text))`, not a `btf_decl_tag("text")`.
    pub is_attribute: bool,
}

/// Of a `TYPE_TAG`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct TypeTagDef<'n> {
    /// The text.
    pub name: Name<'n>,
    /// The type behind it.
    pub type_id: TypeId,
    /// Whether the text is any `__attribute__((text))`, not a `btf_type_tag("text")`.
    pub is_attribute: bool,
}

/// Of a kind that is newer than this crate: what it means is unknown, so ids and names inside `extra` are
/// copied as they stand.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct OpaqueDef<'n> {
    /// The number of its kind, above those that are known.
    pub kind_number: u8,
    /// What its name offset points at.
    pub name: Name<'n>,
    /// The kind flag.
    pub kflag: bool,
    /// How many entries follow.
    pub vlen: u32,
    /// The word that is a size or a type for other kinds.
    pub size_or_type: u32,
    /// How long the record is: what the layout section must say about the kind.
    pub layout: LayoutEntry,
    /// The byte order of `extra`; a BTF of another order cannot take it.
    pub endian: Endian,
    /// What follows the head: `info_sz` bytes and `vlen` times `elem_sz`.
    pub extra: Cow<'n, [u8]>,
}

impl Def<'_> {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Int(_) => Kind::Int,
            Self::Ptr(_) => Kind::Ptr,
            Self::Array(_) => Kind::Array,
            Self::Struct(_) => Kind::Struct,
            Self::Union(_) => Kind::Union,
            Self::Enum(_) => Kind::Enum,
            Self::Fwd(_) => Kind::Fwd,
            Self::Typedef(_) => Kind::Typedef,
            Self::Volatile(_) => Kind::Volatile,
            Self::Const(_) => Kind::Const,
            Self::Restrict(_) => Kind::Restrict,
            Self::Func(_) => Kind::Func,
            Self::FuncProto(_) => Kind::FuncProto,
            Self::Var(_) => Kind::Var,
            Self::Datasec(_) => Kind::Datasec,
            Self::Float(_) => Kind::Float,
            Self::DeclTag(_) => Kind::DeclTag,
            Self::TypeTag(_) => Kind::TypeTag,
            Self::Enum64(_) => Kind::Enum64,
            Self::Opaque(_) => Kind::Opaque,
        }
    }

    /// Its name; empty where it has none. The text of a tag counts as its name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Ptr(_)
            | Self::Array(_)
            | Self::Volatile(_)
            | Self::Const(_)
            | Self::Restrict(_)
            | Self::FuncProto(_) => "",
            Self::Int(def) => &def.name,
            Self::Struct(def) | Self::Union(def) => &def.name,
            Self::Enum(def) | Self::Enum64(def) => &def.name,
            Self::Fwd(def) => &def.name,
            Self::Typedef(def) => &def.name,
            Self::Func(def) => &def.name,
            Self::Var(def) => &def.name,
            Self::Datasec(def) => &def.name,
            Self::Float(def) => &def.name,
            Self::DeclTag(def) => &def.name,
            Self::TypeTag(def) => &def.name,
            Self::Opaque(def) => &def.name,
        }
    }
}
