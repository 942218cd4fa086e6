//! A group as a line for people, or as a JSON object.
//!
//! Columns: where, kind, name, id, signature. The widths come from the whole answer, so that the same
//! answer is the same text.

use std::io::{self, Write};

use btfly_btf::find::{Hit, MemberHit, Part, Sort};
use btfly_btf::view::{Type, Value, Variant};
use btfly_btf::{BtfSet, Kind, Types};

use super::group::Group;
use crate::json;
use crate::output::Output;
use crate::plural::count;

/// The widest that a column grows; what is longer pushes its own line only.
const WIDEST: usize = 40;

/// So many modules are named; of more the number is said.
const MAX_NAMED: usize = 3;

pub(super) fn text(
    set: &BtfSet,
    groups: &[Group<'_>],
    colour: bool,
    out: &mut Output,
) -> io::Result<()> {
    let width = |of: &dyn Fn(&Group<'_>) -> usize| {
        groups.iter().map(of).filter(|width| *width <= WIDEST).max().unwrap_or(0)
    };
    let place_width = width(&|group| place(set, group).len());
    let name_width = width(&|group| name(&group.hit).len());
    let kind_width = width(&|group| kind(group.hit.sort()).len());
    let id_width = width(&|group| group.hit.loc.id.to_string().len());
    let (bold, plain) = if colour { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    for group in groups {
        let hit = &group.hit;
        let Ok(btf) = set.btf(hit.loc.slot) else { continue };
        let name = name(hit);
        let gap = name_width.saturating_sub(name.len());
        writeln!(
            out.buffer,
            "{:place_width$}  {:kind_width$}  {bold}{name}{plain}{:gap$}  {:>id_width$}  {}",
            place(set, group),
            kind(hit.sort()),
            "",
            hit.loc.id.0,
            signature(&btf.types(), hit),
        )?;
        out.flush_if_full()?;
    }
    Ok(())
}

pub(super) fn json(set: &BtfSet, groups: &[Group<'_>], out: &mut Output) -> io::Result<()> {
    out.buffer.push(b'[');
    for (at, group) in groups.iter().enumerate() {
        if 0 < at {
            out.buffer.push(b',');
        }
        out.buffer.push(b'\n');
        one_json(set, group, &mut out.buffer);
        out.flush_if_full()?;
    }
    out.buffer.extend_from_slice(b"\n]\n");
    Ok(())
}

fn one_json(set: &BtfSet, group: &Group<'_>, out: &mut Vec<u8>) {
    let hit = &group.hit;
    let Ok(btf) = set.btf(hit.loc.slot) else { return };
    let mut object = json::Value::of(out).object();
    object.key("kind").text(kind(hit.sort()));
    object.key("name").text(hit.name());
    object.key("signature").text(&signature(&btf.types(), hit));
    match &hit.part {
        Part::Whole => {}
        Part::Member(found) => {
            object.key("of").text(&outer(&hit.ty));
            object.key("path").text(&found.path);
            object.key("offset_bits").number(found.offset.map(|offset| i128::from(offset.0)));
        }
        Part::Variant(found) => {
            object.key("of").text(&outer(&hit.ty));
            object.key("value").number(Some(value(*found)));
        }
    }
    let mut places = object.key("in").list();
    for loc in &group.places {
        let mut place = places.next().object();
        place.key("btf").text(set.slot_name(loc.slot));
        place.key("id").number(Some(i128::from(loc.id.0)));
    }
}

/// Where the hits of a group are: `vmlinux`, `veth,tun`, `vmlinux +12`.
fn place(set: &BtfSet, group: &Group<'_>) -> String {
    // Equal things may stand twice in one BTF.
    let mut slots: Vec<_> = group.places.iter().map(|loc| loc.slot).collect();
    slots.dedup();
    match slots.as_slice() {
        [] => String::new(),
        few if few.len() <= MAX_NAMED => {
            let names: Vec<_> = few.iter().map(|slot| set.slot_name(*slot)).collect();
            names.join(",")
        }
        [first, rest @ ..] => format!("{} +{}", set.slot_name(*first), rest.len()),
    }
}

const fn kind(sort: Sort) -> &'static str {
    match sort {
        Sort::Member => "member",
        Sort::Variant => "enumerator",
        Sort::Type(kind) => match kind {
            Kind::Void => "void",
            Kind::Int => "int",
            Kind::Ptr => "ptr",
            Kind::Array => "array",
            Kind::Struct => "struct",
            Kind::Union => "union",
            Kind::Enum | Kind::Enum64 => "enum",
            Kind::Fwd => "fwd",
            Kind::Typedef => "typedef",
            Kind::Volatile => "volatile",
            Kind::Const => "const",
            Kind::Restrict => "restrict",
            Kind::Func => "func",
            Kind::FuncProto => "func_proto",
            Kind::Var => "var",
            Kind::Datasec => "datasec",
            Kind::Float => "float",
            Kind::DeclTag => "decl_tag",
            Kind::TypeTag => "type_tag",
            Kind::Opaque => "unknown",
        },
    }
}

/// A member's name is no use without its struct's.
fn name(hit: &Hit<'_>) -> String {
    match &hit.part {
        Part::Member(found) => format!("{}.{}", hit.ty.name().unwrap_or(""), found.path),
        Part::Whole | Part::Variant(_) => hit.name().to_owned(),
    }
}

/// What is there, in one line of C.
fn signature(types: &Types<'_>, hit: &Hit<'_>) -> String {
    match &hit.part {
        Part::Whole => whole(types, hit),
        Part::Member(found) => member(types, hit, found),
        Part::Variant(found) => {
            format!("{} = {}; /* {} */", found.name(), found.value(), outer(&hit.ty))
        }
    }
}

fn member(types: &Types<'_>, hit: &Hit<'_>, found: &MemberHit<'_>) -> String {
    let declared = types.declaration(found.member.type_id(), found.member.name());
    let bits = found.member.bitfield_size().map_or(String::new(), |bits| format!(" : {bits}"));
    let place = match found.offset.map(|offset| (offset.floor_bytes(), offset.0 % 8)) {
        Some((byte, 0)) => format!("byte {byte} of "),
        Some((byte, bit)) => format!("byte {byte} bit {bit} of "),
        None => String::from("behind a pointer in "),
    };
    format!("{declared}{bits}; /* {place}{} */", outer(&hit.ty))
}

fn whole(types: &Types<'_>, hit: &Hit<'_>) -> String {
    let named = outer(&hit.ty);
    match hit.ty {
        Type::Struct(view) | Type::Union(view) => {
            format!(
                "{named} {{ /* {}, {} */ }};",
                count(view.members().len(), "member"),
                bytes(view.size())
            )
        }
        Type::Enum(view) => {
            format!(
                "{named} {{ /* {}, {} */ }};",
                count(view.variants().len(), "value"),
                bytes(view.size())
            )
        }
        Type::Enum64(view) => {
            format!(
                "{named} {{ /* {}, {} */ }};",
                count(view.variants().len(), "value"),
                bytes(view.size())
            )
        }
        Type::Fwd(_) => format!("{named};"),
        Type::Typedef(view) => {
            format!("typedef {};", types.declaration(view.type_id(), view.name()))
        }
        Type::Func(_) | Type::Var(_) => format!("{};", types.declaration(hit.loc.id, "")),
        Type::Int(view) => format!("{} /* {} */", view.name(), bytes(view.size())),
        Type::Float(view) => format!("{} /* {} */", view.name(), bytes(view.size())),
        Type::Datasec(view) => {
            format!("/* {}, {} */", count(view.vars().len(), "variable"), bytes(view.size()))
        }
        Type::DeclTag(view) => tagged(types, view),
        Type::TypeTag(_)
        | Type::Void
        | Type::Ptr(_)
        | Type::Array(_)
        | Type::Volatile(_)
        | Type::Const(_)
        | Type::Restrict(_)
        | Type::FuncProto(_)
        | Type::Opaque(_) => types.declaration(hit.loc.id, "").to_string(),
    }
}

fn tagged(types: &Types<'_>, tag: btfly_btf::view::DeclTag<'_>) -> String {
    let on = types.get(tag.type_id()).map_or(String::new(), |ty| outer(&ty));
    match tag.component_idx() {
        0.. => format!("/* on {on}, component {} */", tag.component_idx()),
        _ => format!("/* on {on} */"),
    }
}

/// A type as C refers to it: `struct sock`, `u32`, `enum` without a name.
fn outer(ty: &Type<'_>) -> String {
    let key = match ty {
        Type::Struct(_) => "struct",
        Type::Union(_) => "union",
        Type::Enum(_) | Type::Enum64(_) => "enum",
        Type::Fwd(view) if view.is_union() => "union",
        Type::Fwd(_) => "struct",
        Type::Void
        | Type::Int(_)
        | Type::Ptr(_)
        | Type::Array(_)
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
        | Type::Opaque(_) => "",
    };
    match (key, ty.name()) {
        ("", name) => name.unwrap_or("").to_owned(),
        (key, Some(name)) => format!("{key} {name}"),
        (key, None) => key.to_owned(),
    }
}

fn value(variant: Variant<'_>) -> i128 {
    match variant.value() {
        Value::Signed(value) => i128::from(value),
        Value::Unsigned(value) => i128::from(value),
    }
}

fn bytes(n: u32) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), "byte")
}
