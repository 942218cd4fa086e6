//! The first line of a type, as a definition without its entries.
//!
//! *In:* kind, name and fields. *Out:* a [`Def`] that entries are then added to, and its stray bits.
//! What a hand would only repeat has a default: `docs/format.md` lists them.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::error::{Error, ErrorKind};
use super::line::{Fields, Value};
use crate::build::{
    ArrayDef, CompositeDef, DatasecDef, DeclTagDef, Def, EnumDef, FloatDef, FuncDef, FuncProtoDef,
    FwdDef, IntDef, Name, OpaqueDef, RefDef, Stray, TypeTagDef, TypedefDef, VarDef,
};
use crate::id::TypeId;
use crate::view::{Encoding, FuncLinkage};
use crate::wire::cursor::Endian;
use crate::wire::kind::Kind;
use crate::wire::layout::LayoutEntry;

/// Where the length of a record of unknown kind is looked up.
pub(super) type Layouts<'a> = &'a dyn Fn(u8) -> Option<LayoutEntry>;

/// A type whose entries have not been read yet.
#[derive(Debug)]
pub(super) struct Head<'t> {
    pub(super) def: Def<'t>,
    pub(super) stray: Stray<'t>,
    /// What the line says about the number of entries, for kinds that have entries.
    pub(super) vlen: Option<Value<'t>>,
}

/// Reads the fields of a type of known kind.
pub(super) fn read<'t>(
    kind: Kind,
    name: Name<'t>,
    fields: &mut Fields<'t>,
    endian: Endian,
    layouts: Layouts<'_>,
) -> Result<Head<'t>, Error> {
    let mut vlen = None;
    let mut stray = Stray::default();
    // For these the flag has words of its own; where they are, it is no field.
    let is_said = matches!(kind, Kind::Enum | Kind::Enum64 | Kind::Fwd);
    let kind_flag = !is_said && fields.flag("kind_flag");
    let def = match kind {
        Kind::Int => {
            let size = fields.need("size")?;
            stray.int_bits = fields.number("int_bits")?.unwrap_or(0);
            Def::Int(IntDef {
                name,
                size,
                encoding: encoding(fields.text("encoding"))?,
                offset_bits: fields.number("bits_offset")?.unwrap_or(0),
                size_bits: match fields.number("nr_bits")? {
                    Some(bits) => bits,
                    None => u8::try_from(u64::from(size) * 8)
                        .or_else(|_| fields.need::<u8>("nr_bits"))?,
                },
            })
        }
        Kind::Ptr => {
            stray.name = name;
            Def::Ptr(reference(fields)?)
        }
        Kind::Volatile => {
            stray.name = name;
            Def::Volatile(reference(fields)?)
        }
        Kind::Const => {
            stray.name = name;
            Def::Const(reference(fields)?)
        }
        Kind::Restrict => {
            stray.name = name;
            Def::Restrict(reference(fields)?)
        }
        Kind::Array => {
            stray.name = name;
            stray.size_or_type = fields.number("size")?.unwrap_or(0);
            Def::Array(ArrayDef {
                elem_type_id: id(fields, "type_id")?,
                index_type_id: id(fields, "index_type_id")?,
                len: fields.need("nr_elems")?,
            })
        }
        Kind::Struct | Kind::Union => {
            vlen = fields.text("vlen");
            let size = fields.need("size")?;
            let def =
                CompositeDef { name, size, members: Vec::new(), has_bitfield_sizes: kind_flag };
            if kind == Kind::Union { Def::Union(def) } else { Def::Struct(def) }
        }
        Kind::Enum | Kind::Enum64 => {
            vlen = fields.text("vlen");
            let is_signed = match fields.text("encoding") {
                Some(value) => choice(&value, [("UNSIGNED", false), ("SIGNED", true)])?,
                None => false,
            };
            let usual = if kind == Kind::Enum64 { 8 } else { 4 };
            let size = fields.number("size")?.unwrap_or(usual);
            let def = EnumDef { name, size, is_signed, variants: Vec::new() };
            if kind == Kind::Enum64 { Def::Enum64(def) } else { Def::Enum(def) }
        }
        Kind::Fwd => {
            stray.size_or_type = fields.number("type_id")?.unwrap_or(0);
            let is_union = match fields.text("fwd_kind") {
                Some(value) => choice(&value, [("struct", false), ("union", true)])?,
                None => false,
            };
            Def::Fwd(FwdDef { name, is_union })
        }
        Kind::Typedef => Def::Typedef(TypedefDef { name, type_id: id(fields, "type_id")? }),
        Kind::Func => Def::Func(FuncDef {
            name,
            type_id: id(fields, "type_id")?,
            linkage: linkage(fields.text("linkage"))?,
        }),
        Kind::FuncProto => {
            vlen = fields.text("vlen");
            stray.name = name;
            let return_type_id = TypeId(fields.number("ret_type_id")?.unwrap_or(0));
            Def::FuncProto(FuncProtoDef { return_type_id, params: Vec::new() })
        }
        Kind::Var => Def::Var(VarDef {
            name,
            type_id: id(fields, "type_id")?,
            linkage: linkage(fields.text("linkage"))?,
        }),
        Kind::Datasec => {
            vlen = fields.text("vlen");
            Def::Datasec(DatasecDef { name, size: fields.need("size")?, vars: Vec::new() })
        }
        Kind::Float => Def::Float(FloatDef { name, size: fields.need("size")? }),
        Kind::DeclTag => Def::DeclTag(DeclTagDef {
            name,
            type_id: id(fields, "type_id")?,
            component_idx: fields.number("component_idx")?.unwrap_or(-1),
            is_attribute: kind_flag,
        }),
        Kind::TypeTag => Def::TypeTag(TypeTagDef {
            name,
            type_id: id(fields, "type_id")?,
            is_attribute: kind_flag,
        }),
        Kind::Void | Kind::Opaque => opaque(name, kind_flag, fields, endian, layouts)?,
    };
    // Of a function it is the linkage.
    if kind != Kind::Func && vlen.is_none() {
        stray.vlen = fields.number("vlen")?.unwrap_or(0);
    }
    stray.kind_flag = kind_flag;
    Ok(Head { def, stray, vlen })
}

fn opaque<'t>(
    name: Name<'t>,
    kflag: bool,
    fields: &mut Fields<'t>,
    endian: Endian,
    layouts: Layouts<'_>,
) -> Result<Def<'t>, Error> {
    let Some(number) = fields.text("kind") else {
        return Err(fields.error(ErrorKind::Hidden { what: "which unknown kind this is" }));
    };
    let kind_number = number.number()?;
    let Some(layout) = layouts(kind_number) else {
        return Err(number.error(ErrorKind::NoLayout { kind_number }));
    };
    let extra = fields.text("extra").map(|value| value.bytes()).transpose()?;
    Ok(Def::Opaque(OpaqueDef {
        kind_number,
        name,
        kflag,
        vlen: fields.number("vlen")?.unwrap_or(0),
        size_or_type: fields.number("size")?.unwrap_or(0),
        layout,
        endian,
        extra: Cow::Owned(extra.unwrap_or_default()),
    }))
}

fn reference(fields: &mut Fields<'_>) -> Result<RefDef, Error> {
    Ok(RefDef { type_id: id(fields, "type_id")? })
}

/// The id behind `key`.
pub(super) fn id(fields: &mut Fields<'_>, key: &'static str) -> Result<TypeId, Error> {
    fields.need(key).map(TypeId)
}

fn choice<C: Copy, const N: usize>(
    value: &Value<'_>,
    choices: [(&'static str, C); N],
) -> Result<C, Error> {
    let found = choices.iter().find(|(text, _)| *text == value.text);
    // The first choice stands for all.
    let what = choices.first().map_or("", |(text, _)| text);
    found.map(|(_, choice)| *choice).ok_or_else(|| value.expected(what))
}

fn encoding(value: Option<Value<'_>>) -> Result<Encoding, Error> {
    let Some(value) = value else { return Ok(Encoding::None) };
    let named = [Encoding::None, Encoding::Signed, Encoding::Char, Encoding::Bool];
    match named.into_iter().find(|encoding| encoding.as_str() == value.text) {
        Some(encoding) => Ok(encoding),
        None if value.text == Encoding::Other(0).as_str() => {
            Err(value.error(ErrorKind::Hidden { what: "which encoding this is" }))
        }
        None => value.number().map(Encoding::from_number),
    }
}

fn linkage(value: Option<Value<'_>>) -> Result<FuncLinkage, Error> {
    let Some(value) = value else { return Ok(FuncLinkage::Static) };
    let named = [FuncLinkage::Static, FuncLinkage::Global, FuncLinkage::Extern];
    match named.into_iter().find(|linkage| linkage.as_str() == value.text) {
        Some(linkage) => Ok(linkage),
        None if value.text == FuncLinkage::Other(0).as_str() => {
            Err(value.error(ErrorKind::Hidden { what: "which linkage this is" }))
        }
        None => value.number().map(FuncLinkage::from_number),
    }
}
