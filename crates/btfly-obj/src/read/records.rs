//! Records of `.BTF.ext`: each to the function and instruction that it is about.
//!
//! *In:* the section, its names in `.BTF`, functions. *Out:* records by instruction, sorted, in their functions. *Never:* a
//! record lost in silence: one for code that belongs to no function is counted, one for half an instruction is an error.

use std::collections::HashMap;

use btfly_btf::ext::{CoreRelo, Ext, FuncInfo, LineInfo, Section};

use super::functions::containing;
use super::types::{Types, is_short};
use crate::elf::Elf;
use crate::error::{Error, ErrorKind};
use crate::insn;
use crate::spec::{FunctionSpec, Placed, SetAside};

pub(super) fn read(
    elf: &Elf<'_>,
    types: Option<&Types>,
    functions: &mut [FunctionSpec],
    set_aside: &mut Vec<SetAside>,
) -> Result<(), Error> {
    let Some(section) = elf.find(".BTF.ext") else { return Ok(()) };
    if section.data.is_empty() {
        return Ok(());
    }
    let wrong = |kind| Error::new(kind).in_section(section.name);
    let Some(types) = types else {
        return Err(wrong(ErrorKind::NoTypes { wanted_by: "records of code" }));
    };
    let ext = Ext::parse(section.data).map_err(|error| wrong(ErrorKind::BadBtf(error)))?;
    if ext.endian != elf.endian {
        let why = "records have another byte order than the file".to_owned();
        return Err(wrong(ErrorKind::BadTypes { why }));
    }
    let mut place = Place { types, by_name: HashMap::new(), functions, lost: HashMap::new() };
    for code in elf.sections.iter().filter(|section| section.is_code()) {
        // Two of one name: which one a record is about is not said.
        let is_only = place.by_name.insert(code.name, Some(code.idx)).is_none();
        if !is_only {
            place.by_name.insert(code.name, None);
        }
    }
    place.all(
        &ext.func_infos,
        "func_info",
        |record: &FuncInfo| record.insn_off,
        |f| &mut f.func_infos,
    )?;
    place.all(
        &ext.line_infos,
        "line_info",
        |record: &LineInfo| record.insn_off,
        |f| &mut f.line_infos,
    )?;
    place.all(
        &ext.core_relos,
        "core_relo",
        |record: &CoreRelo| record.insn_off,
        |f| &mut f.core_relos,
    )?;
    for (section, n_records) in place.lost {
        set_aside.push(SetAside::Records { section, n_records });
    }
    Ok(())
}

struct Place<'p> {
    types: &'p Types,
    by_name: HashMap<&'p str, Option<u32>>,
    functions: &'p mut [FunctionSpec],
    lost: HashMap<String, usize>,
}

impl Place<'_> {
    fn all<T: Copy>(
        &mut self,
        blocks: &[Section<T>],
        block: &'static str,
        insn_off: impl Fn(&T) -> u32,
        list: impl Fn(&mut FunctionSpec) -> &mut Vec<Placed<T>>,
    ) -> Result<(), Error> {
        for records in blocks {
            if !is_short(&self.types.btf, records.name_off) {
                return Err(Error::new(ErrorKind::BadName).in_section(".BTF.ext"));
            }
            let section = self.types.btf.types().strings().get(records.name_off);
            let wrong = |kind| Error::new(kind).in_section(section);
            let section_idx = match self.by_name.get(section) {
                Some(None) => return Err(wrong(ErrorKind::TwoSections)),
                Some(idx) => *idx,
                None => None,
            };
            for record in &records.records {
                let offset = insn_off(record);
                let size = u32::try_from(insn::SIZE).unwrap_or(1);
                if !offset.is_multiple_of(size) {
                    return Err(wrong(ErrorKind::BadRecord { block }).at(offset.into()));
                }
                let found =
                    section_idx.and_then(|idx| containing(self.functions, idx, offset.into()));
                match found.and_then(|at| self.functions.get_mut(at)) {
                    Some(function) => {
                        let insn_idx = offset.saturating_sub(function.offset) / size;
                        list(function).push(Placed { insn_idx, record: *record });
                    }
                    None => *self.lost.entry(section.to_owned()).or_default() += 1,
                }
            }
        }
        for function in self.functions.iter_mut() {
            list(function).sort_by_key(|placed| placed.insn_idx);
        }
        Ok(())
    }
}
