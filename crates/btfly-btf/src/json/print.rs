//! Types as JSON objects.
//!
//! *In:* types. *Out:* objects, appended. *Never:* an intermediate tree of values.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use super::write::{Json, Key, key};
use crate::btf::Btf;
use crate::build::Stray;
use crate::id::{NameOff, TypeId};
use crate::view::{Composite, Encoding, FuncLinkage, Opaque, Type, Value, Variant};
use crate::wire::kind::Kind;

/// How JSON is laid out.
///
/// ```
/// use btfly_btf::json::{Options, to_string};
///
/// # let btf = btfly_btf::doc::example();
/// let options = Options { pretty: true, ..Options::default() };
/// assert!(to_string(&btf, &options).starts_with("{\n    \"types\": [{\n"));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Options {
    /// On lines of their own, indented, as `bpftool --pretty` does; on one line otherwise.
    pub pretty: bool,
    /// Byte for byte what bpftool 7.8 prints, with its defects and without what it drops; the
    /// [module](self) lists them. Names with control characters then make this no JSON.
    pub compat: bool,
}

/// All own types of `btf`: `{"types":[…]}`.
///
/// ```
/// use btfly_btf::json::{Options, to_string};
///
/// # let btf = btfly_btf::doc::example();
/// let json = to_string(&btf, &Options::default());
/// assert!(json.contains(r#"{"id":4,"kind":"TYPEDEF","name":"u32","type_id":3}"#));
/// ```
#[must_use]
pub fn to_string(btf: &Btf, options: &Options) -> String {
    let mut out = Vec::new();
    write(btf, options, &mut out);
    // Names are UTF-8 and all else is ASCII.
    String::from_utf8(out).unwrap_or_default()
}

/// As [`to_string`], appended to `out`.
pub fn write(btf: &Btf, options: &Options, out: &mut Vec<u8>) {
    let keep = |_: &mut Vec<u8>| Ok::<(), Infallible>(());
    match write_each(btf.iter(), options, out, keep) {
        Ok(()) => {}
    }
}

/// As [`write`], for the types in `wanted`, with a call of `flush` after each: a caller that wants flat
/// memory writes `out` away there once it has grown, and empties it.
///
/// # Errors
///
/// What `flush` returns; nothing is written after that.
///
/// ```
/// use btfly_btf::json;
///
/// # let btf = btfly_btf::doc::example();
/// let mut out = Vec::new();
/// let first = btf.iter().take(1);
/// json::write_each(first, &json::Options::default(), &mut out, |_| Ok::<(), ()>(()))?;
/// assert!(out.starts_with(br#"{"types":[{"id":1,"#) && out.ends_with(b"}]}\n"));
/// # Ok::<(), ()>(())
/// ```
pub fn write_each<'b, E>(
    wanted: impl IntoIterator<Item = (TypeId, Type<'b>)>,
    options: &Options,
    out: &mut Vec<u8>,
    mut flush: impl FnMut(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let mut json = Json::new(out, *options);
    json.open(b'{');
    json.key(key!("types"));
    json.open_value(b'[');
    let mut follows = false;
    for (id, ty) in wanted {
        object(&mut Json::inside(out, *options, 2, follows), id, ty);
        follows = true;
        flush(out)?;
    }
    let mut json = Json::inside(out, *options, 2, follows);
    json.close(b']');
    json.close(b'}');
    out.push(b'\n');
    flush(out)
}

/// Appends the object of one type: `ty`, which is `id` in its BTF.
///
/// ```
/// use btfly_btf::{TypeId, json};
///
/// # let btf = btfly_btf::doc::example();
/// let mut out = Vec::new();
/// json::write_type(TypeId(2), btf.get(TypeId(2)).unwrap(), &json::Options::default(), &mut out);
/// assert_eq!(out, br#"{"id":2,"kind":"PTR","name":"(anon)","type_id":1}"#);
/// ```
pub fn write_type(id: TypeId, ty: Type<'_>, options: &Options, out: &mut Vec<u8>) {
    object(&mut Json::new(out, *options), id, ty);
}

fn object(json: &mut Json<'_>, id: TypeId, ty: Type<'_>) {
    json.open(b'{');
    json.number(key!("id"), id.0);
    json.word(key!("kind"), kind_name(ty.kind()));
    name(json, ty.name_off(), ty.name_bytes());
    match ty {
        Type::Void => {}
        Type::Int(int) => {
            json.number(key!("size"), int.size());
            json.number(key!("bits_offset"), u32::from(int.offset_bits()));
            json.number(key!("nr_bits"), u32::from(int.size_bits()));
            json.word(key!("encoding"), int.encoding().as_str());
            if let Encoding::Other(number) = int.encoding()
                && !json.is_compat()
            {
                json.number(key!("encoding_number"), u32::from(number));
            }
        }
        Type::Ptr(view) | Type::Volatile(view) | Type::Const(view) | Type::Restrict(view) => {
            json.number(key!("type_id"), view.type_id().0);
        }
        Type::Typedef(view) => json.number(key!("type_id"), view.type_id().0),
        Type::TypeTag(view) => {
            json.number(key!("type_id"), view.type_id().0);
            kind_flag(json, view.is_attribute());
        }
        Type::DeclTag(view) => {
            json.number(key!("type_id"), view.type_id().0);
            json.signed(key!("component_idx"), i64::from(view.component_idx()));
            kind_flag(json, view.is_attribute());
        }
        Type::Array(view) => {
            json.number(key!("type_id"), view.elem_type_id().0);
            json.number(key!("index_type_id"), view.index_type_id().0);
            json.number(key!("nr_elems"), view.len());
        }
        Type::Struct(view) | Type::Union(view) => composite(json, &view),
        Type::Enum(view) => {
            let unsigned = if json.is_compat() { sign_extended } else { |value| value };
            values(json, view.is_signed(), view.size(), view.variants(), unsigned);
        }
        Type::Enum64(view) => {
            values(json, view.is_signed(), view.size(), view.variants(), |value| value);
        }
        Type::Fwd(view) => {
            json.word(key!("fwd_kind"), if view.is_union() { "union" } else { "struct" })
        }
        Type::Func(view) => {
            json.number(key!("type_id"), view.type_id().0);
            linkage(json, view.linkage());
        }
        Type::FuncProto(view) => {
            json.number(key!("ret_type_id"), view.return_type_id().0);
            let each = view.params();
            list(json, key!("params"), each, |json, param| {
                name(json, param.name_off(), param.name_bytes());
                json.number(key!("type_id"), param.type_id().0);
            });
        }
        Type::Var(view) => {
            json.number(key!("type_id"), view.type_id().0);
            linkage(json, view.linkage());
        }
        Type::Datasec(view) => {
            json.number(key!("size"), view.size());
            list(json, key!("vars"), view.vars(), |json, var| {
                json.number(key!("type_id"), var.type_id.0);
                json.number(key!("offset"), var.offset);
                json.number(key!("size"), var.size);
            });
        }
        Type::Float(view) => json.number(key!("size"), view.size()),
        Type::Opaque(view) => opaque(json, &view),
    }
    if !json.is_compat() {
        stray(json, &ty.stray());
    }
    json.close(b'}');
}

/// What bpftool calls a kind: it has no name for `void`, nor for what it does not know.
const fn kind_name(kind: Kind) -> &'static str {
    if matches!(kind, Kind::Void) { Kind::Opaque.as_str() } else { kind.as_str() }
}

#[inline(always)]
fn name(json: &mut Json<'_>, off: NameOff, name: &[u8]) {
    json.text(key!("name"), if off.is_anonymous() { b"(anon)" } else { name });
}

fn kind_flag(json: &mut Json<'_>, flag: bool) {
    if flag && !json.is_compat() {
        json.yes(key!("kind_flag"));
    }
}

fn linkage(json: &mut Json<'_>, linkage: FuncLinkage) {
    json.word(key!("linkage"), linkage.as_str());
    if let FuncLinkage::Other(number) = linkage
        && !json.is_compat()
    {
        json.number(key!("linkage_number"), number);
    }
}

/// `vlen`, and that many objects under `key`.
#[inline(always)]
fn list<T>(
    json: &mut Json<'_>,
    key: Key,
    items: impl ExactSizeIterator<Item = T>,
    mut item: impl FnMut(&mut Json<'_>, T),
) {
    json.unsigned(key!("vlen"), items.len() as u64);
    json.key(key);
    json.open_value(b'[');
    for each in items {
        json.open(b'{');
        item(json, each);
        json.close(b'}');
    }
    json.close(b']');
}

fn composite(json: &mut Json<'_>, view: &Composite<'_>) {
    json.number(key!("size"), view.size());
    list(json, key!("members"), view.members(), |json, member| {
        name(json, member.name_off(), member.name_bytes());
        json.number(key!("type_id"), member.type_id().0);
        json.unsigned(key!("bits_offset"), member.offset_bits().0);
        if let Some(size) = member.bitfield_size() {
            json.number(key!("bitfield_size"), u32::from(size));
        }
    });
    if view.has_bitfield_sizes() {
        kind_flag(json, view.members().all(|member| member.bitfield_size().is_none()));
    }
}

fn values<'b>(
    json: &mut Json<'_>,
    is_signed: bool,
    size: u32,
    variants: impl ExactSizeIterator<Item = Variant<'b>>,
    unsigned: fn(u64) -> u64,
) {
    json.word(key!("encoding"), if is_signed { "SIGNED" } else { "UNSIGNED" });
    json.number(key!("size"), size);
    list(json, key!("values"), variants, |json, variant| {
        name(json, variant.name_off(), variant.name_bytes());
        match variant.value() {
            Value::Signed(value) => json.signed(key!("val"), value),
            Value::Unsigned(value) => json.unsigned(key!("val"), unsigned(value)),
        }
    });
}

/// What bpftool makes of a value of 32 bits.
fn sign_extended(value: u64) -> u64 {
    u32::try_from(value).map_or(value, |word| i64::from(word.cast_signed()).cast_unsigned())
}

fn opaque(json: &mut Json<'_>, view: &Opaque<'_>) {
    if json.is_compat() {
        return;
    }
    json.number(key!("kind_number"), u32::from(view.kind_number()));
    kind_flag(json, view.kflag());
    json.number(key!("vlen"), view.vlen());
    json.number(key!("size_or_type"), view.size_or_type());
    json.hex(key!("extra"), view.extra());
}

fn stray(json: &mut Json<'_>, stray: &Stray<'_>) {
    // A stray name stands where every name does.
    let Stray { name: _, kind_flag: flag, vlen, size_or_type, int_bits } = *stray;
    if !flag && vlen == 0 && size_or_type == 0 && int_bits == 0 {
        return;
    }
    json.key(key!("stray"));
    json.open_value(b'{');
    kind_flag(json, flag);
    for (key, number) in
        [(key!("vlen"), vlen), (key!("size_or_type"), size_or_type), (key!("int_bits"), int_bits)]
    {
        if number != 0 {
            json.number(key, number);
        }
    }
    json.close(b'}');
}
