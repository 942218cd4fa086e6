//! An object written again, with other instructions.
//!
//! *In:* the file that an object was read from, and the object with changed instructions. *Out:* the file with these in the
//! place of the old ones. *Never:* anything else moved: sections, symbols, types and relocations stay byte for byte where
//! they are, so that every loader, linker and skeleton maker reads it as before.

use std::collections::HashMap;

use btfly_btf::ext::Ext;

use crate::elf::{Elf, Section, Symbol};
use crate::error::{Error, ErrorKind};
use crate::insn::Insn;
use crate::spec::ObjectSpec;

/// What to write beside the instructions.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Options {
    /// Whether CO-RE relocations are left out: right where they have been applied, as a loader would apply them again, and
    /// find other values than it expects.
    pub without_core_relos: bool,
}

/// Writes `object` over a copy of `original`, which it was read from.
///
/// ```
/// use btfly_obj::{emit, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// // let bytes = std::fs::read("program.o")?;
/// let mut object = read(&bytes)?;
/// assert_eq!(emit::emit(&bytes, &object, &emit::Options::default())?, bytes);
///
/// let helper = object.functions.iter().position(|f| f.name == "helper").unwrap();
/// object.functions[helper].insns[0].imm = 42;
/// let changed = emit::emit(&bytes, &object, &emit::Options { without_core_relos: true })?;
/// assert_eq!(read(&changed)?.functions[helper].insns[0].imm, 42);
/// assert!(read(&changed)?.functions.iter().all(|function| function.core_relos.is_empty()));
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
///
/// # Errors
///
/// When `original` is another file, or a function has become longer or shorter.
pub fn emit(original: &[u8], object: &ObjectSpec, options: &Options) -> Result<Vec<u8>, Error> {
    let elf = Elf::parse(original)?;
    let symbols: HashMap<(u32, u64, &str), &Symbol<'_>> = (elf.symbols.iter().rev())
        .filter_map(|symbol| Some(((symbol.section()?, symbol.value, symbol.name), symbol)))
        .collect();
    let mut bytes = original.to_vec();
    for function in &object.functions {
        let other = |why| {
            let error = Error::new(ErrorKind::BadFunction { why });
            error.in_section(&function.section).at(function.offset.into()).of_symbol(&function.name)
        };
        let section = elf.section(function.section_idx);
        let section =
            section.filter(|section| section.name == function.section && section.is_code());
        let section = section.ok_or_else(|| other("is not in the file that is to be changed"))?;
        let key = (section.idx, u64::from(function.offset), function.name.as_str());
        let symbol = symbols.get(&key);
        let symbol = symbol.ok_or_else(|| other("is not in the file that is to be changed"))?;
        if symbol.value.saturating_add(symbol.size) != function.end() {
            return Err(other("is longer or shorter than it was"));
        }
        let mut code = Vec::new();
        Insn::write_all(&function.insns, object.endian, &mut code);
        let place = place(&mut bytes, section, function.offset.into(), code.len());
        place.ok_or_else(|| other("reaches out of the file"))?.copy_from_slice(&code);
    }
    if options.without_core_relos {
        drop_core_relos(&elf, &mut bytes)?;
    }
    Ok(bytes)
}

/// Some bytes of a section, in the file.
fn place<'b>(
    bytes: &'b mut [u8],
    section: &Section<'_>,
    offset: u64,
    len: usize,
) -> Option<&'b mut [u8]> {
    let start = usize::try_from(section.file_offset.checked_add(offset)?).ok()?;
    bytes.get_mut(start..start.checked_add(len)?)
}

/// Writes into the header of `.BTF.ext` that the block of CO-RE relocations has no bytes.
fn drop_core_relos(elf: &Elf<'_>, bytes: &mut [u8]) -> Result<(), Error> {
    /// Where the header has the length of that block; shorter headers have no such block.
    const LEN_AT: u64 = 28;
    let Some(section) = elf.find(".BTF.ext") else { return Ok(()) };
    let bad = |error| Error::new(ErrorKind::BadBtf(error)).in_section(section.name);
    if Ext::parse(section.data).map_err(bad)?.core_relos.is_empty() {
        return Ok(());
    }
    if let Some(len) = place(bytes, section, LEN_AT, 4) {
        len.fill(0);
    }
    Ok(())
}
