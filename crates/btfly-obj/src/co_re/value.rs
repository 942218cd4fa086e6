//! A number out of what was found: the answer to the question that a relocation asks.
//!
//! *In:* what was found, on either side, and the question. *Out:* a number, and how wide the field is.
//!
//! Kernel reference: `tools/lib/bpf/relo_core.c: bpf_core_calc_field_relo, bpf_core_calc_type_relo,
//! bpf_core_calc_enumval_relo`, Linux v7.2.

use btfly_btf::view::{Encoding, Member, Type, Value};
use btfly_btf::{Bits, Endian, TypeId, Types};

use super::error::{Error, ErrorKind};
use super::kind::ReloKind;
use super::locate::{Found, Refusal};

/// What becomes of an instruction: from which number to which.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Change {
    /// What the compiler wrote, by the program's own types.
    pub local: u64,
    /// What the target has.
    pub target: u64,
    /// Whether the instruction must have the local number: compilers choose for themselves how they
    /// load a bitfield, and linkers renumber types.
    pub is_exact: bool,
    /// Whether both numbers are enumerators of 32 bits whose type does not say that it is signed.
    /// Compilers before clang 15 say so of none; the instruction then shows how wide they are meant.
    pub is_narrow: bool,
    /// For a byte offset: whether loads and stores have to change their size.
    pub width: Width,
}

/// How wide a field is, before and after.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Width {
    /// As wide as before, or it does not matter.
    Same,
    /// Wider or narrower, and a load can be made to fit: both are pointers, or both unsigned integers.
    Resized {
        /// Bytes in the program's types.
        local: u64,
        /// Bytes in the target's.
        target: u64,
    },
    /// Of another size, and a load would read it wrongly: memory accesses are poisoned, the offset alone
    /// may be used.
    Unfit {
        /// Bytes in the program's types.
        local: u64,
        /// Bytes in the target's.
        target: u64,
    },
}

impl Width {
    /// Where a load of the field is poisoned for its size: both sizes, and why.
    ///
    /// ```
    /// use btfly_obj::co_re::Width;
    ///
    /// let text = Width::Unfit { local: 4, target: 8 }.trouble().unwrap();
    /// assert!(text.starts_with("the field has 8 bytes there and 4 in the program"));
    /// assert_eq!(Width::Same.trouble(), None);
    /// ```
    #[must_use]
    pub fn trouble(self) -> Option<String> {
        let Self::Unfit { local, target } = self else { return None };
        let sizes = match (local, target) {
            // What is a bitfield has no bytes of its own.
            (0, _) => {
                format!("the field has {target} bytes there and is a bitfield in the program")
            }
            (_, 0) => format!("the field is a bitfield there and has {local} bytes in the program"),
            _ => format!("the field has {target} bytes there and {local} in the program"),
        };
        Some(format!("{sizes}: only loads of pointers and unsigned integers are made to fit"))
    }
}

/// The answer on one side.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Answer {
    pub(crate) value: u64,
    pub(crate) is_exact: bool,
    pub(crate) is_narrow: bool,
    /// Bytes and type of the field, of those whose loads may be resized.
    pub(crate) field: Option<(u64, TypeId)>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    ArrayElement,
    WideBitfield,
    NoSize(TypeId),
}

impl Fault {
    /// In the program's own types: nothing that a compiler wrote.
    pub(crate) fn in_local(self, kind: ReloKind) -> Error {
        Error::new(match self {
            Self::ArrayElement => ErrorKind::ArrayElement { kind },
            Self::WideBitfield => ErrorKind::WideBitfield,
            Self::NoSize(type_id) => ErrorKind::NoSize { type_id },
        })
    }

    /// In a candidate: it is not what is meant.
    pub(crate) fn in_target(self) -> Refusal {
        match self {
            Self::WideBitfield => Refusal::WideBitfield,
            Self::ArrayElement | Self::NoSize(_) => Refusal::Unusable,
        }
    }
}

/// The answer to `kind`, asked of what was found in `types`.
pub(crate) fn answer(
    types: &Types<'_>,
    found: &Found<'_>,
    kind: ReloKind,
) -> Result<Answer, Fault> {
    let exact = |value| Ok(Answer { value, is_exact: true, is_narrow: false, field: None });
    match (kind, found) {
        (
            ReloKind::FieldExists
            | ReloKind::TypeExists
            | ReloKind::TypeMatches
            | ReloKind::EnumvalExists,
            _,
        ) => exact(1),
        (ReloKind::TypeIdLocal | ReloKind::TypeIdTarget, Found::Type(id)) => {
            exact(u64::from(id.0)).map(|answer| Answer { is_exact: false, ..answer })
        }
        (ReloKind::TypeSize, Found::Type(id)) => exact(size_of(types, *id)?),
        (ReloKind::EnumvalValue, Found::Value(value, is_narrow)) => {
            let is_narrow = *is_narrow && matches!(value, Value::Unsigned(_));
            exact(value.bits()).map(|answer| Answer { is_narrow, ..answer })
        }
        (ReloKind::FieldByteOffset, Found::Element(id, offset)) => {
            let size = size_of(types, innermost(types, *id).ok_or(Fault::NoSize(*id))?)?;
            exact(offset.floor_bytes()).map(|answer| Answer { field: Some((size, *id)), ..answer })
        }
        (ReloKind::FieldByteSize, Found::Element(id, _)) => exact(size_of(types, *id)?),
        (_, Found::Element(..)) => Err(Fault::ArrayElement),
        (_, Found::Member(member, offset)) => member_answer(types, *member, *offset, kind),
        // A question of another sort than what was found: the two come from one spec, so this is never met.
        (_, Found::Type(_) | Found::Value(..)) => Err(Fault::ArrayElement),
    }
}

fn size_of(types: &Types<'_>, id: TypeId) -> Result<u64, Fault> {
    types.size_of(id).ok_or(Fault::NoSize(id))
}

/// The element of the innermost array.
fn innermost(types: &Types<'_>, id: TypeId) -> Option<TypeId> {
    let mut at = types.skip_modifiers(id)?;
    for _ in 0..super::access::MAX_STEPS {
        match types.get(at)? {
            Type::Array(array) => at = types.skip_modifiers(array.elem_type_id())?,
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Enum64(_)
            | Type::Opaque(_) => return Some(at),
        }
    }
    None
}

/// The bytes that a load of a field takes.
struct Load {
    /// First byte.
    start: u64,
    bytes: u64,
}

fn member_answer(
    types: &Types<'_>,
    member: Member<'_>,
    offset: Bits,
    kind: ReloKind,
) -> Result<Answer, Fault> {
    let id = member.type_id();
    let id = types.skip_modifiers(id).ok_or(Fault::NoSize(id))?;
    let bitfield = member.bitfield_size().map(u64::from);
    let load = match bitfield {
        Some(bits) => load_of(offset.0, bits, size_of(types, id)?)?,
        None => Load { start: offset.floor_bytes(), bytes: size_of(types, id)? },
    };
    let bits = bitfield.unwrap_or(load.bytes.saturating_mul(8));
    let is_exact = bitfield.is_none();
    let plain = Answer { value: 0, is_exact, is_narrow: false, field: None };
    match kind {
        ReloKind::FieldByteOffset => {
            let field = match bitfield {
                Some(_) => None,
                None => {
                    let element = innermost(types, id).ok_or(Fault::NoSize(id))?;
                    Some((size_of(types, element)?, id))
                }
            };
            Ok(Answer { value: load.start, field, ..plain })
        }
        ReloKind::FieldByteSize => Ok(Answer { value: load.bytes, ..plain }),
        // What is signed here is so for every compiler, and so is the shift to the right.
        ReloKind::FieldSigned => {
            Ok(Answer { value: u64::from(is_signed(types, id)), is_exact: true, ..plain })
        }
        ReloKind::FieldRshiftU64 => {
            Ok(Answer { value: 64_u64.wrapping_sub(bits), is_exact: true, ..plain })
        }
        ReloKind::FieldLshiftU64 => {
            let before = offset.0.wrapping_sub(load.start.wrapping_mul(8));
            let value = match types.endian() {
                Endian::Little => 64_u64.wrapping_sub(before.wrapping_add(bits)),
                Endian::Big => 8_u64.wrapping_sub(load.bytes).wrapping_mul(8).wrapping_add(before),
            };
            Ok(Answer { value, ..plain })
        }
        ReloKind::FieldExists
        | ReloKind::TypeIdLocal
        | ReloKind::TypeIdTarget
        | ReloKind::TypeExists
        | ReloKind::TypeSize
        | ReloKind::EnumvalExists
        | ReloKind::EnumvalValue
        | ReloKind::TypeMatches => Ok(Answer { value: 1, ..plain }),
    }
}

/// The smallest aligned load that holds a bitfield of a type of `bytes` bytes.
fn load_of(start: u64, bits: u64, bytes: u64) -> Result<Load, Fault> {
    if bytes == 0 {
        return Err(Fault::WideBitfield);
    }
    let mut bytes = bytes;
    loop {
        let from = start / 8 / bytes * bytes;
        if start + bits <= (from + bytes) * 8 {
            return Ok(Load { start: from, bytes });
        }
        if 8 <= bytes {
            return Err(Fault::WideBitfield);
        }
        bytes *= 2;
    }
}

fn is_signed(types: &Types<'_>, id: TypeId) -> bool {
    match types.get(id) {
        Some(Type::Int(int)) => int.encoding().number() & Encoding::Signed.number() != 0,
        Some(Type::Enum(view)) => view.is_signed(),
        Some(Type::Enum64(view)) => view.is_signed(),
        Some(
            Type::Void
            | Type::Ptr(_)
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Opaque(_),
        )
        | None => false,
    }
}

/// Both answers together.
pub(crate) fn change(local: (&Types<'_>, &Answer), target: (&Types<'_>, &Answer)) -> Change {
    let (own, there) = (local.1, target.1);
    // What is no field that a load may be resized for, a bitfield, counts as one of no bytes.
    let part = |answer: &Answer| answer.field.unwrap_or((0, TypeId::VOID));
    let ((before, local_id), (after, target_id)) = (part(own), part(there));
    let width = if before == after {
        Width::Same
    } else if can_resize((local.0, local_id), (target.0, target_id)) {
        Width::Resized { local: before, target: after }
    } else {
        Width::Unfit { local: before, target: after }
    };
    let is_narrow = own.is_narrow && there.is_narrow;
    Change { local: own.value, target: there.value, is_exact: own.is_exact, is_narrow, width }
}

/// Two pointers, or two integers of which none is signed.
fn can_resize(local: (&Types<'_>, TypeId), target: (&Types<'_>, TypeId)) -> bool {
    let get = |(types, id): (&Types<'_>, TypeId)| {
        let is_plain = |int: btfly_btf::view::Int<'_>| int.encoding() != Encoding::Signed;
        let id = types.skip_modifiers(id)?;
        match types.get(id)? {
            Type::Ptr(_) => Some((true, true)),
            Type::Int(int) => Some((false, is_plain(int))),
            Type::Void
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Union(_)
            | Type::Enum(_)
            | Type::Fwd(_)
            | Type::Typedef(_)
            | Type::Volatile(_)
            | Type::Const(_)
            | Type::Restrict(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::TypeTag(_)
            | Type::Enum64(_)
            | Type::Opaque(_) => None,
        }
    };
    match (get(local), get(target)) {
        (Some((is_ptr, fits)), Some((was_ptr, also_fits))) => {
            is_ptr == was_ptr && fits && also_fits
        }
        (None, _) | (_, None) => false,
    }
}
