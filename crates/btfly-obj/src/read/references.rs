//! What instructions refer to: maps, variables, externs, functions.
//!
//! *In:* relocations of code, and where maps, variables and externs are. *Out:* a [`Reference`] for each instruction that
//! has one, calls without a relocation among them. *Never:* a changed instruction: numbers go in when somebody knows them.

use std::collections::HashMap;

use super::data::Positions as DataPositions;
use super::functions::containing;
use super::maps::Positions as MapPositions;
use crate::elf::{Elf, ElfRelo, RelocationKind, Section, Symbol, SymbolKind, SymbolPlace};
use crate::error::{Error, ErrorKind};
use crate::insn::{self, Insn, Opcode, pseudo};
use crate::spec::{DataKind, FunctionSpec, ObjectSpec, Reference, SetAside, Target};

/// Where everything is that code may refer to.
pub(super) struct Places<'p> {
    pub(super) maps: &'p MapPositions,
    pub(super) data: &'p DataPositions,
    pub(super) externs: &'p HashMap<u32, usize>,
}

pub(super) fn read(
    elf: &Elf<'_>,
    places: &Places<'_>,
    object: &mut ObjectSpec,
    set_aside: &mut Vec<SetAside>,
) -> Result<(), Error> {
    for section in elf.sections.iter().filter(|section| section.is_code()) {
        let mut n_records = 0;
        for relo in elf.relos_of(section)? {
            let Some(at) = containing(&object.functions, section.idx, relo.offset) else {
                n_records += 1;
                continue;
            };
            let reference = reference(elf, places, object, section, at, &relo)
                .map_err(|error| in_place(error, section, &relo, elf))?;
            if let Some(function) = object.functions.get_mut(at) {
                function.references.push(reference);
            }
        }
        if n_records != 0 {
            set_aside.push(SetAside::Records { section: section.name.to_owned(), n_records });
        }
    }
    for at in 0..object.functions.len() {
        own_calls(&mut object.functions, at)?;
    }
    Ok(())
}

/// Names what the error is about, where it is not named yet.
fn in_place(error: Error, section: &Section<'_>, relo: &ElfRelo, elf: &Elf<'_>) -> Error {
    let symbol = elf.symbol(relo.symbol_idx);
    let name = match symbol {
        Some(symbol) if symbol.name.is_empty() => {
            symbol.section().and_then(|idx| elf.section(idx)).map_or("", |section| section.name)
        }
        Some(symbol) => symbol.name,
        None => "",
    };
    error.in_section(section.name).at(relo.offset).of_symbol(name)
}

fn reference(
    elf: &Elf<'_>,
    places: &Places<'_>,
    object: &ObjectSpec,
    section: &Section<'_>,
    at: usize,
    relo: &ElfRelo,
) -> Result<Reference, Error> {
    let wrong = |why| Error::new(ErrorKind::BadRelocation { kind: relo.kind.number(), why });
    let function = object.functions.get(at).ok_or_else(|| wrong("no function is there"))?;
    let symbol = elf.symbol(relo.symbol_idx).ok_or_else(|| wrong("no symbol"))?;
    let size = insn::SIZE as u64;
    if !relo.offset.is_multiple_of(size) {
        return Err(wrong("not at an instruction"));
    }
    let insn_idx = relo.offset.saturating_sub(function.offset.into()) / size;
    let insn_idx = u32::try_from(insn_idx).map_err(|_| wrong("beyond 4 GiB"))?;
    let insn = insn_at(function, insn_idx).ok_or_else(|| wrong("not at an instruction"))?;
    let is_call = insn.opcode == Opcode::CALL;
    match relo.kind {
        RelocationKind::Call32 if is_call => {}
        RelocationKind::Imm64 if insn.is_wide() => {
            if insn_at(function, insn_idx + 1).is_none_or(|second| second.opcode != Opcode(0)) {
                return Err(wrong("on a `ld_imm64` without its second half"));
            }
        }
        RelocationKind::Call32 => return Err(wrong("on an instruction that is no call")),
        RelocationKind::Imm64 => return Err(wrong("on an instruction that is no `ld_imm64`")),
        RelocationKind::Abs64
        | RelocationKind::Abs32
        | RelocationKind::Nodyld32
        | RelocationKind::Other(_) => return Err(wrong("on code")),
    }
    let _ = section;
    let target = if let Some(extern_) = places.externs.get(&relo.symbol_idx) {
        if is_call {
            Target::ExternCall { extern_: *extern_ }
        } else {
            Target::Extern { extern_: *extern_ }
        }
    } else if is_call {
        call(object, symbol, insn)?
    } else {
        address(elf, places, object, symbol, insn)?
    };
    Ok(Reference { insn_idx, target })
}

fn insn_at(function: &FunctionSpec, insn_idx: u32) -> Option<&Insn> {
    function.insns.get(usize::try_from(insn_idx).ok()?)
}

/// A call: a function's symbol, or a section's, and the distance from there.
fn call(object: &ObjectSpec, symbol: &Symbol<'_>, insn: &Insn) -> Result<Target, Error> {
    let section = match symbol.place {
        SymbolPlace::Section(idx) if insn.src == pseudo::CALL => idx,
        SymbolPlace::Section(_) => {
            let to = "an address of the object, by a call of a helper".to_owned();
            return Err(Error::new(ErrorKind::BadReference { to }));
        }
        SymbolPlace::Undefined | SymbolPlace::Special => {
            return Err(Error::new(ErrorKind::BadReference { to: nowhere(symbol) }));
        }
    };
    let insn_idx = i64::try_from(symbol.value / insn::SIZE as u64).unwrap_or(i64::MAX);
    let insn_idx = insn_idx.saturating_add(i64::from(insn.imm) + 1);
    let function = starting(&object.functions, section, insn_idx);
    function
        .map(|function| Target::Call { function })
        .ok_or_else(|| Error::new(ErrorKind::NoFunctionThere { insn_idx }))
}

/// The function that starts at an instruction of a section.
fn starting(functions: &[FunctionSpec], section_idx: u32, insn_idx: i64) -> Option<usize> {
    let offset = u64::try_from(insn_idx).ok()?.checked_mul(insn::SIZE as u64)?;
    let found = containing(functions, section_idx, offset)?;
    (u64::from(functions.get(found)?.offset) == offset).then_some(found)
}

/// What a `ld_imm64` loads the address of.
fn address(
    elf: &Elf<'_>,
    places: &Places<'_>,
    object: &ObjectSpec,
    symbol: &Symbol<'_>,
    insn: &Insn,
) -> Result<Target, Error> {
    let refused = |to| Err(Error::new(ErrorKind::BadReference { to }));
    let Some(section) = symbol.section().and_then(|idx| elf.section(idx)) else {
        return refused(nowhere(symbol));
    };
    if section.is_code() {
        let at = i64::try_from(symbol.value).unwrap_or(i64::MAX).saturating_add(insn.imm.into());
        let insn_idx = at / i64::try_from(insn::SIZE).unwrap_or(1);
        let function = starting(&object.functions, section.idx, insn_idx);
        return function
            .map(|function| Target::FunctionAddress { function })
            .ok_or_else(|| Error::new(ErrorKind::NoFunctionThere { insn_idx }));
    }
    // What stands in the instruction is counted from the symbol; it may be before it.
    let [b0, b1, b2, b3, ..] = symbol.value.to_le_bytes();
    let offset = u32::from_le_bytes([b0, b1, b2, b3]).wrapping_add_signed(insn.imm);
    if let Some(data) = places.data.get(&section.idx) {
        let is_table = object.data.get(*data).is_some_and(|data| data.kind == DataKind::JumpTables);
        return Ok(if is_table {
            Target::JumpTable { data: *data, offset, size: symbol.size }
        } else {
            Target::Data { data: *data, offset }
        });
    }
    // Only a section's symbol leaves the rest to the instruction.
    let at = if symbol.kind == SymbolKind::Section { offset.into() } else { symbol.value };
    if let Some(map) = places.maps.by_place.get(&(section.idx, at)) {
        return Ok(Target::Map { map: *map });
    }
    if section.name == ".maps" || super::legacy::is_section(section) {
        return refused(format!("byte {at} of `{}`, where no map starts", section.name));
    }
    refused(format!("section `{}`", section.name))
}

fn nowhere(symbol: &Symbol<'_>) -> String {
    match (symbol.place, symbol.kind) {
        (SymbolPlace::Undefined, SymbolKind::None) => "an extern without a type".to_owned(),
        (SymbolPlace::Undefined, _) => "a symbol that the object does not have".to_owned(),
        (SymbolPlace::Special | SymbolPlace::Section(_), _) => {
            "a variable without a section; is it initialised?".to_owned()
        }
    }
}

/// Calls that compilers have resolved: those of functions in the same section. They are references too, as functions move
/// when they are linked.
fn own_calls(functions: &mut [FunctionSpec], at: usize) -> Result<(), Error> {
    let Some(function) = functions.get_mut(at) else { return Ok(()) };
    function.references.sort_by_key(|reference| reference.insn_idx);
    let Some(function) = functions.get(at) else { return Ok(()) };
    let first = i64::from(function.offset) / i64::try_from(insn::SIZE).unwrap_or(1);
    let mut calls = Vec::new();
    let mut is_second_half = false;
    for (insn_idx, insn) in (0_u32..).zip(&function.insns) {
        if std::mem::replace(&mut is_second_half, insn.is_wide()) {
            is_second_half = false;
            continue;
        }
        let is_call = insn.opcode == Opcode::CALL && insn.src == pseudo::CALL;
        if !is_call || function.reference(insn_idx).is_some() {
            continue;
        }
        let target = first + i64::from(insn_idx) + i64::from(insn.imm) + 1;
        let Some(callee) = starting(functions, function.section_idx, target) else {
            let offset = u64::from(function.offset) + u64::from(insn_idx) * insn::SIZE as u64;
            let error = Error::new(ErrorKind::NoFunctionThere { insn_idx: target });
            return Err(error.in_section(&function.section).at(offset).of_symbol(&function.name));
        };
        calls.push(Reference { insn_idx, target: Target::Call { function: callee } });
    }
    if let Some(function) = functions.get_mut(at).filter(|_| !calls.is_empty()) {
        function.references.extend(calls);
        function.references.sort_by_key(|reference| reference.insn_idx);
    }
    Ok(())
}
