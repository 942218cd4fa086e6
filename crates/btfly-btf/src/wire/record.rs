//! The sizes of a type record and of what follows it.
//!
//! *In:* a kind. *Out:* how many bytes its record takes. Kernel reference:
//! `kernel/bpf/btf.c: btf_type_ops` and `include/uapi/linux/btf.h`, Linux v7.2.

use super::kind::Kind;
use super::layout::LayoutEntry;

/// Bytes of the part that every record has: name offset, info, size or type.
pub(crate) const HEAD: usize = 12;
/// Bytes of a member: name offset, type, offset.
pub(crate) const MEMBER: usize = 12;
/// Bytes of a parameter: name offset, type.
pub(crate) const PARAM: usize = 8;
/// Bytes of an enumerator: name offset, value.
pub(crate) const ENUM: usize = 8;
/// Bytes of a 64-bit enumerator: name offset, low word, high word.
pub(crate) const ENUM64: usize = 12;
/// Bytes of a data section's entry: type, offset, size.
pub(crate) const SEC_VAR: usize = 12;

/// What follows the head of a record: `info_sz` bytes once, `elem_sz` bytes for each of `vlen`.
///
/// This is what a layout section writes down; for known kinds it is fixed.
pub(crate) const fn trailing(kind: Kind) -> LayoutEntry {
    let (info_sz, elem_sz) = match kind {
        Kind::Int | Kind::Var | Kind::DeclTag => (4, 0),
        Kind::Array => (12, 0),
        Kind::Struct | Kind::Union | Kind::Datasec | Kind::Enum64 => (0, 12),
        Kind::Enum | Kind::FuncProto => (0, 8),
        Kind::Void
        | Kind::Ptr
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::Float
        | Kind::TypeTag
        | Kind::Opaque => (0, 0),
    };
    LayoutEntry { info_sz, elem_sz, flags: 0 }
}
