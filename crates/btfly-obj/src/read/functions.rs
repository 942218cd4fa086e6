//! Functions and programs: the symbols of sections with code.
//!
//! *In:* the symbols. *Out:* functions by section and place, and those of them that are programs: all that are not `static`
//! and not in `.text`. *Never:* a function whose instructions belong to another too, unless it is all of them: then it is
//! one function of two names.

use crate::elf::{Binding, Elf, Section, Symbol, SymbolKind};
use crate::error::{Error, ErrorKind};
use crate::insn::{self, Insn};
use crate::spec::{FunctionSpec, ProgramSpec, ProgramType, section_rule};

pub(super) fn read(elf: &Elf<'_>) -> Result<(Vec<FunctionSpec>, Vec<ProgramSpec>), Error> {
    let mut symbols: Vec<(&Section<'_>, &Symbol<'_>)> = Vec::new();
    for symbol in elf.symbols.iter().filter(|symbol| symbol.kind == SymbolKind::Func) {
        let section = symbol.section().and_then(|idx| elf.section(idx));
        if let Some(section) = section.filter(|section| section.is_code()) {
            symbols.push((section, symbol));
        }
    }
    // Of two names of one function, that which others see comes first.
    symbols.sort_by_key(|(section, symbol)| {
        (section.idx, symbol.value, symbol.binding == Binding::Local)
    });
    let (mut functions, mut programs): (Vec<FunctionSpec>, Vec<ProgramSpec>) = Default::default();
    for (section, symbol) in symbols {
        let function = function(elf, section, symbol).map_err(|error| {
            error.in_section(section.name).at(symbol.value).of_symbol(symbol.name)
        })?;
        let last = functions.last().filter(|last| last.section_idx == function.section_idx);
        let is_alias = match last {
            Some(last) if last.offset == function.offset && last.end() == function.end() => true,
            Some(last) if u64::from(function.offset) < last.end() => {
                let overlap = ErrorKind::FunctionsOverlap { other: last.name.clone() };
                let error = Error::new(overlap).in_section(section.name).at(symbol.value);
                return Err(error.of_symbol(symbol.name));
            }
            _ => false,
        };
        if function.is_program {
            let position =
                if is_alias { functions.len().saturating_sub(1) } else { functions.len() };
            programs.push(program(symbol.name, section.name, position));
        }
        if !is_alias {
            functions.push(function);
        }
    }
    Ok((functions, programs))
}

fn function(
    elf: &Elf<'_>,
    section: &Section<'_>,
    symbol: &Symbol<'_>,
) -> Result<FunctionSpec, Error> {
    let bad = |why| Error::new(ErrorKind::BadFunction { why });
    let size = insn::SIZE as u64;
    if symbol.size == 0 {
        return Err(bad("is empty"));
    }
    if !symbol.size.is_multiple_of(size) || !symbol.value.is_multiple_of(size) {
        return Err(bad("is no whole number of instructions"));
    }
    let offset = u32::try_from(symbol.value).map_err(|_| bad("lies beyond 4 GiB"))?;
    let end = symbol.value.checked_add(symbol.size);
    let range =
        usize::try_from(symbol.value).ok().zip(end.and_then(|end| usize::try_from(end).ok()));
    let bytes = range.and_then(|(start, end)| section.data.get(start..end));
    let bytes = bytes.ok_or_else(|| bad("reaches out of its section"))?;
    Ok(FunctionSpec {
        name: symbol.name.to_owned(),
        section: section.name.to_owned(),
        section_idx: section.idx,
        offset,
        is_program: !is_text(section.name) && symbol.binding != Binding::Local,
        binding: symbol.binding,
        visibility: symbol.visibility,
        insns: Insn::read_all(bytes, elf.endian),
        references: Vec::new(),
        func_infos: Vec::new(),
        line_infos: Vec::new(),
        core_relos: Vec::new(),
    })
}

/// Whether functions of a section are only called: `.text`, and what compilers put beside it (`.text.unlikely`).
fn is_text(section: &str) -> bool {
    section.strip_prefix(".text").is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn program(name: &str, section: &str, function: usize) -> ProgramSpec {
    let name_of_section = section.strip_prefix('?').unwrap_or(section);
    let found = section_rule(name_of_section);
    let rule = found.map(|(rule, _)| rule);
    ProgramSpec {
        name: name.to_owned(),
        function,
        section: name_of_section.to_owned(),
        is_autoloaded: name_of_section.len() == section.len(),
        program_type: rule.map_or(ProgramType::UNSPEC, |rule| rule.program_type),
        attach_type: rule.and_then(|rule| rule.attach_type),
        is_attach_type_optional: rule.is_some_and(|rule| rule.is_attach_type_optional),
        target: found.and_then(|(_, target)| target).map(str::to_owned),
        has_typed_target: rule.is_some_and(|rule| rule.has_typed_target),
        is_sleepable: rule.is_some_and(|rule| rule.is_sleepable),
        has_frags: rule.is_some_and(|rule| rule.has_frags),
        is_known: rule.is_some(),
    }
}

/// Finds functions by section and instruction. Functions are sorted so and do not overlap.
pub(super) fn containing(
    functions: &[FunctionSpec],
    section_idx: u32,
    offset: u64,
) -> Option<usize> {
    let is_before = |function: &FunctionSpec| {
        (function.section_idx, u64::from(function.offset)) <= (section_idx, offset)
    };
    let at = functions.partition_point(is_before).checked_sub(1)?;
    let function = functions.get(at)?;
    (function.section_idx == section_idx && offset < function.end()).then_some(at)
}
