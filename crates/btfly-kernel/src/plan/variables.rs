//! Global variables by name: written before the load, shown after it.
//!
//! *In:* an object, a name, a value as text; or a value's bytes and type. *Out:* the section's bytes changed; text. *Never:* a
//! variable of `.kconfig`, which is the kernel's.

use std::fmt::Write as _;

use btfly_btf::view::{Encoding, SecVar, Type};
use btfly_btf::{Btf, Endian, TypeId};
use btfly_obj::spec::{DataKind, ObjectSpec};

use super::PlanError;
use super::kconfig::{integer, number_bytes};

/// A global variable of a loaded object.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Value {
    /// Its name.
    pub name: String,
    /// Which of [`ObjectSpec::data`].
    pub data: usize,
    /// Its type.
    pub type_id: TypeId,
    /// Bytes from the start of its section.
    pub offset: u32,
    /// In bytes.
    pub size: u32,
}

impl Value {
    /// All variables of an object, by section and place.
    #[must_use]
    pub fn all(object: &ObjectSpec) -> Vec<Self> {
        let Some(btf) = &object.btf else { return Vec::new() };
        let mut values = Vec::new();
        for (data, section) in object.data.iter().enumerate() {
            let Some(Type::Datasec(datasec)) = section.datasec.and_then(|id| btf.get(id)) else {
                continue;
            };
            for SecVar { type_id, offset, size } in datasec.vars() {
                let Some(Type::Var(var)) = btf.get(type_id) else { continue };
                let name = var.name().to_owned();
                values.push(Self { name, data, type_id: var.type_id(), offset, size });
            }
        }
        values
    }
}

/// Sets a global variable before the object is planned: a number, a character (`'x'`), `true` or `false`, or text.
///
/// # Errors
///
/// When there is no such variable, or the value is none of its type.
pub fn set_variable(object: &mut ObjectSpec, name: &str, text: &str) -> Result<(), PlanError> {
    let what = || format!("variable `{name}`");
    let values = Value::all(object);
    let is_own = |value: &&Value| {
        let kind = object.data.get(value.data).map(|data| data.kind);
        matches!(kind, Some(DataKind::Data | DataKind::Rodata | DataKind::Bss))
    };
    let Some(value) = values.iter().filter(is_own).find(|value| value.name == name) else {
        let own = values.iter().filter(is_own);
        let mut known: Vec<&str> = own.map(|value| value.name.as_str()).collect();
        known.sort_unstable();
        known.dedup();
        let known = known.into_iter().take(20).collect::<Vec<_>>().join(", ");
        let error = PlanError::new(what(), "the object has no such global variable");
        return Err(if known.is_empty() { error } else { error.hint(format!("it has {known}")) });
    };
    let (endian, Some(btf)) = (object.endian, &object.btf) else {
        return Err(PlanError::new(what(), "the object has no types"));
    };
    let bytes = bytes_of(btf, value, text, endian).map_err(|why| PlanError::new(what(), why))?;
    let wrong = || PlanError::new(what(), "lies outside its section");
    let data = object.data.get_mut(value.data).ok_or_else(wrong)?;
    let size = usize::try_from(data.size).map_err(|_| wrong())?;
    if data.bytes.len() < size {
        data.bytes.try_reserve_exact(size - data.bytes.len()).map_err(|_| wrong())?;
        data.bytes.resize(size, 0);
    }
    let start = value.offset as usize;
    let place = data.bytes.get_mut(start..).and_then(|rest| rest.get_mut(..bytes.len()));
    place.ok_or_else(wrong)?.copy_from_slice(&bytes);
    Ok(())
}

fn bytes_of(btf: &Btf, value: &Value, text: &str, endian: Endian) -> Result<Vec<u8>, String> {
    let types = btf.types();
    let id = types.skip_modifiers(value.type_id).ok_or("has no type")?;
    let number = |is_signed| {
        let number = match text {
            "true" => 1,
            "false" => 0,
            _ => integer(text, is_signed, value.size)?,
        };
        Ok(number_bytes(number, value.size, endian))
    };
    match btf.get(id) {
        Some(Type::Int(int)) => {
            let mut characters = text
                .strip_prefix('\'')
                .and_then(|t| t.strip_suffix('\''))
                .into_iter()
                .flat_map(str::bytes);
            match (characters.next(), characters.next(), value.size) {
                (Some(byte), None, 1) => Ok(vec![byte]),
                _ => number(int.encoding() == Encoding::Signed),
            }
        }
        Some(Type::Enum(found)) => {
            let named = found.variants().find(|variant| variant.name() == text);
            match named {
                Some(named) => Ok(number_bytes(named.value().bits(), value.size, endian)),
                None => number(found.is_signed()),
            }
        }
        Some(Type::Enum64(found)) => {
            let named = found.variants().find(|variant| variant.name() == text);
            match named {
                Some(named) => Ok(number_bytes(named.value().bits(), value.size, endian)),
                None => number(found.is_signed()),
            }
        }
        Some(Type::Array(array)) if is_char(btf, array.elem_type_id()) => {
            let room = value.size as usize;
            if room <= text.len() {
                return Err(format!(
                    "`{text}` does not fit: there is room for {room} bytes with the zero at the end"
                ));
            }
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(room, 0);
            Ok(bytes)
        }
        _ => Err("only numbers, enums and text can be set from here".to_owned()),
    }
}

fn is_char(btf: &Btf, id: TypeId) -> bool {
    let id = btf.types().skip_modifiers(id);
    matches!(id.and_then(|id| btf.get(id)), Some(Type::Int(int)) if int.size() == 1)
}

/// How deep structs in structs are shown; beyond, and beyond so many elements, three dots stand for the rest.
const DEPTH_MAX: usize = 16;
const ELEMS_MAX: usize = 64;

/// Shows a value by its type, as C writes it: `{ .pid = 7, .comm = "cat" }`.
///
/// ```
/// use btfly_btf::{TypeId, text};
/// use btfly_kernel::plan::format_value;
///
/// let btf = text::parse("
///     [1] INT 'int' size=4 encoding=SIGNED
///     [2] STRUCT 'point' size=8
///             'x' type_id=1 bits_offset=0
///             'y' type_id=1 bits_offset=32
/// ")?;
/// assert_eq!(format_value(&btf, TypeId(2), &[1, 0, 0, 0, 255, 255, 255, 255]), "{ .x = 1, .y = -1 }");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn format_value(btf: &Btf, id: TypeId, bytes: &[u8]) -> String {
    let mut out = String::new();
    show(btf, id, bytes, DEPTH_MAX, &mut out);
    out
}

/// The recursion is bounded by `depth`, which [`format_value`] starts.
fn show(btf: &Btf, id: TypeId, bytes: &[u8], depth: usize, out: &mut String) {
    let types = btf.types();
    let Some(bare) = types.skip_modifiers(id) else { return out.push('?') };
    let Some(ty) = btf.get(bare) else { return out.push('?') };
    let read = |size: u32, is_signed: bool| read_number(bytes, size, is_signed, btf.endian());
    let mut number = |read: Option<i128>| match read {
        Some(number) => _ = write!(out, "{number}"),
        None => out.push('?'),
    };
    match ty {
        Type::Int(int) => number(read(int.size(), int.encoding() == Encoding::Signed)),
        Type::Enum(found) => {
            let bits = read(found.size(), found.is_signed());
            let named = found.variants().find(|one| same(bits, one.value().bits(), found.size()));
            match named {
                Some(named) => out.push_str(named.name()),
                None => number(bits),
            }
        }
        Type::Enum64(found) => {
            let bits = read(found.size(), found.is_signed());
            let named = found.variants().find(|one| same(bits, one.value().bits(), found.size()));
            match named {
                Some(named) => out.push_str(named.name()),
                None => number(bits),
            }
        }
        Type::Ptr(_) => match read(8, false) {
            Some(address) => _ = write!(out, "{address:#x}"),
            None => out.push('?'),
        },
        Type::Array(array) if is_char(btf, array.elem_type_id()) && is_text(bytes) => {
            let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            _ = write!(out, "\"{}\"", text.escape_ascii());
        }
        Type::Array(array) => {
            let size = types
                .size_of(array.elem_type_id())
                .and_then(|size| usize::try_from(size).ok())
                .unwrap_or(0);
            if depth == 0 || size == 0 {
                return out.push_str("...");
            }
            out.push('[');
            for (at, elem) in bytes.chunks_exact(size).enumerate() {
                if at != 0 {
                    out.push_str(", ");
                }
                if ELEMS_MAX <= at {
                    out.push_str("...");
                    break;
                }
                show(btf, array.elem_type_id(), elem, depth - 1, out);
            }
            out.push(']');
        }
        Type::Struct(composite) | Type::Union(composite) => {
            if depth == 0 {
                return out.push_str("...");
            }
            out.push_str("{ ");
            for (at, member) in composite.members().enumerate() {
                if at != 0 {
                    out.push_str(", ");
                }
                if !member.name().is_empty() {
                    _ = write!(out, ".{} = ", member.name());
                }
                if let Some(width) = member.bitfield_size().filter(|width| *width != 0) {
                    let bits = bitfield(bytes, member.offset_bits().0, width, btf.endian());
                    _ = write!(out, "{bits}");
                    continue;
                }
                let start = usize::try_from(member.offset_bits().0 / 8).unwrap_or(usize::MAX);
                let size = types
                    .size_of(member.type_id())
                    .and_then(|size| usize::try_from(size).ok())
                    .unwrap_or(0);
                let part = bytes.get(start..).and_then(|rest| rest.get(..size));
                show(btf, member.type_id(), part.unwrap_or_default(), depth - 1, out);
            }
            out.push_str(" }");
        }
        Type::Void
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
        | Type::Opaque(_) => {
            for byte in bytes.iter().take(ELEMS_MAX) {
                _ = write!(out, "{byte:02x}");
            }
        }
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let mut parts = bytes.split(|byte| *byte == 0);
    let first = parts.next().unwrap_or_default();
    first.iter().all(|byte| (b' '..=b'~').contains(byte) || *byte == b'\n' || *byte == b'\t')
}

fn same(read: Option<i128>, bits: u64, size: u32) -> bool {
    let mask = u64::MAX >> (64 - size.saturating_mul(8).clamp(1, 64));
    read.is_some_and(|read| (read & i128::from(mask)) == i128::from(bits & mask))
}

fn read_number(bytes: &[u8], size: u32, is_signed: bool, endian: Endian) -> Option<i128> {
    let size = size as usize;
    let bytes = bytes.get(..size).filter(|_| size <= 16 && size != 0)?;
    let fold = |number: u128, byte: &u8| number << 8 | u128::from(*byte);
    let number = match endian {
        Endian::Little => bytes.iter().rev().fold(0, fold),
        Endian::Big => bytes.iter().fold(0, fold),
    };
    let shift = 128 - u32::try_from(size).ok()? * 8;
    Some(match is_signed {
        true => (number << shift).cast_signed() >> shift,
        false => number.cast_signed(),
    })
}

fn bitfield(bytes: &[u8], offset: u64, width: u8, endian: Endian) -> u64 {
    let mut number = 0;
    for at in 0..u64::from(width) {
        let bit = offset + at;
        let byte = usize::try_from(bit / 8).ok().and_then(|at| bytes.get(at)).copied().unwrap_or(0);
        let (shift, place) = match endian {
            Endian::Little => (bit % 8, at),
            Endian::Big => (7 - bit % 8, u64::from(width) - 1 - at),
        };
        number |= u64::from(byte >> shift & 1) << place.min(63);
    }
    number
}
