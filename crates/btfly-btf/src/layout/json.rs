//! Any type as one JSON object: its layout, values, prototype or size.
//!
//! *In:* an id of any kind, or a place. *Out:* compact JSON. Offsets are in bytes where the key is
//! `offset`, in bits where it is `offset_bits`.

use alloc::string::ToString;
use core::fmt::{Display, Result, Write};

use super::path::{Access, Place};
use super::show::section_of;
use super::{Gap, Layout, Nested, Options, Row};
use crate::escape;
use crate::id::TypeId;
use crate::table::Types;
use crate::view::{Type, Variant};

/// Writes what `id` is.
///
/// ```
/// use btfly_btf::layout::{Options, json};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("u32", None).next().unwrap();
/// let mut text = String::new();
/// json::any(&types, id, &Options::default(), &mut text)?;
/// assert_eq!(
///     text,
///     r#"{"id":4,"kind":"TYPEDEF","name":"u32","size":4,"type":"unsigned int","target":{"id":3,"kind":"INT","name":"unsigned int","size":4,"bits":32,"bit_offset":0,"encoding":"(none)"}}"#
/// );
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # Errors
///
/// Those of `out`.
pub fn any(types: &Types<'_>, id: TypeId, options: &Options, out: &mut impl Write) -> Result {
    // A typedef has its target inside; what is open is closed at the end.
    let mut open = 0_usize;
    let mut at = id;
    while let Some(ty) = types.get(at) {
        let mut object = Object::new(out)?;
        object.number("id", at)?;
        object.text("kind", ty.kind().as_str())?;
        object.text("name", ty.name().unwrap_or(""))?;
        if let Some(size) = types.size_of(at) {
            object.number("size", size)?;
        }
        match facts(types, at, &ty, options, &mut object)? {
            // A circle of typedefs has no size, and ends here.
            Some(target) if open < MAX_TYPEDEFS => {
                open += 1;
                object.key("target")?;
                at = target;
            }
            Some(_) | None => {
                object.end()?;
                break;
            }
        }
    }
    for _ in 0..open {
        out.write_char('}')?;
    }
    Ok(())
}

/// How many typedefs of typedefs are followed.
const MAX_TYPEDEFS: usize = 32;

/// What is to be said of a kind, but for its name and size; the target of a typedef goes inside of it.
fn facts<W: Write>(
    types: &Types<'_>,
    id: TypeId,
    ty: &Type<'_>,
    options: &Options,
    object: &mut Object<'_, W>,
) -> core::result::Result<Option<TypeId>, core::fmt::Error> {
    match ty {
        Type::Struct(_) | Type::Union(_) => {
            if let Some(layout) = Layout::of(types, id, options) {
                members(types, &layout, object)?;
            }
        }
        Type::Enum(view) => {
            object.number("signed", view.is_signed())?;
            values(view.variants(), object)?;
        }
        Type::Enum64(view) => {
            object.number("signed", view.is_signed())?;
            values(view.variants(), object)?;
        }
        Type::Typedef(typedef) => {
            object.text("type", types.declaration(typedef.type_id(), ""))?;
            return Ok(Some(typedef.type_id()));
        }
        Type::Func(func) => {
            object.text("linkage", func.linkage().as_str())?;
            object.text("declaration", types.declaration(id, ""))?;
            prototype(types, func.type_id(), object)?;
        }
        Type::FuncProto(_) => {
            object.text("declaration", types.declaration(id, ""))?;
            prototype(types, id, object)?;
        }
        Type::Var(var) => {
            object.text("linkage", var.linkage().as_str())?;
            object.text("type", types.declaration(var.type_id(), ""))?;
            if let Some((section, offset)) = section_of(types, id) {
                object.text("section", section)?;
                object.number("offset", offset)?;
            }
        }
        Type::Int(int) => {
            object.number("bits", int.size_bits())?;
            object.number("bit_offset", int.offset_bits())?;
            object.text("encoding", int.encoding().as_str())?;
        }
        Type::Datasec(section) => {
            object.key("vars")?;
            let mut list = List::new(object.out)?;
            for var in section.vars() {
                let mut entry = Object::new(list.entry()?)?;
                entry.text("declaration", types.declaration(var.type_id, ""))?;
                entry.number("offset", var.offset)?;
                entry.number("size", var.size)?;
                entry.end()?;
            }
            list.end()?;
        }
        Type::DeclTag(tag) => {
            object.number("component_idx", tag.component_idx())?;
            object.text("on", types.declaration(tag.type_id(), ""))?;
        }
        Type::Opaque(opaque) => object.number("kind_number", opaque.kind_number())?,
        Type::Fwd(_)
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::TypeTag(_) => object.text("declaration", types.declaration(id, ""))?,
        Type::Void | Type::Float(_) => {}
    }
    Ok(None)
}

fn members<W: Write>(types: &Types<'_>, layout: &Layout<'_>, object: &mut Object<'_, W>) -> Result {
    match layout.align {
        Some(align) => object.number("align", align)?,
        None => object.number("align", "null")?,
    }
    object.number("cacheline", layout.cacheline)?;
    object.key("members")?;
    let out = &mut *object.out;
    out.write_char('[')?;
    // The members that are open, outermost first.
    let mut open: alloc::vec::Vec<Nested<'_>> = alloc::vec::Vec::new();
    let mut is_first = true;
    for row in &layout.rows {
        while (row.depth as usize) < open.len() {
            let Some(nested) = open.pop() else { break };
            close(&nested, out)?;
            is_first = false;
        }
        if !is_first {
            out.write_char(',')?;
        }
        member(types, row, out)?;
        is_first = match row.nested {
            Some(nested) => {
                open.push(nested);
                out.write_str(",\"members\":[")?;
                true
            }
            None => {
                out.write_char('}')?;
                false
            }
        };
    }
    while let Some(nested) = open.pop() {
        close(&nested, out)?;
    }
    out.write_char(']')?;
    gap("padding", layout.padding, object)?;
    let sums = &layout.sums;
    object.key("sums")?;
    let mut inner = Object::new(object.out)?;
    inner.number("members_count", sums.n_members)?;
    inner.number("members", sums.members)?;
    inner.number("bitfield_bits", sums.bitfields)?;
    inner.number("holes_count", sums.n_holes)?;
    inner.number("holes", sums.holes)?;
    inner.number("bit_holes_count", sums.n_bit_holes)?;
    inner.number("bit_holes", sums.bit_holes)?;
    inner.number("cachelines", sums.cachelines)?;
    inner.number("last_cacheline", sums.last_cacheline)?;
    inner.number("members_with_holes", sums.n_members_with_holes)?;
    inner.number("paddings_count", sums.n_paddings)?;
    inner.number("paddings", sums.paddings)?;
    inner.end()?;
    object.number("cut", layout.cut)
}

/// All of a member but its own members, and without the closing brace.
fn member(types: &Types<'_>, row: &Row<'_>, out: &mut impl Write) -> Result {
    let mut object = Object::new(out)?;
    object.text("name", row.name)?;
    object.text("type", types.declaration(row.type_id, ""))?;
    object.number("type_id", row.type_id)?;
    object.number("offset", row.offset.floor_bytes())?;
    object.number("offset_bits", row.offset.0)?;
    match row.size {
        Some(size) if row.is_bitfield => object.number("bitfield_size", size.0)?,
        Some(size) => object.number("size", size.floor_bytes())?,
        None => object.number("size", "null")?,
    }
    if let Some(unit) = row.unit {
        object.key("load")?;
        load(unit, object.out)?;
    }
    gap("hole", row.hole, &mut object)?;
    if let Some(line) = row.cacheline {
        object.number("cacheline", line)?;
    }
    Ok(())
}

fn close(nested: &Nested<'_>, out: &mut impl Write) -> Result {
    out.write_char(']')?;
    let mut object = Object { out, is_first: false };
    gap("padding", nested.padding, &mut object)?;
    object.end()
}

fn gap<W: Write>(key: &'static str, gap: Gap, object: &mut Object<'_, W>) -> Result {
    if gap.is_empty() {
        return Ok(());
    }
    object.key(key)?;
    let mut inner = Object::new(object.out)?;
    inner.number("bytes", gap.bytes)?;
    inner.number("bits", gap.bits)?;
    inner.end()
}

fn load(unit: crate::fields::Unit, out: &mut impl Write) -> Result {
    let mut object = Object::new(out)?;
    object.number("offset", unit.offset)?;
    object.number("size", unit.size)?;
    object.number("shift", unit.shift)?;
    object.end()
}

fn values<'b, W: Write>(
    variants: impl Iterator<Item = Variant<'b>>,
    object: &mut Object<'_, W>,
) -> Result {
    object.key("values")?;
    let mut list = List::new(object.out)?;
    for variant in variants {
        let mut entry = Object::new(list.entry()?)?;
        entry.text("name", variant.name())?;
        entry.number("value", variant.value())?;
        entry.end()?;
    }
    list.end()
}

fn prototype<W: Write>(types: &Types<'_>, id: TypeId, object: &mut Object<'_, W>) -> Result {
    let Some(Type::FuncProto(proto)) = types.get(id) else { return Ok(()) };
    object.text("returns", types.declaration(proto.return_type_id(), ""))?;
    object.key("params")?;
    let mut list = List::new(object.out)?;
    for param in proto.params() {
        let mut entry = Object::new(list.entry()?)?;
        if param.is_variadic() {
            entry.text("name", "...")?;
        } else {
            entry.text("name", param.name())?;
            entry.text("type", types.declaration(param.type_id(), ""))?;
        }
        entry.end()?;
    }
    list.end()
}

/// Writes where a path leads: the place, and the pointers on the way.
///
/// ```
/// use btfly_btf::layout::{json, path};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", None).next().unwrap();
/// let access = path::find(&types, id, "prev").unwrap();
/// let mut text = String::new();
/// json::access(&types, &access, &mut text)?;
/// assert_eq!(
///     text,
///     r#"{"within":"struct list_head","type":"struct list_head *","type_id":2,"offset":8,"offset_bits":64,"size":8,"through":[]}"#
/// );
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # Errors
///
/// Those of `out`.
pub fn access(types: &Types<'_>, access: &Access, out: &mut impl Write) -> Result {
    let mut object = Object::new(out)?;
    place(types, &access.place, &mut object)?;
    object.key("through")?;
    let mut list = List::new(object.out)?;
    for through in &access.through {
        let mut entry = Object::new(list.entry()?)?;
        place(types, through, &mut entry)?;
        entry.end()?;
    }
    list.end()?;
    object.end()
}

fn place<W: Write>(types: &Types<'_>, place: &Place, object: &mut Object<'_, W>) -> Result {
    object.text("within", types.declaration(place.within, ""))?;
    object.text("type", types.declaration(place.type_id, ""))?;
    object.number("type_id", place.type_id)?;
    object.number("offset", place.offset.floor_bytes())?;
    object.number("offset_bits", place.offset.0)?;
    match place.size {
        Some(size) if place.is_bitfield => object.number("bitfield_size", size.0)?,
        Some(size) => object.number("size", size.floor_bytes())?,
        None => object.number("size", "null")?,
    }
    if let Some(unit) = place.unit {
        object.key("load")?;
        load(unit, object.out)?;
    }
    Ok(())
}

/// `{`, keys with values, `}`.
struct Object<'w, W> {
    out: &'w mut W,
    is_first: bool,
}

impl<'w, W: Write> Object<'w, W> {
    fn new(out: &'w mut W) -> core::result::Result<Self, core::fmt::Error> {
        out.write_char('{')?;
        Ok(Self { out, is_first: true })
    }

    /// A key of ours, which needs no escapes.
    fn key(&mut self, key: &'static str) -> Result {
        if !core::mem::take(&mut self.is_first) {
            self.out.write_char(',')?;
        }
        write!(self.out, "\"{key}\":")
    }

    fn text(&mut self, key: &'static str, value: impl Display) -> Result {
        self.key(key)?;
        write!(self.out, "\"{}\"", escape::Json(&value.to_string()))
    }

    /// A number, or one of JSON's three words.
    fn number(&mut self, key: &'static str, value: impl Display) -> Result {
        self.key(key)?;
        write!(self.out, "{value}")
    }

    fn end(self) -> Result {
        self.out.write_char('}')
    }
}

/// `[`, values, `]`.
struct List<'w, W> {
    out: &'w mut W,
    is_first: bool,
}

impl<'w, W: Write> List<'w, W> {
    fn new(out: &'w mut W) -> core::result::Result<Self, core::fmt::Error> {
        out.write_char('[')?;
        Ok(Self { out, is_first: true })
    }

    fn entry(&mut self) -> core::result::Result<&mut W, core::fmt::Error> {
        if !core::mem::take(&mut self.is_first) {
            self.out.write_char(',')?;
        }
        Ok(self.out)
    }

    fn end(self) -> Result {
        self.out.write_char(']')
    }
}
