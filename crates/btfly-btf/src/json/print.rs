//! Types as JSON objects.
//!
//! *In:* types. *Out:* objects, appended. *Never:* an intermediate tree of values.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

use super::{escape, pretty};
use crate::btf::Btf;
use crate::build::Stray;
use crate::digits::{push_hex, push_i64, push_u32, push_u64};
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
    /// [module](crate::json) lists them. Names with control characters then make this no JSON.
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

/// As [`write()`], for the types in `wanted`, with a call of `flush` after each: a caller that wants flat
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
    let mut scratch = Vec::new();
    if options.pretty {
        out.extend_from_slice(b"{\n    \"types\": [");
    } else {
        out.extend_from_slice(b"{\"types\":[");
    }
    let mut is_first = true;
    wanted.into_iter().try_for_each(|(id, ty)| {
        if !core::mem::take(&mut is_first) {
            out.push(b',');
        }
        if options.pretty {
            scratch.clear();
            Object { out: &mut scratch, compat: options.compat }.print(id, ty);
            pretty::indent(&scratch, DEPTH, out);
        } else {
            Object { out, compat: options.compat }.print(id, ty);
        }
        flush(out)
    })?;
    let end: &[u8] = match (options.pretty, is_first) {
        (false, _) => b"]}\n",
        (true, true) => b"]\n}\n",
        (true, false) => b"\n    ]\n}\n",
    };
    out.extend_from_slice(end);
    flush(out)
}

/// How many brackets a type of a list stands in: the whole and the list.
const DEPTH: usize = 2;

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
    if !options.pretty {
        return Object { out, compat: options.compat }.print(id, ty);
    }
    let mut scratch = Vec::new();
    Object { out: &mut scratch, compat: options.compat }.print(id, ty);
    pretty::indent(&scratch, 0, out);
}

/// Where the parts of a compact object go. Keys are part of the literals around the values: a copy for
/// each value, not five.
struct Object<'o> {
    out: &'o mut Vec<u8>,
    compat: bool,
}

impl Object<'_> {
    fn print(&mut self, id: TypeId, ty: Type<'_>) {
        self.number(b"{\"id\":", id.0);
        self.word(b",\"kind\":\"", kind_name(ty.kind()));
        self.text(b",\"name\":\"");
        self.name(ty.name_off(), ty.name_bytes());
        self.text(b"\"");
        match ty {
            Type::Void => {}
            Type::Int(int) => {
                self.number(b",\"size\":", int.size());
                self.number(b",\"bits_offset\":", u32::from(int.offset_bits()));
                self.number(b",\"nr_bits\":", u32::from(int.size_bits()));
                self.word(b",\"encoding\":\"", int.encoding().as_str());
                if let Encoding::Other(number) = int.encoding() {
                    self.own_number(b",\"encoding_number\":", u32::from(number));
                }
            }
            Type::Ptr(view) | Type::Volatile(view) | Type::Const(view) | Type::Restrict(view) => {
                self.number(b",\"type_id\":", view.type_id().0);
            }
            Type::Typedef(view) => self.number(b",\"type_id\":", view.type_id().0),
            Type::TypeTag(view) => {
                self.number(b",\"type_id\":", view.type_id().0);
                self.kind_flag(view.is_attribute());
            }
            Type::DeclTag(view) => {
                self.number(b",\"type_id\":", view.type_id().0);
                self.text(b",\"component_idx\":");
                push_i64(self.out, i64::from(view.component_idx()));
                self.kind_flag(view.is_attribute());
            }
            Type::Array(view) => {
                self.number(b",\"type_id\":", view.elem_type_id().0);
                self.number(b",\"index_type_id\":", view.index_type_id().0);
                self.number(b",\"nr_elems\":", view.len());
            }
            Type::Struct(view) | Type::Union(view) => self.composite(&view),
            Type::Enum(view) => {
                let unsigned = if self.compat { sign_extended } else { |value| value };
                self.values(view.is_signed(), view.size(), view.variants(), unsigned);
            }
            Type::Enum64(view) => {
                self.values(view.is_signed(), view.size(), view.variants(), |value| value);
            }
            Type::Fwd(view) => {
                let kind = if view.is_union() { "union" } else { "struct" };
                self.word(b",\"fwd_kind\":\"", kind);
            }
            Type::Func(view) => {
                self.number(b",\"type_id\":", view.type_id().0);
                self.linkage(view.linkage());
            }
            Type::FuncProto(view) => {
                self.number(b",\"ret_type_id\":", view.return_type_id().0);
                self.list(b",\"params\":[", view.params(), |object, param| {
                    object.text(b"{\"name\":\"");
                    object.name(param.name_off(), param.name_bytes());
                    object.number(b"\",\"type_id\":", param.type_id().0);
                });
            }
            Type::Var(view) => {
                self.number(b",\"type_id\":", view.type_id().0);
                self.linkage(view.linkage());
            }
            Type::Datasec(view) => {
                self.number(b",\"size\":", view.size());
                self.list(b",\"vars\":[", view.vars(), |object, var| {
                    object.number(b"{\"type_id\":", var.type_id.0);
                    object.number(b",\"offset\":", var.offset);
                    object.number(b",\"size\":", var.size);
                });
            }
            Type::Float(view) => self.number(b",\"size\":", view.size()),
            Type::Opaque(view) => self.opaque(&view),
        }
        if !self.compat {
            self.stray(&ty.stray());
        }
        self.text(b"}");
    }

    #[inline(always)]
    fn text(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }

    #[inline(always)]
    fn number(&mut self, key: &[u8], number: u32) {
        self.text(key);
        push_u32(self.out, number);
    }

    /// A number that bpftool does not print.
    fn own_number(&mut self, key: &[u8], number: u32) {
        if !self.compat {
            self.number(key, number);
        }
    }

    /// A word of this crate's own; `key` has its first quote.
    #[inline(always)]
    fn word(&mut self, key: &[u8], word: &str) {
        self.text(key);
        self.text(word.as_bytes());
        self.text(b"\"");
    }

    #[inline(always)]
    fn name(&mut self, off: NameOff, name: &[u8]) {
        if off.is_anonymous() {
            self.text(b"(anon)");
        } else {
            escape::push(self.out, name, self.compat);
        }
    }

    fn kind_flag(&mut self, flag: bool) {
        if flag && !self.compat {
            self.text(b",\"kind_flag\":true");
        }
    }

    fn linkage(&mut self, linkage: FuncLinkage) {
        self.word(b",\"linkage\":\"", linkage.as_str());
        if let FuncLinkage::Other(number) = linkage {
            self.own_number(b",\"linkage_number\":", number);
        }
    }

    /// `vlen`, and that many objects behind `key`; `item` prints one without its last bracket.
    #[inline(always)]
    fn list<T>(
        &mut self,
        key: &[u8],
        items: impl ExactSizeIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T),
    ) {
        self.text(b",\"vlen\":");
        push_u64(self.out, items.len() as u64);
        self.text(key);
        let is_empty = items.len() == 0;
        for each in items {
            item(self, each);
            self.text(b"},");
        }
        if !is_empty {
            // The last comma.
            self.out.pop();
        }
        self.text(b"]");
    }

    fn composite(&mut self, view: &Composite<'_>) {
        self.number(b",\"size\":", view.size());
        self.list(b",\"members\":[", view.members(), |object, member| {
            object.text(b"{\"name\":\"");
            object.name(member.name_off(), member.name_bytes());
            object.number(b"\",\"type_id\":", member.type_id().0);
            object.text(b",\"bits_offset\":");
            push_u64(object.out, member.offset_bits().0);
            if let Some(size) = member.bitfield_size() {
                object.number(b",\"bitfield_size\":", u32::from(size));
            }
        });
        if view.has_bitfield_sizes() {
            self.kind_flag(view.members().all(|member| member.bitfield_size().is_none()));
        }
    }

    #[inline(always)]
    fn values<'b>(
        &mut self,
        is_signed: bool,
        size: u32,
        variants: impl ExactSizeIterator<Item = Variant<'b>>,
        unsigned: fn(u64) -> u64,
    ) {
        self.word(b",\"encoding\":\"", if is_signed { "SIGNED" } else { "UNSIGNED" });
        self.number(b",\"size\":", size);
        self.list(b",\"values\":[", variants, |object, variant| {
            object.text(b"{\"name\":\"");
            object.name(variant.name_off(), variant.name_bytes());
            object.text(b"\",\"val\":");
            match variant.value() {
                Value::Signed(value) => push_i64(object.out, value),
                Value::Unsigned(value) => push_u64(object.out, unsigned(value)),
            }
        });
    }

    fn opaque(&mut self, view: &Opaque<'_>) {
        if self.compat {
            return;
        }
        self.number(b",\"kind_number\":", u32::from(view.kind_number()));
        self.kind_flag(view.kflag());
        self.number(b",\"vlen\":", view.vlen());
        self.number(b",\"size_or_type\":", view.size_or_type());
        self.text(b",\"extra\":\"");
        for byte in view.extra() {
            push_hex(self.out, u32::from(*byte), 2);
        }
        self.text(b"\"");
    }

    #[inline]
    fn stray(&mut self, stray: &Stray<'_>) {
        // A stray name stands where every name does.
        let Stray { name: _, kind_flag, vlen, size_or_type, int_bits } = *stray;
        if !kind_flag && vlen == 0 && size_or_type == 0 && int_bits == 0 {
            return;
        }
        self.text(b",\"stray\":{");
        if kind_flag {
            self.text(b"\"kind_flag\":true,");
        }
        let numbers: [(&[u8], u32); 3] = [
            (b"\"vlen\":", vlen),
            (b"\"size_or_type\":", size_or_type),
            (b"\"int_bits\":", int_bits),
        ];
        for (key, number) in numbers {
            if number != 0 {
                self.number(key, number);
                self.text(b",");
            }
        }
        // The last comma.
        self.out.pop();
        self.text(b"}");
    }
}

/// What bpftool makes of a value of 32 bits.
fn sign_extended(value: u64) -> u64 {
    u32::try_from(value).map_or(value, |word| i64::from(word.cast_signed()).cast_unsigned())
}

/// What bpftool calls a kind: it has no name for `void`, nor for what it does not know.
const fn kind_name(kind: Kind) -> &'static str {
    if matches!(kind, Kind::Void) { Kind::Opaque.as_str() } else { kind.as_str() }
}
