//! Any type as text, as C would define or declare it, with what C does not say in comments.
//!
//! *In:* an id of any kind. *Out:* a layout for a struct or union, the values of an enumeration, the
//! prototype of a function, what a typedef stands for, where a variable is.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{Result, Write};

use super::path::{Access, Place};
use super::print::{self, Palette};
use super::{Layout, Options};
use crate::fields::Unit;
use crate::id::TypeId;
use crate::table::Types;
use crate::view::{Type, Value, Variant};

/// How many typedefs of typedefs are shown; a circle of them ends here.
const MAX_TYPEDEFS: usize = 32;

/// Writes what `id` is.
///
/// ```
/// use btfly_btf::layout::{Options, print::Palette, show};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("u32", None).next().unwrap();
/// let mut text = String::new();
/// show::text(&types, id, &Options::default(), &Palette::PLAIN, &mut text)?;
/// assert_eq!(text, "typedef unsigned int u32;  /* size: 4 */\n");
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # Errors
///
/// Those of `out`.
pub fn text(
    types: &Types<'_>,
    id: TypeId,
    options: &Options,
    palette: &Palette<'_>,
    out: &mut impl Write,
) -> Result {
    let Some(ty) = types.get(id) else { return Ok(()) };
    let mut writer = Writer { types, options, palette, out };
    match ty {
        Type::Struct(_) | Type::Union(_) => writer.layout(id, "", ""),
        Type::Enum(_) | Type::Enum64(_) => writer.enumeration(&ty, "", ""),
        Type::Typedef(_) => writer.typedef(id),
        Type::Func(func) => {
            writer.declaration("", id, "", &format!("linkage: {}", func.linkage().as_str()))
        }
        Type::Var(var) => {
            let mut facts = format!("{}linkage: {}", size_fact(types, id), var.linkage().as_str());
            if let Some((section, offset)) = section_of(types, id) {
                facts += &format!(", section: {section}, offset: {offset}");
            }
            writer.declaration("", id, "", &facts)
        }
        Type::Fwd(_) => writer.declaration("", id, "", "only declared here"),
        Type::Int(int) => {
            let encoding = int.encoding().as_str().to_ascii_lowercase();
            let mut facts = format!("size: {}, encoding: {encoding}", int.size());
            if u32::from(int.size_bits()) != int.size().saturating_mul(8) {
                facts += &format!(", bits: {} at {}", int.size_bits(), int.offset_bits());
            }
            writer.declaration("", id, "", &facts)
        }
        Type::Datasec(section) => {
            writeln!(writer.out, "/* section {}, {} bytes */", section.name(), section.size())?;
            for var in section.vars() {
                let facts = format!("offset: {}, size: {}", var.offset, var.size);
                writer.declaration("", var.type_id, "", &facts)?;
            }
            Ok(())
        }
        Type::DeclTag(tag) => {
            let part = match tag.component_idx() {
                -1 => String::new(),
                index => format!(", member or parameter {index}"),
            };
            writer.declaration("", tag.type_id(), "", &format!("tag: {}{part}", tag.name()))
        }
        Type::Opaque(opaque) => {
            let kind = opaque.kind_number();
            writeln!(writer.out, "/* {}: kind {kind}, not known here */", opaque.name())
        }
        Type::Void
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::FuncProto(_)
        | Type::Float(_)
        | Type::TypeTag(_) => {
            let facts = size_fact(types, id);
            writer.declaration("", id, "", facts.trim_end_matches(", "))
        }
    }
}

/// Writes where a path leads, one fact a line; a pointer on the way is a fact of its own.
///
/// ```
/// use btfly_btf::layout::{path, print::Palette, show};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", None).next().unwrap();
/// let access = path::find(&types, id, "next->prev").unwrap();
/// let mut text = String::new();
/// show::access(&types, &access, "next->prev", &Palette::PLAIN, &mut text)?;
/// assert_eq!(text, "\
/// next->prev: struct list_head *
///     through: struct list_head * at 0 (0x0) in struct list_head
///     offset:  8 (0x8) in struct list_head
///     size:    8
/// ");
/// # Ok::<(), std::fmt::Error>(())
/// ```
///
/// # Errors
///
/// Those of `out`.
pub fn access(
    types: &Types<'_>,
    access: &Access,
    path: &str,
    palette: &Palette<'_>,
    out: &mut impl Write,
) -> Result {
    let options = &Options::default();
    let mut writer = Writer { types, options, palette, out };
    let of = |id| types.declaration(id, "").to_string();
    let within = |place: &Place| {
        let offset = place.offset.floor_bytes();
        format!("{offset} ({offset:#x}) in {}", of(place.within))
    };
    let place = &access.place;
    writer.paint(palette.name, path)?;
    writer.out.write_str(": ")?;
    writer.paint(palette.ty, &of(place.type_id))?;
    writer.out.write_char('\n')?;
    for through in &access.through {
        writer.fact("through:", &format!("{} at {}", of(through.type_id), within(through)))?;
    }
    writer.fact("offset: ", &within(place))?;
    let size = place.size.unwrap_or_default();
    if !place.is_bitfield {
        let known = place.size.map_or_else(|| "?".to_string(), |_| size.floor_bytes().to_string());
        return writer.fact("size:   ", &known);
    }
    writer.fact("bits:   ", &format!("{} from bit {}", size.0, place.offset.0 % 8))?;
    match place.unit {
        Some(Unit { offset, size, shift }) => {
            writer.fact("load:   ", &format!("{size} bytes at {offset}, shifted right by {shift}"))
        }
        None => Ok(()),
    }
}

struct Writer<'w, 'b, W> {
    types: &'w Types<'b>,
    options: &'w Options,
    palette: &'w Palette<'w>,
    out: &'w mut W,
}

impl<'b, W: Write> Writer<'_, 'b, W> {
    fn layout(&mut self, id: TypeId, before: &str, after: &str) -> Result {
        match Layout::of(self.types, id, self.options) {
            Some(layout) => {
                print::named(self.types, &layout, before, after, self.palette, self.out)
            }
            None => Ok(()),
        }
    }

    /// One line a typedef, then what the last of them names.
    fn typedef(&mut self, id: TypeId) -> Result {
        let mut at = id;
        for _ in 0..MAX_TYPEDEFS {
            let Some(Type::Typedef(typedef)) = self.types.get(at) else { break };
            let (to, name) = (typedef.type_id(), typedef.name());
            let next = self.types.get(to);
            // Without a name of its own it is defined in the typedef itself.
            let is_body = next.is_some_and(|next| next.name_off().is_anonymous());
            if is_body && let Some(Type::Struct(_) | Type::Union(_)) = next {
                return self.layout(to, "typedef ", name);
            }
            if is_body && let Some(next @ (Type::Enum(_) | Type::Enum64(_))) = next {
                return self.enumeration(&next, "typedef ", name);
            }
            let facts = size_fact(self.types, at);
            self.declaration("typedef ", to, name, facts.trim_end_matches(", "))?;
            at = to;
        }
        // The struct or enumeration that it comes to, with what is known of it.
        let Some(ty) = self.types.get(at) else { return Ok(()) };
        if let Type::Struct(_) | Type::Union(_) = ty {
            self.out.write_char('\n')?;
            self.layout(at, "", "")?;
        } else if let Type::Enum(_) | Type::Enum64(_) = ty {
            self.out.write_char('\n')?;
            self.enumeration(&ty, "", "")?;
        }
        Ok(())
    }

    /// What `ty`, an enumeration, has as values.
    fn enumeration(&mut self, ty: &Type<'b>, before: &str, after: &str) -> Result {
        if let Type::Enum(view) = ty {
            let facts = enum_facts(view.size(), view.is_signed(), view.variants().len());
            self.values(before, view.name(), after, view.variants(), &facts)?;
        } else if let Type::Enum64(view) = ty {
            let facts = enum_facts(view.size(), view.is_signed(), view.variants().len());
            self.values(before, view.name(), after, view.variants(), &facts)?;
        }
        Ok(())
    }

    /// `specifier declarator;  /* facts */`.
    fn declaration(&mut self, before: &str, id: TypeId, name: &str, facts: &str) -> Result {
        let parts = self.types.declaration(id, name);
        let Palette { ty, name, note, .. } = *self.palette;
        self.paint(ty, before)?;
        self.paint(ty, &parts.specifier)?;
        if !(parts.prefix.is_empty() && parts.name.is_empty() && parts.suffix.is_empty()) {
            self.out.write_char(' ')?;
        }
        self.paint(ty, &parts.prefix)?;
        self.paint(name, &parts.name)?;
        self.paint(ty, &parts.suffix)?;
        self.out.write_char(';')?;
        if !facts.is_empty() {
            self.out.write_str("  ")?;
            self.paint(note, &format!("/* {facts} */"))?;
        }
        self.out.write_char('\n')
    }

    fn values(
        &mut self,
        before: &str,
        name: &str,
        after: &str,
        variants: impl Iterator<Item = Variant<'b>> + Clone,
        facts: &str,
    ) -> Result {
        let Palette { ty, name: member, number, note, .. } = *self.palette;
        let space = if name.is_empty() { "" } else { " " };
        self.paint(ty, &format!("{before}enum{space}{name}"))?;
        self.out.write_str(" {\n")?;
        let width = variants.clone().map(|variant| variant.name().len()).max().unwrap_or(0);
        // One overlong name must not push all values out of sight.
        let width = width.min(48);
        for variant in variants {
            let padding = width.saturating_sub(variant.name().len());
            self.out.write_str("    ")?;
            self.paint(member, variant.name())?;
            write!(self.out, "{:padding$} = ", "")?;
            self.paint(number, &variant.value().to_string())?;
            self.out.write_char(',')?;
            if let Some(hex) = hex(variant.value()) {
                self.out.write_str("  ")?;
                self.paint(note, &hex)?;
            }
            self.out.write_char('\n')?;
        }
        self.out.write_str("\n    ")?;
        self.paint(note, &format!("/* {facts} */"))?;
        let space = if after.is_empty() { "" } else { " " };
        writeln!(self.out, "\n}}{space}{after};")
    }

    fn fact(&mut self, key: &str, value: &str) -> Result {
        self.out.write_str("    ")?;
        self.paint(self.palette.note, key)?;
        self.out.write_char(' ')?;
        self.paint(self.palette.number, value)?;
        self.out.write_char('\n')
    }

    fn paint(&mut self, mark: &str, text: &str) -> Result {
        if text.is_empty() {
            return Ok(());
        }
        let end = if mark.is_empty() { "" } else { self.palette.end };
        write!(self.out, "{mark}{text}{end}")
    }
}

/// Flags and magic numbers are read in hexadecimal; small numbers need none.
fn hex(value: Value) -> Option<String> {
    match value {
        Value::Unsigned(value) if 9 < value => Some(format!("/* {value:#x} */")),
        Value::Unsigned(_) | Value::Signed(_) => None,
    }
}

fn enum_facts(size: u32, is_signed: bool, n_values: usize) -> String {
    let sign = if is_signed { ", signed" } else { "" };
    match n_values {
        0 => format!("size: {size}, only declared here"),
        n_values => format!("size: {size}, values: {n_values}{sign}"),
    }
}

fn size_fact(types: &Types<'_>, id: TypeId) -> String {
    types.size_of(id).map_or_else(String::new, |size| format!("size: {size}, "))
}

/// The section that the variable `id` is in, and where.
pub(super) fn section_of<'b>(types: &Types<'b>, id: TypeId) -> Option<(&'b str, u32)> {
    let sections: Vec<_> = types
        .iter()
        .filter_map(|(_, ty)| if let Type::Datasec(section) = ty { Some(section) } else { None })
        .collect();
    sections.into_iter().find_map(|section| {
        let var = section.vars().find(|var| var.type_id == id)?;
        Some((section.name(), var.offset))
    })
}

#[cfg(test)]
mod tests;
