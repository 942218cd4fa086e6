//! Sets of functions that the kernel calls: variables of `.struct_ops` and `.struct_ops.link`.
//!
//! *In:* the sections, their types and relocations. *Out:* a [`StructOpsSpec`] for each variable. *Never:* the kernel's
//! struct, which may have other members: a loader goes by their names.

use std::ops::Range;

use btfly_btf::view::{SecVar, Type};

use super::functions::containing;
use super::types::Types;
use crate::elf::{Elf, Section};
use crate::error::{Error, ErrorKind};
use crate::spec::{ObjectSpec, StructOpsSpec};

/// Whether variables of a section are such sets.
pub(super) fn is_section(name: &str) -> bool {
    [".struct_ops", ".struct_ops.link"].contains(&bare(name))
}

fn bare(name: &str) -> &str {
    name.strip_prefix('?').unwrap_or(name)
}

fn sections<'e, 'a>(elf: &'e Elf<'a>) -> impl Iterator<Item = &'e Section<'a>> {
    elf.sections.iter().filter(|section| is_section(section.name) && section.is_program_data())
}

pub(super) fn read(elf: &Elf<'_>, types: Option<&Types>) -> Result<Vec<StructOpsSpec>, Error> {
    let mut specs = Vec::new();
    for section in sections(elf).filter(|section| section.size != 0) {
        let wrong = |kind| Error::new(kind).in_section(section.name);
        let no_types = || wrong(ErrorKind::NoTypes { wanted_by: "struct_ops" });
        let types = types.ok_or_else(no_types)?;
        let datasec = types.datasec(section.name).ok_or_else(no_types)?;
        let mut end = 0;
        for var in types.vars(datasec) {
            let name = types.btf.get(var.type_id).and_then(|ty| ty.name()).unwrap_or_default();
            let spec = spec(types, name, section, &var, &mut end)
                .map_err(|error| error.in_section(section.name).at(var.offset.into()))?;
            specs.push(spec);
        }
    }
    Ok(specs)
}

fn spec(
    types: &Types,
    name: &str,
    section: &Section<'_>,
    var: &SecVar,
    end: &mut usize,
) -> Result<StructOpsSpec, Error> {
    let bad = |why: &str| Error::new(ErrorKind::BadTypes { why: why.to_owned() }).of_symbol(name);
    let Some(Type::Var(declared)) = types.btf.get(var.type_id) else {
        return Err(bad("type is no variable"));
    };
    let Some((type_id, Type::Struct(view))) = types.bare(declared.type_id()) else {
        return Err(bad("variable is no struct"));
    };
    if view.name().is_empty() {
        return Err(bad("struct has no name"));
    }
    let start = var.offset as usize;
    let range: Range<usize> = start..start.saturating_add(view.size() as usize);
    let bytes = section.data.get(range.clone());
    let bytes = bytes.ok_or_else(|| bad("variable reaches out of its section"))?;
    // Else many of them could share a few bytes, each with a copy.
    if start < *end {
        return Err(bad("variable lies over another"));
    }
    *end = range.end;
    Ok(StructOpsSpec {
        name: name.to_owned(),
        section: bare(section.name).to_owned(),
        offset: var.offset,
        is_autocreated: !section.name.starts_with('?'),
        has_link: bare(section.name) == ".struct_ops.link",
        type_id,
        type_name: view.name().to_owned(),
        bytes: bytes.to_vec(),
        functions: Vec::new(),
    })
}

/// Which functions stand in the members.
pub(super) fn functions(elf: &Elf<'_>, object: &mut ObjectSpec) -> Result<(), Error> {
    for section in sections(elf) {
        let is_own = |spec: &StructOpsSpec| {
            spec.section == bare(section.name)
                && spec.is_autocreated != section.name.starts_with('?')
        };
        let specs = object.struct_ops.iter().enumerate().filter(|(_, spec)| is_own(spec));
        let own: Vec<(u32, usize)> = specs.map(|(at, spec)| (spec.offset, at)).collect();
        for relo in elf.relos_of(section)? {
            let wrong = |why| {
                let kind = ErrorKind::BadRelocation { kind: relo.kind.number(), why };
                Error::new(kind).in_section(section.name).at(relo.offset)
            };
            let Some(symbol) = elf.symbol(relo.symbol_idx) else { continue };
            let function = symbol.section().and_then(|idx| {
                let addend = addend(section, relo.offset, elf);
                let at = symbol.value.checked_add(addend)?;
                let found = containing(&object.functions, idx, at)?;
                let starts = object.functions.get(found)?.offset;
                (u64::from(starts) == at).then_some(found)
            });
            let function = function.ok_or_else(|| wrong("it is no function"))?;
            // Sorted by place, and none lies over another.
            let behind = own.partition_point(|&(start, _)| u64::from(start) <= relo.offset);
            let position = behind.checked_sub(1).and_then(|at| own.get(at)).map(|&(_, at)| at);
            let spec = position
                .and_then(|at| object.struct_ops.get_mut(at))
                .filter(|spec| relo.offset - u64::from(spec.offset) < spec.bytes.len() as u64);
            let spec = spec.ok_or_else(|| wrong("no variable is there"))?;
            let offset = u32::try_from(relo.offset - u64::from(spec.offset));
            spec.functions.push((offset.map_err(|_| wrong("beyond 4 GiB"))?, function));
        }
    }
    Ok(())
}

/// What stands where the address goes: the place in a section, when the symbol is a whole section.
fn addend(section: &Section<'_>, offset: u64, elf: &Elf<'_>) -> u64 {
    let bytes =
        usize::try_from(offset).ok().and_then(|at| section.data.get(at..)?.first_chunk::<8>());
    bytes.map_or(0, |bytes| match elf.endian {
        btfly_btf::Endian::Little => u64::from_le_bytes(*bytes),
        btfly_btf::Endian::Big => u64::from_be_bytes(*bytes),
    })
}
