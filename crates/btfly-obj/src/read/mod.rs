//! An object's bytes → what it holds.
//!
//! *In:* the bytes of a `.o` file: of clang 14 or newer, gcc, bpf-linker, `bpftool gen object`, of either byte order.
//! *Out:* [`ObjectSpec`], the same for the same bytes. *Never:* a guess: where the object contradicts itself there is an
//! [`Error`] with section, offset and symbol, and what was passed over is listed in it.
//!
//! Rules: `tools/lib/bpf/libbpf.c` as of Linux v7.2 observed from outside, and where it refuses more than it must
//! (`static` functions beside programs), what other loaders accept.

mod data;
mod externs;
mod functions;
mod legacy;
mod maps;
mod records;
mod references;
mod struct_ops;
mod types;

#[cfg(test)]
mod tests;

use crate::elf::{Elf, Section};
use crate::error::{Error, ErrorKind};
use crate::spec::{ObjectSpec, SetAside};

/// Reads an object.
///
/// ```
/// use btfly_obj::read::read;
///
/// # let bytes = btfly_obj::doc::example_object();
/// // let bytes = std::fs::read("program.o")?;
/// let object = read(&bytes)?;
/// let program = &object.programs[0];
/// assert_eq!((program.name.as_str(), program.section.as_str()), ("count", "xdp"));
/// assert_eq!(object.code(program).unwrap().insns.len(), 10);
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
///
/// # Errors
///
/// When the bytes are no BPF object, or contradict themselves.
pub fn read(bytes: &[u8]) -> Result<ObjectSpec, Error> {
    let elf = Elf::parse(bytes)?;
    let mut set_aside = unknown_sections(&elf);
    let (functions, programs) = functions::read(&elf)?;
    let types = types::read(&elf)?;
    let externs = externs::read(&elf, types.as_ref())?;
    let (data, data_at) = data::read(&elf, types.as_ref(), &externs.specs);
    let (mut maps, mut maps_at) = maps::read(&elf, types.as_ref())?;
    legacy::read(&elf, &mut maps, &mut maps_at)?;
    let struct_ops = struct_ops::read(&elf, types.as_ref())?;
    let mut object = ObjectSpec {
        endian: elf.endian,
        license: license(&elf),
        version: version(&elf)?,
        functions,
        programs,
        maps,
        data,
        externs: externs.specs,
        struct_ops,
        btf: None,
        set_aside: Vec::new(),
    };
    let places = references::Places { maps: &maps_at, data: &data_at, externs: &externs.by_symbol };
    references::read(&elf, &places, &mut object, &mut set_aside)?;
    maps::slots(&elf, types.as_ref(), &maps_at, &mut object)?;
    struct_ops::functions(&elf, &mut object)?;
    records::read(&elf, types.as_ref(), &mut object.functions, &mut set_aside)?;
    object.btf = types.map(|types| types.btf);
    set_aside.sort_unstable();
    object.set_aside = set_aside;
    Ok(object)
}

/// Sections that nothing is about: none that a compiler or linker writes for itself.
fn unknown_sections(elf: &Elf<'_>) -> Vec<SetAside> {
    let is_unknown = |section: &&Section<'_>| {
        let is_known = section.is_code()
            || data::kind(section).is_some()
            || struct_ops::is_section(section.name)
            || legacy::is_section(section)
            || [".BTF", ".BTF.ext", ".maps", "license", "version"].contains(&section.name)
            || [".debug_", ".llvm", ".comment", ".note", ".eh_frame", ".text"]
                .iter()
                .any(|prefix| section.name.starts_with(prefix));
        (section.is_program_data() || section.is_zeroed()) && section.size != 0 && !is_known
    };
    let sections = elf.sections.iter().filter(is_unknown);
    let set_aside = |section: &Section<'_>| SetAside::Section {
        name: section.name.to_owned(),
        size: section.size,
    };
    let mut found: Vec<SetAside> = sections.map(set_aside).collect();
    for section in elf.sections.iter().filter(|section| data::kind(section).is_some()) {
        let n_relos = elf.n_relos_of(section);
        if n_relos != 0 {
            found.push(SetAside::Relocations { section: section.name.to_owned(), n_relos });
        }
    }
    found
}

/// Up to the first zero.
fn license(elf: &Elf<'_>) -> Option<String> {
    let data = elf.find("license")?.data;
    let text = data.split(|byte| *byte == 0).next()?;
    Some(String::from_utf8_lossy(text).into_owned())
}

fn version(elf: &Elf<'_>) -> Result<Option<u32>, Error> {
    let Some(section) = elf.find("version") else { return Ok(None) };
    let Ok(bytes) = <[u8; 4]>::try_from(section.data) else {
        let kind = ErrorKind::BadSize { size: section.data.len() as u64, expected: 4 };
        return Err(Error::new(kind).in_section(section.name));
    };
    Ok(Some(match elf.endian {
        btfly_btf::Endian::Little => u32::from_le_bytes(bytes),
        btfly_btf::Endian::Big => u32::from_be_bytes(bytes),
    }))
}
