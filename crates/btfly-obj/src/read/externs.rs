//! Externs: symbols that are not defined, and what the types say that they are.
//!
//! *In:* symbols, types. *Out:* an [`ExternSpec`] for each, the values of `.kconfig` placed as a loader places them: by
//! alignment, the largest first, then size, then name. *Never:* a look at a kernel.

use std::collections::HashMap;

use btfly_btf::TypeId;
use btfly_btf::view::{Encoding, FuncLinkage, Type, VarLinkage};

use super::types::Types;
use crate::elf::{Binding, Elf};
use crate::error::{Error, ErrorKind};
use crate::spec::{ExternKind, ExternSpec, KconfigType};

/// Externs, and which symbol is which.
#[derive(Default)]
pub(super) struct Externs {
    pub(super) specs: Vec<ExternSpec>,
    /// From the number of a symbol to its place in `specs`.
    pub(super) by_symbol: HashMap<u32, usize>,
}

/// An extern and what decides where it is put.
struct Found {
    spec: ExternSpec,
    symbol_idx: u32,
    align: u32,
    size: u32,
}

pub(super) fn read(elf: &Elf<'_>, types: Option<&Types>) -> Result<Externs, Error> {
    let mut found = Vec::new();
    let declared = types.map(Declared::of).unwrap_or_default();
    for (symbol_idx, symbol) in elf.symbols.iter().enumerate() {
        if !symbol.is_extern() || symbol.name.is_empty() {
            continue;
        }
        let wrong = |kind| Error::new(kind).of_symbol(symbol.name);
        let types = types.ok_or_else(|| wrong(ErrorKind::NoTypes { wanted_by: "an extern" }))?;
        let bad = |why: &str| wrong(ErrorKind::BadTypes { why: why.to_owned() });
        let id = declared.externs.get(symbol.name).copied();
        let id = id.ok_or_else(|| bad("no type declares this extern"))?;
        let section = declared.sections.get(&id).copied();
        let is_weak = symbol.binding == Binding::Weak;
        let (kind, align, size) = match (section, types.btf.get(id)) {
            (Some(".kconfig"), Some(Type::Var(var))) => kconfig(types, var.type_id())
                .ok_or_else(|| bad("not a type that a value of the kernel's configuration has"))?,
            (Some(".ksyms"), Some(Type::Func(func))) => {
                (ExternKind::Kfunc { type_id: func.type_id() }, 0, 0)
            }
            (Some(".ksyms"), Some(Type::Var(var))) => match types.bare(var.type_id()) {
                Some((TypeId(0), _)) => (ExternKind::Address, 0, 0),
                Some((type_id, _)) => (ExternKind::Variable { type_id }, 0, 0),
                None => return Err(bad("type goes in a circle")),
            },
            (Some(".kconfig"), _) => return Err(bad("a function cannot be in `.kconfig`")),
            (Some(_) | None, _) => return Err(wrong(ErrorKind::NotLinked)),
        };
        let spec = ExternSpec { name: symbol.name.to_owned(), kind, is_weak, type_id: id };
        let symbol_idx = u32::try_from(symbol_idx).unwrap_or(u32::MAX);
        found.push(Found { spec, symbol_idx, align, size });
    }
    place(found)
}

/// Sorts, and gives places to values of the configuration.
fn place(mut found: Vec<Found>) -> Result<Externs, Error> {
    found.sort_by(|a, b| {
        let key = |found: &Found| (found.align == 0, u32::MAX - found.align, found.size);
        key(a).cmp(&key(b)).then_with(|| a.spec.name.cmp(&b.spec.name))
    });
    let mut externs = Externs::default();
    let mut end = 0_u32;
    for Found { mut spec, symbol_idx, align, .. } in found {
        if let ExternKind::Kconfig { offset, size, .. } = &mut spec.kind {
            let too_large = || {
                let why = "`.kconfig` is larger than 4 GiB".to_owned();
                Error::new(ErrorKind::BadTypes { why }).of_symbol(&spec.name)
            };
            *offset = end.checked_next_multiple_of(align.max(1)).ok_or_else(too_large)?;
            end = offset.checked_add(*size).ok_or_else(too_large)?;
        }
        externs.by_symbol.insert(symbol_idx, externs.specs.len());
        externs.specs.push(spec);
    }
    Ok(externs)
}

/// What a variable of `.kconfig` is, its alignment, its size.
fn kconfig(types: &Types, id: TypeId) -> Option<(ExternKind, u32, u32)> {
    let value = kconfig_type(types, id)?;
    let size = u32::try_from(types.btf.types().size_of(id)?).ok()?;
    let align = types.btf.types().align_of(id).filter(|align| *align != 0)?;
    Some((ExternKind::Kconfig { value, offset: 0, size }, align, size))
}

fn kconfig_type(types: &Types, id: TypeId) -> Option<KconfigType> {
    let (_, ty) = types.bare(id)?;
    let is_tristate = |name: &str| name == "libbpf_tristate";
    if let Type::Int(int) = ty {
        let is_signed = int.encoding() == Encoding::Signed;
        return match int.size() {
            1 if int.encoding() == Encoding::Bool => Some(KconfigType::Bool),
            _ if int.encoding() == Encoding::Bool => None,
            1 => Some(KconfigType::Char { is_signed }),
            2 | 4 | 8 => Some(KconfigType::Int { is_signed }),
            _ => None,
        };
    }
    if let Type::Array(array) = ty {
        let (_, elem) = types.bare(array.elem_type_id())?;
        let Type::Int(int) = elem else { return None };
        let is_text = array.len() != 0 && int.size() == 1 && int.encoding() != Encoding::Bool;
        return is_text.then_some(KconfigType::String);
    }
    let is_it = match ty {
        Type::Enum(view) => view.size() == 4 && is_tristate(view.name()),
        Type::Enum64(view) => is_tristate(view.name()),
        Type::Void
        | Type::Int(_)
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
        | Type::Opaque(_) => false,
    };
    is_it.then_some(KconfigType::Tristate)
}

/// Externs by name, and the section of each.
#[derive(Default)]
struct Declared<'t> {
    externs: HashMap<&'t str, TypeId>,
    sections: HashMap<TypeId, &'t str>,
}

impl<'t> Declared<'t> {
    fn of(types: &'t Types) -> Self {
        let mut declared = Self::default();
        for (id, ty) in types.btf.iter() {
            if let Type::Var(var) = ty
                && var.linkage() == VarLinkage::Extern
            {
                declared.externs.entry(var.name()).or_insert(id);
            }
            if let Type::Func(func) = ty
                && func.linkage() == FuncLinkage::Extern
            {
                declared.externs.entry(func.name()).or_insert(id);
            }
            if let Type::Datasec(datasec) = ty {
                for var in datasec.vars() {
                    declared.sections.entry(var.type_id).or_insert(datasec.name());
                }
            }
        }
        declared
    }
}
