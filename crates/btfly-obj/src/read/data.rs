//! Sections of global variables.
//!
//! *In:* sections, types. *Out:* a [`DataSpec`] for each, and where each section's is. *Never:* memory for a section that
//! has no bytes in the file.

use std::collections::HashMap;

use btfly_btf::view::{Type, VarLinkage};

use super::types::Types;
use crate::elf::{Elf, Section};
use crate::spec::{DataKind, DataSpec, ExternKind, ExternSpec};

/// Where each section's variables are in the list of them.
pub(super) type Positions = HashMap<u32, usize>;

pub(super) fn read(
    elf: &Elf<'_>,
    types: Option<&Types>,
    externs: &[ExternSpec],
) -> (Vec<DataSpec>, Positions) {
    let (mut specs, mut positions) = (Vec::new(), Positions::new());
    for section in &elf.sections {
        let Some(kind) = kind(section) else { continue };
        positions.insert(section.idx, specs.len());
        let bytes = if section.is_zeroed() { Vec::new() } else { section.data.to_vec() };
        specs.push(spec(section.name, kind, section.size, bytes, types));
    }
    let ends = externs.iter().filter_map(|spec| match spec.kind {
        ExternKind::Kconfig { offset, size, .. } => Some(u64::from(offset) + u64::from(size)),
        ExternKind::Variable { .. } | ExternKind::Address | ExternKind::Kfunc { .. } => None,
    });
    if let Some(size) = ends.max() {
        specs.push(spec(".kconfig", DataKind::Kconfig, size, Vec::new(), types));
    }
    (specs, positions)
}

fn spec(
    section: &str,
    kind: DataKind,
    size: u64,
    bytes: Vec<u8>,
    types: Option<&Types>,
) -> DataSpec {
    let datasec = types.and_then(|types| types.datasec(section));
    let is_seen = |types: &Types, id| {
        let is_static = matches!(types.btf.get(id),
            Some(Type::Var(var)) if var.linkage() == VarLinkage::Static);
        matches!(types.btf.get(id), Some(Type::Var(_))) && !is_static && !types.hidden.contains(&id)
    };
    let is_mmapable = types.zip(datasec).is_some_and(|(types, datasec)| {
        types.vars(datasec).iter().any(|var| is_seen(types, var.type_id))
    });
    DataSpec { section: section.to_owned(), kind, size, bytes, datasec, is_mmapable }
}

/// What a section is for, if it holds variables.
pub(super) fn kind(section: &Section<'_>) -> Option<DataKind> {
    if section.size == 0 {
        return None;
    }
    let is = |name: &str| {
        section.name.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    match () {
        () if section.is_code() => None,
        () if section.is_zeroed() && is(".bss") => Some(DataKind::Bss),
        () if !section.is_program_data() => None,
        () if is(".data") => Some(DataKind::Data),
        () if is(".rodata") => Some(DataKind::Rodata),
        () if section.name == ".addr_space.1" => Some(DataKind::Arena),
        () if section.name == ".jumptables" => Some(DataKind::JumpTables),
        () => None,
    }
}
