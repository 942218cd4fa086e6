//! The listing.
//!
//! *In:* a type. *Out:* its lines, appended. *Never:* `core::fmt`: half a million numbers and names are
//! copied for one kernel, and this is where the time goes.

use alloc::string::String;
use alloc::vec::Vec;

use crate::btf::Btf;
use crate::build::Stray;
use crate::digits::{push_hex, push_i64, push_u32, push_u64};
use crate::id::{NameOff, TypeId};
use crate::table::Types;
use crate::view::{Composite, Encoding, FuncLinkage, Opaque, Type, Value, Variant};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;

/// What a listing says.
///
/// ```
/// use btfly_btf::text::{Options, to_string};
///
/// # let btf = btfly_btf::doc::example();
/// assert!(to_string(&btf, &Options { full: true }).starts_with("btf endian=little hdr_len=24\n[1] "));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Options {
    /// Also what bpftool drops, so that nothing is lost: byte order and header, the kind flag of tags, the
    /// numbers behind `UNKN` and `(unknown)`, the bytes of unknown kinds, stray bits; and names are escaped
    /// where they would break the line.
    pub full: bool,
}

/// The whole listing of `btf`: of a split BTF only its own types.
///
/// ```
/// use btfly_btf::text::{Options, to_string};
///
/// # let btf = btfly_btf::doc::example();
/// assert_eq!(
///     to_string(&btf, &Options::default()),
///     "[1] STRUCT 'list_head' size=16 vlen=2\n\
///      \t'next' type_id=2 bits_offset=0\n\
///      \t'prev' type_id=2 bits_offset=64\n\
///      [2] PTR '(anon)' type_id=1\n\
///      [3] INT 'unsigned int' size=4 bits_offset=0 nr_bits=32 encoding=(none)\n\
///      [4] TYPEDEF 'u32' type_id=3\n"
/// );
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
    if options.full {
        write_header(btf, out);
    }
    let types = btf.types();
    for (id, ty) in types.iter() {
        write_type(&types, id, ty, options, out);
    }
}

/// Appends the lines of one type: `ty`, which is `id` in `types`.
///
/// A caller that prints a whole kernel calls this for each type and empties `out` from time to time.
///
/// ```
/// use btfly_btf::{TypeId, text};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let mut out = Vec::new();
/// text::write_type(&types, TypeId(2), types.get(TypeId(2)).unwrap(), &text::Options::default(), &mut out);
/// assert_eq!(out, b"[2] PTR '(anon)' type_id=1\n");
/// ```
pub fn write_type(
    types: &Types<'_>,
    id: TypeId,
    ty: Type<'_>,
    options: &Options,
    out: &mut Vec<u8>,
) {
    let line = &mut Line { out, full: options.full };
    line.text(b"[");
    line.number(id.0);
    line.text(b"] ");
    line.text(kind_name(ty.kind()).as_bytes());
    line.text(b" '");
    line.name(ty.name_off(), ty.name_bytes());
    line.text(b"'");
    match ty {
        Type::Void => {}
        Type::Int(int) => {
            line.field(b" size=", int.size());
            line.field(b" bits_offset=", u32::from(int.offset_bits()));
            line.field(b" nr_bits=", u32::from(int.size_bits()));
            line.text(b" encoding=");
            match int.encoding() {
                Encoding::Other(number) if line.full => line.number(u32::from(number)),
                encoding => line.text(encoding.as_str().as_bytes()),
            }
        }
        Type::Ptr(view) | Type::Volatile(view) | Type::Const(view) | Type::Restrict(view) => {
            line.field(b" type_id=", view.type_id().0);
        }
        Type::Typedef(view) => line.field(b" type_id=", view.type_id().0),
        Type::TypeTag(view) => {
            line.field(b" type_id=", view.type_id().0);
            line.kind_flag(view.is_attribute());
        }
        Type::DeclTag(view) => {
            line.field(b" type_id=", view.type_id().0);
            line.text(b" component_idx=");
            line.signed(i64::from(view.component_idx()));
            line.kind_flag(view.is_attribute());
        }
        Type::Array(view) => {
            line.field(b" type_id=", view.elem_type_id().0);
            line.field(b" index_type_id=", view.index_type_id().0);
            line.field(b" nr_elems=", view.len());
        }
        Type::Struct(view) | Type::Union(view) => line.composite(&view),
        Type::Enum(view) => {
            line.enum_head(view.is_signed(), view.size(), view.variants().len());
            view.variants().for_each(|variant| line.variant(&variant, [b"", b""]));
        }
        Type::Enum64(view) => {
            line.enum_head(view.is_signed(), view.size(), view.variants().len());
            view.variants().for_each(|variant| line.variant(&variant, [b"LL", b"ULL"]));
        }
        Type::Fwd(view) => {
            line.text(if view.is_union() { b" fwd_kind=union" } else { b" fwd_kind=struct" })
        }
        Type::Func(view) => {
            line.field(b" type_id=", view.type_id().0);
            line.linkage(b" linkage=", view.linkage());
        }
        Type::FuncProto(view) => {
            line.field(b" ret_type_id=", view.return_type_id().0);
            line.vlen(view.params().len());
            line.stray(&ty);
            for param in view.params() {
                line.entry(param.name_off(), param.name_bytes());
                line.field(b"' type_id=", param.type_id().0);
            }
        }
        Type::Var(view) => {
            line.field(b" type_id=", view.type_id().0);
            line.linkage(b", linkage=", view.linkage());
        }
        Type::Datasec(view) => {
            line.field(b" size=", view.size());
            line.vlen(view.vars().len());
            line.stray(&ty);
            for var in view.vars() {
                line.field(b"\n\ttype_id=", var.type_id.0);
                line.field(b" offset=", var.offset);
                line.field(b" size=", var.size);
                line.note(types.get(var.type_id).unwrap_or(Type::Void));
            }
        }
        Type::Float(view) => line.field(b" size=", view.size()),
        Type::Opaque(view) => line.opaque(&view),
    }
    // Those with entries have said it before them.
    if !matches!(ty, Type::FuncProto(_) | Type::Datasec(_)) {
        line.stray(&ty);
    }
    line.text(b"\n");
}

/// Appends the lines that a full listing starts with: what the section's header says.
///
/// ```
/// # let btf = btfly_btf::doc::example();
/// let mut out = Vec::new();
/// btfly_btf::text::write_header(&btf, &mut out);
/// assert!(btfly_btf::text::parse(std::str::from_utf8(&out).unwrap()).is_ok());
/// ```
pub fn write_header(btf: &Btf, out: &mut Vec<u8>) {
    let header = btf.header();
    let line = &mut Line { out, full: true };
    line.text(match header.endian {
        Endian::Little => b"btf endian=little",
        Endian::Big => b"btf endian=big",
    });
    line.field(b" hdr_len=", header.hdr_len);
    if header.flags != 0 {
        line.field(b" flags=", u32::from(header.flags));
    }
    if !header.layout.is_empty() {
        line.text(b" layout");
    }
    line.text(b"\n");
    if header.layout.is_empty() {
        return;
    }
    let layout = btf.types().layout();
    for number in Kind::Enum64 as u8 + 1..=0x7f {
        let Some(entry) = layout.entry(number) else { break };
        line.field(b"layout kind=", u32::from(number));
        line.field(b" info_sz=", u32::from(entry.info_sz));
        line.field(b" elem_sz=", u32::from(entry.elem_sz));
        if entry.flags != 0 {
            line.field(b" flags=", u32::from(entry.flags));
        }
        line.text(b"\n");
    }
}

/// What bpftool calls a kind: it has no name for `void`, nor for what it does not know.
pub(super) const fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Void => Kind::Opaque.as_str(),
        Kind::Int
        | Kind::Ptr
        | Kind::Array
        | Kind::Struct
        | Kind::Union
        | Kind::Enum
        | Kind::Fwd
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::FuncProto
        | Kind::Var
        | Kind::Datasec
        | Kind::Float
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Enum64
        | Kind::Opaque => kind.as_str(),
    }
}

/// Where a type's lines go.
struct Line<'o> {
    out: &'o mut Vec<u8>,
    full: bool,
}

impl Line<'_> {
    #[inline(always)]
    fn text(&mut self, text: &[u8]) {
        self.out.extend_from_slice(text);
    }

    #[inline(always)]
    fn number(&mut self, number: u32) {
        push_u32(self.out, number);
    }

    fn signed(&mut self, number: i64) {
        push_i64(self.out, number);
    }

    #[inline(always)]
    fn field(&mut self, key: &[u8], number: u32) {
        self.text(key);
        self.number(number);
    }

    fn vlen(&mut self, len: usize) {
        // A vlen has 24 bits.
        self.field(b" vlen=", u32::try_from(len).unwrap_or(u32::MAX));
    }

    fn kind_flag(&mut self, flag: bool) {
        if self.full && flag {
            self.text(b" kind_flag");
        }
    }

    #[inline(always)]
    fn name(&mut self, off: NameOff, name: &[u8]) {
        // An offset of its own for the empty string is no name either, but bpftool shows it as one.
        if off.is_anonymous() || (self.full && name.is_empty()) {
            self.text(b"(anon)");
        } else if self.full {
            self.escaped(name);
        } else {
            self.text(name);
        }
    }

    /// A name that the parser gets back as it is.
    fn escaped(&mut self, name: &[u8]) {
        let mut rest = name;
        // A name that looks like the absence of one.
        if name == b"(anon)" {
            self.text(b"\\x28");
            rest = b"anon)";
        }
        for byte in rest {
            match byte {
                b'\'' | b'\\' => self.text(&[b'\\', *byte]),
                b'\n' => self.text(b"\\n"),
                b'\t' => self.text(b"\\t"),
                0..b' ' | 0x7f => {
                    self.text(b"\\x");
                    push_hex(self.out, u32::from(*byte), 2);
                }
                _ => self.text(&[*byte]),
            }
        }
    }

    /// The start of a member, parameter or value.
    #[inline(always)]
    fn entry(&mut self, off: NameOff, name: &[u8]) {
        self.text(b"\n\t'");
        self.name(off, name);
    }

    fn composite(&mut self, view: &Composite<'_>) {
        self.field(b" size=", view.size());
        self.vlen(view.members().len());
        if self.full && view.has_bitfield_sizes() {
            let shown = view.members().any(|member| member.bitfield_size().is_some());
            self.kind_flag(!shown);
        }
        for member in view.members() {
            self.entry(member.name_off(), member.name_bytes());
            self.field(b"' type_id=", member.type_id().0);
            self.text(b" bits_offset=");
            push_u64(self.out, member.offset_bits().0);
            if let Some(size) = member.bitfield_size() {
                self.field(b" bitfield_size=", u32::from(size));
            }
        }
    }

    fn enum_head(&mut self, is_signed: bool, size: u32, len: usize) {
        self.text(if is_signed { b" encoding=SIGNED" } else { b" encoding=UNSIGNED" });
        self.field(b" size=", size);
        self.vlen(len);
    }

    #[inline(always)]
    fn variant(&mut self, variant: &Variant<'_>, [signed, unsigned]: [&[u8]; 2]) {
        self.entry(variant.name_off(), variant.name_bytes());
        self.text(b"' val=");
        match variant.value() {
            Value::Signed(value) => {
                push_i64(self.out, value);
                self.text(signed);
            }
            Value::Unsigned(value) => {
                push_u64(self.out, value);
                self.text(unsigned);
            }
        }
    }

    fn linkage(&mut self, key: &[u8], linkage: FuncLinkage) {
        self.text(key);
        match linkage {
            FuncLinkage::Other(number) if self.full => self.number(number),
            linkage => self.text(linkage.as_str().as_bytes()),
        }
    }

    /// What lies in a section: its kind and name, for the reader's eyes.
    fn note(&mut self, ty: Type<'_>) {
        self.text(b" (");
        self.text(kind_name(ty.kind()).as_bytes());
        self.text(b" '");
        self.name(ty.name_off(), ty.name_bytes());
        self.text(b"')");
    }

    fn opaque(&mut self, view: &Opaque<'_>) {
        if !self.full {
            return;
        }
        self.field(b" kind=", u32::from(view.kind_number()));
        self.field(b" size=", view.size_or_type());
        self.field(b" vlen=", view.vlen());
        self.kind_flag(view.kflag());
        if !view.extra().is_empty() {
            self.text(b" extra=");
        }
        for byte in view.extra() {
            push_hex(self.out, u32::from(*byte), 2);
        }
    }

    fn stray(&mut self, ty: &Type<'_>) {
        if !self.full {
            return;
        }
        // A stray name has been printed where names are.
        let Stray { name: _, kind_flag, vlen, size_or_type, int_bits } = ty.stray();
        self.kind_flag(kind_flag);
        if vlen != 0 {
            self.field(b" vlen=", vlen);
        }
        if size_or_type != 0 {
            let key: &[u8] = if ty.kind() == Kind::Fwd { b" type_id=" } else { b" size=" };
            self.field(key, size_or_type);
        }
        if int_bits != 0 {
            self.text(b" int_bits=0x");
            push_hex(self.out, int_bits, 8);
        }
    }
}
