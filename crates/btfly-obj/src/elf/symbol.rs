//! Symbols: names for places in sections, and for what is elsewhere.
//!
//! *In:* the table of symbols. *Out:* [`Symbol`]s by number. *Never:* a search: whoever searches by name makes an index.

use object::Endianness;
use object::elf::{self, FileHeader64};
use object::read::elf::Sym as _;

use super::{Table, damaged, name};
use crate::error::{Error, ErrorKind};

/// A symbol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Symbol<'a> {
    /// Its name; empty for that of a whole section.
    pub name: &'a str,
    /// Where it is.
    pub place: SymbolPlace,
    /// Bytes from the start of its section.
    pub value: u64,
    /// In bytes.
    pub size: u64,
    /// What it names.
    pub kind: SymbolKind,
    /// Who sees it.
    pub binding: Binding,
    /// Who else may not see it.
    pub visibility: Visibility,
}

/// Where what a symbol names is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SymbolPlace {
    /// Not in this object.
    Undefined,
    /// In the section of this number.
    Section(u32),
    /// In no section: an absolute value, or a variable that has got no place yet.
    Special,
}

/// What a symbol names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SymbolKind {
    /// It is not said; so for what is not in this object.
    None,
    /// A variable.
    Object,
    /// A function.
    Func,
    /// A section.
    Section,
    /// Something else.
    Other,
}

/// Who sees a symbol.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Binding {
    /// This object only: `static`.
    Local,
    /// All.
    Global,
    /// All, unless somebody else has a better one.
    Weak,
    /// Something else.
    Other,
}

/// Who may not see a symbol although its binding says so.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Visibility {
    /// No restriction.
    Default,
    /// Only what is linked together sees it: `__hidden`, or internal.
    Hidden,
    /// It is seen and cannot be replaced.
    Protected,
}

impl Symbol<'_> {
    /// The number of its section, if it is in one.
    #[must_use]
    pub const fn section(&self) -> Option<u32> {
        match self.place {
            SymbolPlace::Section(idx) => Some(idx),
            SymbolPlace::Undefined | SymbolPlace::Special => None,
        }
    }

    /// Whether it is for a loader to find: an extern.
    #[must_use]
    pub fn is_extern(&self) -> bool {
        self.place == SymbolPlace::Undefined
            && matches!(self.binding, Binding::Global | Binding::Weak)
            && self.kind == SymbolKind::None
    }
}

pub(super) fn read<'a>(
    table: &Table<'a>,
    endian: Endianness,
    bytes: &'a [u8],
) -> Result<Vec<Symbol<'a>>, Error> {
    use object::read::elf::SectionHeader as _;
    let is_table =
        |header: &&elf::SectionHeader64<Endianness>| header.sh_type(endian) == elf::SHT_SYMTAB;
    match table.iter().filter(is_table).count() {
        0 => return Err(Error::new(ErrorKind::NoSymbols)),
        1 => {}
        _ => return Err(Error::new(ErrorKind::TwoSymbolTables)),
    }
    let symbols = table.symbols(endian, bytes, elf::SHT_SYMTAB).map_err(damaged)?;
    let strings = symbols.strings();
    let mut found = Vec::new();
    for (index, symbol) in symbols.enumerate() {
        let text = symbol.name(endian, strings).map_err(damaged)?;
        let shndx = symbol.st_shndx(endian);
        let place = match symbols.symbol_section(endian, symbol, index).map_err(damaged)? {
            Some(section) => {
                let idx = u32::try_from(section.0).map_err(damaged)?;
                if table.section(section).is_err() {
                    let why = format!("symbol {} is in section {idx}, which is not there", index.0);
                    return Err(Error::new(ErrorKind::DamagedElf { why }));
                }
                SymbolPlace::Section(idx)
            }
            None if shndx == elf::SHN_UNDEF => SymbolPlace::Undefined,
            None => SymbolPlace::Special,
        };
        found.push(Symbol {
            name: name(text)?,
            place,
            value: symbol.st_value(endian),
            size: symbol.st_size(endian),
            kind: kind(symbol),
            binding: binding(symbol),
            visibility: visibility(symbol),
        });
    }
    Ok(found)
}

type Raw = <FileHeader64<Endianness> as object::read::elf::FileHeader>::Sym;

fn kind(symbol: &Raw) -> SymbolKind {
    match symbol.st_type() {
        elf::STT_NOTYPE => SymbolKind::None,
        elf::STT_OBJECT => SymbolKind::Object,
        elf::STT_FUNC => SymbolKind::Func,
        elf::STT_SECTION => SymbolKind::Section,
        _ => SymbolKind::Other,
    }
}

fn binding(symbol: &Raw) -> Binding {
    match symbol.st_bind() {
        elf::STB_LOCAL => Binding::Local,
        elf::STB_GLOBAL => Binding::Global,
        elf::STB_WEAK => Binding::Weak,
        _ => Binding::Other,
    }
}

fn visibility(symbol: &Raw) -> Visibility {
    match symbol.st_visibility() {
        elf::STV_HIDDEN | elf::STV_INTERNAL => Visibility::Hidden,
        elf::STV_PROTECTED => Visibility::Protected,
        _ => Visibility::Default,
    }
}
