//! An object's sections, symbols and relocations.
//!
//! *In:* the bytes of an ELF file for BPF, of either byte order. *Out:* [`Elf`]: slices of the file and plain numbers,
//! everything checked once. *Never:* a meaning: which section holds programs or maps is for [`read`](crate::read) to say.
//!
//! Nothing is allocated by a size that the file claims: tables are as long as the file has room for, sections may not lie
//! over one another, and names end after 4095 bytes.

mod relo;
mod symbol;

pub use relo::{ElfRelo, RelocationKind};
pub use symbol::{Binding, Symbol, SymbolKind, SymbolPlace, Visibility};

use btfly_btf::Endian;
use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader as _, SectionHeader as _, SectionTable};
use object::{Endianness, SectionIndex};

use crate::error::{Error, ErrorKind};

/// The longest name of a section or symbol that is read, in bytes. The kernel's are 512 at most; without a limit, a file
/// could name the same megabyte in each of its symbols.
pub(crate) const NAME_MAX: usize = 4095;

/// The sections, symbols and relocations of an object.
///
/// ```
/// use btfly_obj::elf::Elf;
///
/// assert!(Elf::parse(b"\x7fELF").is_err());
/// ```
#[derive(Clone, Debug)]
pub struct Elf<'a> {
    /// Byte order of the file, and of the instructions and types in it.
    pub endian: Endian,
    /// By number. The first, number 0, is no section.
    pub sections: Vec<Section<'a>>,
    /// By number. The first, number 0, is no symbol.
    pub symbols: Vec<Symbol<'a>>,
    /// Which sections hold relocations, with the section that they apply to, sorted by that.
    relocated: Vec<(u32, u32)>,
}

/// A section.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its number.
    pub idx: u32,
    /// What it holds: `SHT_PROGBITS` and so on.
    pub kind: u32,
    /// `SHF_EXECINSTR` and so on.
    pub flags: u64,
    /// In bytes, also when the file has none of them.
    pub size: u64,
    /// What the file has of it: nothing for `SHT_NOBITS`.
    pub data: &'a [u8],
    /// Bytes from the start of the file.
    pub file_offset: u64,
}

impl Section<'_> {
    /// Whether it holds instructions.
    #[must_use]
    pub fn is_code(&self) -> bool {
        self.kind == elf::SHT_PROGBITS.0 && self.flags & elf::SHF_EXECINSTR.0 != 0
    }

    /// Whether it holds bytes of the program's own.
    #[must_use]
    pub fn is_program_data(&self) -> bool {
        self.kind == elf::SHT_PROGBITS.0
    }

    /// Whether it has a size and no bytes: all zero.
    #[must_use]
    pub fn is_zeroed(&self) -> bool {
        self.kind == elf::SHT_NOBITS.0
    }
}

impl<'a> Elf<'a> {
    /// Reads section headers and symbols.
    ///
    /// # Errors
    ///
    /// When the bytes are not a relocatable ELF file of 64 bits for BPF, have no table of symbols, or contradict
    /// themselves.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let is_not = |is| Error::new(ErrorKind::NotAnObject { is });
        if !bytes.starts_with(&elf::ELFMAG) {
            return Err(is_not("it is no ELF file"));
        }
        if let [0x7f, b'E', b'L', b'F', 1, ..] = bytes {
            return Err(is_not("it is an ELF file of 32 bits"));
        }
        let header = FileHeader64::<Endianness>::parse(bytes).map_err(damaged)?;
        let endianness = header.endian().map_err(damaged)?;
        if header.e_type(endianness) != elf::ET_REL {
            return Err(is_not("it is linked to a program or library"));
        }
        let machine = header.e_machine(endianness);
        if machine != elf::EM_BPF && machine != elf::EM_NONE {
            return Err(is_not("it is for another processor"));
        }
        let table = header.sections(endianness, bytes).map_err(damaged)?;
        let (sections, relocated) = sections(&table, endianness, bytes)?;
        let symbols = symbol::read(&table, endianness, bytes)?;
        let endian = match endianness {
            Endianness::Little => Endian::Little,
            Endianness::Big => Endian::Big,
        };
        Ok(Self { endian, sections, symbols, relocated })
    }

    /// The section of a number; `None` for 0.
    #[must_use]
    pub fn section(&self, idx: u32) -> Option<&Section<'a>> {
        self.sections.get(usize::try_from(idx).ok()?).filter(|section| section.idx != 0)
    }

    /// The first section of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Section<'a>> {
        self.sections.iter().skip(1).find(|section| section.name == name)
    }

    /// The symbol of a number.
    #[must_use]
    pub fn symbol(&self, idx: u32) -> Option<&Symbol<'a>> {
        self.symbols.get(usize::try_from(idx).ok()?)
    }

    /// How many relocations apply to a section, unread.
    pub(crate) fn n_relos_of(&self, section: &Section<'a>) -> usize {
        let start = self.relocated.partition_point(|(target, _)| *target < section.idx);
        let own =
            self.relocated.iter().skip(start).take_while(|(target, _)| *target == section.idx);
        own.filter_map(|(_, idx)| self.section(*idx)).map(|relos| relos.data.len() / 16).sum()
    }

    /// The relocations that apply to a section, in the file's order.
    ///
    /// # Errors
    ///
    /// When one of them names no symbol or a place outside of the section, or they have a form that BPF objects do not
    /// have.
    pub fn relos_of(&self, section: &Section<'a>) -> Result<Vec<ElfRelo>, Error> {
        let start = self.relocated.partition_point(|(target, _)| *target < section.idx);
        let mut found = Vec::new();
        for (target, idx) in self.relocated.iter().skip(start) {
            if *target != section.idx {
                break;
            }
            if let Some(relos) = self.section(*idx) {
                relo::read(self, relos, section, &mut found)?;
            }
        }
        Ok(found)
    }
}

type Table<'a> = SectionTable<'a, FileHeader64<Endianness>>;

/// All sections, and which of them are relocations of which.
#[expect(clippy::type_complexity, reason = "two lists of one walk")]
fn sections<'a>(
    table: &Table<'a>,
    endian: Endianness,
    bytes: &'a [u8],
) -> Result<(Vec<Section<'a>>, Vec<(u32, u32)>), Error> {
    let (mut sections, mut relocated) = (Vec::new(), Vec::new());
    let mut in_file = 0_u64;
    for (index, header) in table.enumerate() {
        let SectionIndex(idx) = index;
        let idx = u32::try_from(idx).map_err(damaged)?;
        let name = name(table.section_name(endian, header).map_err(damaged)?)?;
        let data = header.data(endian, bytes).map_err(|error| damaged(error).in_section(name))?;
        in_file = in_file.saturating_add(data.len() as u64);
        let kind = header.sh_type(endian);
        if [elf::SHT_REL, elf::SHT_RELA].contains(&kind) {
            relocated.push((header.sh_info(endian), idx));
        }
        sections.push(Section {
            name,
            idx,
            kind: kind.0,
            flags: header.sh_flags(endian).0,
            size: header.sh_size(endian),
            data,
            file_offset: header.sh_offset(endian),
        });
    }
    // Else a few bytes could be read a hundred thousand times.
    if bytes.len() as u64 <= in_file {
        return Err(Error::new(ErrorKind::SectionsOverlap));
    }
    relocated.sort_unstable();
    Ok((sections, relocated))
}

/// A name of a section or symbol.
fn name(bytes: &[u8]) -> Result<&str, Error> {
    let bad = || Error::new(ErrorKind::BadName);
    if NAME_MAX < bytes.len() {
        return Err(bad());
    }
    core::str::from_utf8(bytes).map_err(|_| bad())
}

fn damaged(error: impl core::fmt::Display) -> Error {
    Error::new(ErrorKind::DamagedElf { why: error.to_string() })
}
