//! The BTF sections of an ELF file: vmlinux, a kernel module, a BPF object.
//!
//! *In:* the file, 32 or 64 bits, of either byte order, with or without a symbol table. *Out:* [`Elf`]:
//! slices of the file, never copies (unless a section is compressed). *Never:* a symbol, a relocation;
//! a section that is named but has no bytes in this file (as in detached debug files) counts as absent.

use object::elf::{FileHeader32, FileHeader64};
use object::read::elf::{FileHeader, SectionHeader};
use object::{Endianness, elf};

use crate::Limits;
use crate::compressed::{self, Compression, Streams};
use crate::error::{Error, ErrorKind};
use crate::map::Bytes;
use crate::section;

/// What an ELF file says about types, and about itself.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Elf {
    /// `.BTF`: the types.
    pub btf: Option<Bytes>,
    /// `.BTF.base`: the few types of the kernel that a module refers to, enough to find them again in a
    /// kernel built later.
    pub distilled_base: Option<Bytes>,
    /// `.BTF.ext`: where the types are used in a BPF program.
    pub ext: Option<Bytes>,
    /// The note by which linkers name a build.
    pub build_id: Option<Vec<u8>>,
    /// The kernel's release, of a vmlinux (its banner) or a module (its `vermagic`).
    pub release: Option<String>,
    /// Whether it is a relocatable file: a kernel module or a BPF object, not a kernel.
    pub is_relocatable: bool,
}

impl Elf {
    /// Reads the section headers of `file`. A file without any, such as a kernel that was stripped of
    /// them, is searched for BTF by its magic number.
    ///
    /// # Errors
    ///
    /// When `file` is no ELF file, when a header or a BTF section reaches past its end, or when a
    /// compressed section is damaged or larger than `limits` allow.
    ///
    /// ```
    /// use btfly_source::{Bytes, Elf, Limits};
    ///
    /// let error = Elf::read(&Bytes::from(b"\x7fELF".to_vec()), &Limits::default()).unwrap_err();
    /// assert!(error.to_string().starts_with("ELF file is damaged"));
    /// ```
    pub fn read(file: &Bytes, limits: &Limits) -> Result<Self, Error> {
        const CLASS: usize = 4;
        match file.as_ref().get(CLASS) {
            Some(1) => read::<FileHeader32<Endianness>>(file, limits),
            _ => read::<FileHeader64<Endianness>>(file, limits),
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> Error {
    Error::corrupt("ELF file", error)
}

fn read<H: FileHeader<Endian = Endianness>>(file: &Bytes, limits: &Limits) -> Result<Elf, Error> {
    let data = file.as_ref();
    let header = H::parse(data).map_err(damaged)?;
    let endian = header.endian().map_err(damaged)?;
    let sections = header.sections(endian, data).map_err(damaged)?;
    let mut found = Elf { is_relocatable: header.e_type(endian) == elf::ET_REL, ..Elf::default() };
    if sections.is_empty() {
        let range = section::find_whole(data).into_iter().next();
        found.btf = range.and_then(|range| file.slice(range));
        found.release = banner(data);
        return Ok(found);
    }
    let names = H::section_strings_index(header, endian, data)
        .and_then(|index| sections.section(index)?.data(endian, data))
        .unwrap_or_default();
    // Any number of headers may name the same bytes: each search is made once, or a few times.
    let (mut has_release, mut n_notes) = (false, 0);
    for header in sections.iter() {
        let place = match name_at(names, header.sh_name(endian)) {
            Some(".BTF") => &mut found.btf,
            Some(".BTF.base") => &mut found.distilled_base,
            Some(".BTF.ext") => &mut found.ext,
            Some(".modinfo") if !has_release => {
                has_release = true;
                found.release = vermagic(header.data(endian, data).unwrap_or_default());
                continue;
            }
            Some(".rodata") if !has_release && !found.is_relocatable => {
                has_release = true;
                found.release = banner(header.data(endian, data).unwrap_or_default());
                continue;
            }
            _ if header.sh_type(endian) == elf::SHT_NOTE && n_notes < MAX_NOTES => {
                n_notes += 1;
                found.build_id = found.build_id.or_else(|| build_id(header, endian, data));
                continue;
            }
            _ => continue,
        };
        if place.is_none() {
            *place = content(header, endian, file, limits)?;
        }
    }
    Ok(found)
}

/// Sections of notes that are looked into. A kernel has one or two, a program five.
const MAX_NOTES: usize = 16;

/// The name at `at`, if it is one that matters here. Names are compared where they lie: they may be as long as
/// the file, and every section may have the same.
fn name_at(names: &[u8], at: u32) -> Option<&'static str> {
    const NAMES: [&str; 5] = [".BTF", ".BTF.base", ".BTF.ext", ".modinfo", ".rodata"];
    let rest = names.get(usize::try_from(at).ok()?..)?;
    let is_it = |name: &&str| {
        rest.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.first() == Some(&0))
    };
    NAMES.into_iter().find(is_it)
}

/// The bytes of a section: a slice of the file, or what they decompress to.
fn content<S: SectionHeader<Endian = Endianness>>(
    header: &S,
    endian: Endianness,
    file: &Bytes,
    limits: &Limits,
) -> Result<Option<Bytes>, Error> {
    let Some((start, len)) = header.file_range(endian) else { return Ok(None) };
    let past_end = || Error::truncated("the end of a BTF section").at(file.len());
    let start = usize::try_from(start).map_err(|_| past_end())?;
    let len = usize::try_from(len).map_err(|_| past_end())?;
    let range = start..start.checked_add(len).ok_or_else(past_end)?;
    let packed = file.slice(range).ok_or_else(past_end)?;
    let Some((chdr, data_at, _)) = header.compression(endian, file.as_ref()).map_err(damaged)?
    else {
        return Ok(Some(packed));
    };
    use object::read::elf::CompressionHeader;
    let compression = match chdr.ch_type(endian) {
        elf::ELFCOMPRESS_ZLIB => Compression::Zlib,
        elf::ELFCOMPRESS_ZSTD => Compression::Zstd,
        other => {
            let what = format!("compression {} of an ELF section", other.0);
            return Err(Error::new(ErrorKind::Unsupported { what }).at(start));
        }
    };
    let skip = usize::try_from(data_at).map_err(|_| past_end())?.saturating_sub(start);
    let stream = packed.as_ref().get(skip..).unwrap_or_default();
    let content = compressed::decompress(compression, stream, Streams::First, limits);
    content.map(|bytes| Some(Bytes::from(bytes))).map_err(|e| e.at(start))
}

fn build_id<S: SectionHeader<Endian = Endianness>>(
    header: &S,
    endian: Endianness,
    data: &[u8],
) -> Option<Vec<u8>> {
    let mut notes = header.notes(endian, data).ok()??;
    while let Ok(Some(note)) = notes.next() {
        if note.name() == elf::ELF_NOTE_GNU && note.n_type(endian) == elf::NT_GNU_BUILD_ID {
            return Some(note.desc().to_vec());
        }
    }
    None
}

/// The release in a module's `vermagic=6.1.0 SMP …`.
fn vermagic(modinfo: &[u8]) -> Option<String> {
    let mut fields = modinfo.split(|byte| *byte == 0);
    let magic = fields.find_map(|field| field.strip_prefix(b"vermagic="))?;
    first_word(magic)
}

/// The release in a kernel's `Linux version 6.1.0 (…`.
pub(crate) fn banner(image: &[u8]) -> Option<String> {
    const BANNER: &[u8] = b"Linux version ";
    memchr::memmem::find_iter(image, BANNER)
        .filter_map(|at| image.get(at + BANNER.len()..))
        // The format string of the same message comes first in some images.
        .find(|rest| rest.first().is_some_and(u8::is_ascii_digit))
        .and_then(first_word)
}

/// A release as far as the next blank; none is longer than `UTS_RELEASE` may be.
pub(crate) fn first_word(text: &[u8]) -> Option<String> {
    let end = text.iter().take(65).position(|byte| *byte == b' ' || *byte == 0)?;
    let word = std::str::from_utf8(text.get(..end)?).ok()?;
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
pub(crate) mod tests;
