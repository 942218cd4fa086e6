//! Debug information as it lies in a file: sections, symbols, relocations.
//!
//! Sections are borrowed where they lie, but for those that are compressed or wait for relocations: these are copied. In an
//! object that is not linked all sections start at zero; here each gets a place of its own, so that addresses mean one thing.
//!
//! *In:* the bytes of an ELF file. *Out:* [`Sections`], and [`Debug`] on top of them. *Never:* a file or a path.

use std::borrow::Cow;
use std::io::Read as _;
use std::sync::Arc;

use btfly_btf::Endian;
use gimli::{
    Abbreviations, DebugAbbrev, DebugInfo, DebugTypes, LocationLists, RunTimeEndian, UnitHeader,
};
use object::{
    CompressionFormat, Object as _, ObjectKind, ObjectSection as _, ObjectSymbol as _,
    RelocationTarget, SectionFlags, SectionIndex,
};

use crate::error::{Error, Reason};
use crate::options::Features;
use crate::symbols::Symbols;
use crate::unit::die::{Bytes, NameAt, Value};
use crate::unit::location::registers;
use crate::unit::{Bases, Unit};

/// An ELF file with what its debug information needs of it.
#[derive(Debug)]
pub(crate) struct Sections<'d> {
    pub(crate) object: object::File<'d>,
    /// Where each section starts, by its index: given where the file gives none.
    pub(crate) bases: Vec<u64>,
    info: Cow<'d, [u8]>,
    types: Cow<'d, [u8]>,
    abbrev: Cow<'d, [u8]>,
    str: Cow<'d, [u8]>,
    line_str: Cow<'d, [u8]>,
    str_offsets: Cow<'d, [u8]>,
    addr: Cow<'d, [u8]>,
    loc: Cow<'d, [u8]>,
    loclists: Cow<'d, [u8]>,
}

impl<'d> Sections<'d> {
    pub(crate) fn read(bytes: &'d [u8]) -> Result<Self, Error> {
        let object = object::File::parse(bytes)
            .map_err(|error| Error::of_file(Reason::NotElf(error.to_string())))?;
        let bases = bases(&object);
        let section = |name: &str| data(&object, &bases, name).map_err(Error::of_file);
        let info = section(".debug_info")?;
        if info.is_empty() {
            return Err(Error::of_file(Reason::NoDebugInfo));
        }
        Ok(Self {
            info,
            types: section(".debug_types")?,
            abbrev: section(".debug_abbrev")?,
            str: section(".debug_str")?,
            line_str: section(".debug_line_str")?,
            str_offsets: section(".debug_str_offsets")?,
            addr: section(".debug_addr")?,
            loc: section(".debug_loc")?,
            loclists: section(".debug_loclists")?,
            object,
            bases,
        })
    }

    pub(crate) fn endian(&self) -> Endian {
        if self.object.is_little_endian() { Endian::Little } else { Endian::Big }
    }
}

/// Where sections start: where the file says so, or one after the other.
fn bases(object: &object::File<'_>) -> Vec<u64> {
    let is_linked = object.kind() != ObjectKind::Relocatable;
    let mut bases = Vec::new();
    // Nothing lies at zero, which is where what was thrown away seems to lie.
    let mut next = PAGE;
    for section in object.sections() {
        let at = section.index().0;
        if bases.len() <= at {
            bases.resize(at + 1, 0);
        }
        let is_loaded = is_loaded(section.flags());
        let Some(base) = bases.get_mut(at) else { continue };
        if is_linked {
            *base = section.address();
        } else if is_loaded {
            *base = next;
            next = next.saturating_add(section.size()).saturating_add(PAGE) & !(PAGE - 1);
        }
    }
    bases
}

/// Whether a section is in memory when the program runs.
fn is_loaded(flags: SectionFlags) -> bool {
    match flags {
        SectionFlags::Elf { sh_flags, .. } => sh_flags.contains(object::elf::SHF_ALLOC),
        _ => false,
    }
}

const PAGE: u64 = 4096;

/// A section's bytes: decompressed and relocated where that is needed; none if there is no such section.
fn data<'d>(object: &object::File<'d>, bases: &[u64], name: &str) -> Result<Cow<'d, [u8]>, Reason> {
    let Some(section) = object.section_by_name(name) else { return Ok(Cow::Borrowed(&[])) };
    let bad = || Reason::Compressed(name.to_owned());
    let compressed = section.compressed_data().map_err(|_| bad())?;
    let mut data = match compressed.format {
        CompressionFormat::None => Cow::Borrowed(compressed.data),
        format => Cow::Owned(
            decompress(format, compressed.data, compressed.uncompressed_size).ok_or_else(bad)?,
        ),
    };
    if object.kind() != ObjectKind::Relocatable {
        return Ok(data);
    }
    let is_little = object.is_little_endian();
    for (at, relocation) in section.relocations() {
        let refused = || Reason::Relocation(name.to_owned(), at);
        let base = match relocation.target() {
            RelocationTarget::Symbol(symbol) => {
                let symbol = object.symbol_by_index(symbol).map_err(|_| refused())?;
                symbol.address().wrapping_add(base_of(bases, symbol.section_index()))
            }
            RelocationTarget::Section(index) => base_of(bases, Some(index)),
            _ => continue,
        };
        let len = usize::from(relocation.size() / 8);
        let bytes = usize::try_from(at)
            .ok()
            .and_then(|at| data.to_mut().get_mut(at..at.checked_add(len)?))
            .ok_or_else(refused)?;
        let mut value = base.wrapping_add(relocation.addend().cast_unsigned());
        if relocation.has_implicit_addend() {
            value = value.wrapping_add(number(bytes, is_little));
        }
        let words = value.to_le_bytes();
        for (idx, byte) in words.iter().take(len).enumerate() {
            let idx = if is_little { idx } else { len - 1 - idx };
            if let Some(place) = bytes.get_mut(idx) {
                *place = *byte;
            }
        }
    }
    Ok(data)
}

fn base_of(bases: &[u64], index: Option<SectionIndex>) -> u64 {
    index.and_then(|index| bases.get(index.0)).copied().unwrap_or(0)
}

fn number(bytes: &[u8], is_little: bool) -> u64 {
    let add = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
    if is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
}

/// What was compressed, if it becomes as long as it claims: no more is read, and no more is reserved than arrives.
fn decompress(format: CompressionFormat, data: &[u8], len: u64) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match format {
        CompressionFormat::Zlib => {
            flate2::read::ZlibDecoder::new(data).take(len).read_to_end(&mut out).ok()?;
        }
        CompressionFormat::Zstandard => {
            let decoder = ruzstd::decoding::StreamingDecoder::new(data).ok()?;
            decoder.take(len).read_to_end(&mut out).ok()?;
        }
        _ => return None,
    }
    (out.len() as u64 == len).then_some(out)
}

/// Debug information, ready to be read.
#[derive(Debug)]
pub(crate) struct Debug<'d> {
    pub(crate) is_little: bool,
    pub(crate) info: DebugInfo<Bytes<'d>>,
    pub(crate) types: DebugTypes<Bytes<'d>>,
    /// What several files share, made by `dwz`.
    pub(crate) alternate: Option<Alternate<'d>>,
    abbrev: DebugAbbrev<Bytes<'d>>,
    pub(crate) locations: LocationLists<Bytes<'d>>,
    pub(crate) symbols: Symbols<'d>,
    /// Sections whose variables are wanted, by their addresses.
    pub(crate) sections: Vec<Wanted>,
    /// That parameters are passed in, in order.
    pub(crate) registers: &'static [u8],
    str: &'d [u8],
    line_str: &'d [u8],
    str_offsets: &'d [u8],
    addr: &'d [u8],
    address_size: u8,
}

/// What `dwz` has moved out of several files into one.
#[derive(Debug)]
pub(crate) struct Alternate<'d> {
    pub(crate) info: DebugInfo<Bytes<'d>>,
    abbrev: DebugAbbrev<Bytes<'d>>,
    str: &'d [u8],
}

/// A section whose variables are wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl<'d> Debug<'d> {
    pub(crate) fn new(
        sections: &'d Sections<'d>,
        alternate: Option<&'d Sections<'d>>,
        features: Features,
    ) -> Self {
        let is_little = sections.object.is_little_endian();
        let endian = if is_little { RunTimeEndian::Little } else { RunTimeEndian::Big };
        let reader = |bytes: &'d [u8]| Bytes::new(bytes, endian);
        Self {
            is_little,
            info: reader(&sections.info).into(),
            types: reader(&sections.types).into(),
            alternate: alternate.map(|other| Alternate {
                info: reader(&other.info).into(),
                abbrev: reader(&other.abbrev).into(),
                str: &other.str,
            }),
            abbrev: reader(&sections.abbrev).into(),
            locations: LocationLists::new(
                reader(&sections.loc).into(),
                reader(&sections.loclists).into(),
            ),
            symbols: Symbols::read(sections),
            sections: wanted(sections, features),
            registers: registers(sections.object.architecture()),
            str: &sections.str,
            line_str: &sections.line_str,
            str_offsets: &sections.str_offsets,
            addr: &sections.addr,
            address_size: if sections.object.is_64() { 8 } else { 4 },
        }
    }

    pub(crate) const fn str(&self) -> &'d [u8] {
        self.str
    }

    pub(crate) fn abbreviations(
        &self,
        header: &UnitHeader<Bytes<'d>>,
        is_alternate: bool,
    ) -> Result<Arc<Abbreviations>, Reason> {
        let other = self.alternate.as_ref().filter(|_| is_alternate);
        let abbrev = other.map_or(&self.abbrev, |other| &other.abbrev);
        Ok(Arc::new(header.abbreviations(abbrev)?))
    }

    /// A name, read.
    pub(crate) fn text(&self, name: NameAt<'d>, unit: &Unit<'d>) -> Result<&'d [u8], Reason> {
        let bases = unit.bases;
        let other = self.alternate.as_ref().map_or(&[][..], |other| other.str);
        let (section, at) = match name {
            NameAt::Alternate(at) => (other, at),
            NameAt::Str(at) if unit.is_alternate => (other, at as usize),
            NameAt::None => return Ok(&[]),
            NameAt::Inline(text) => return Ok(text),
            NameAt::Str(at) => (self.str, at as usize),
            NameAt::LineStr(at) => (self.line_str, at),
            NameAt::Index(index) => {
                // Offsets of 64 bits are for sections that no BTF has room for.
                let word = word(self.str_offsets, bases.str_offsets, index, 4, self.is_little);
                let at = word.and_then(|at| usize::try_from(at).ok());
                (self.str, at.ok_or(Reason::NoSuchString)?)
            }
        };
        crate::records::text_at(section, at).ok_or(Reason::NoSuchString)
    }

    /// An address, said or looked up.
    pub(crate) fn address(&self, value: &Value<'d>, bases: Bases) -> Option<u64> {
        match value {
            Value::Addr(address) => Some(*address),
            Value::DebugAddrIndex(index) => self.address_at(bases.addr, index.0),
            _ => None,
        }
    }

    fn address_at(&self, base: usize, index: usize) -> Option<u64> {
        word(self.addr, base, index, usize::from(self.address_size), self.is_little)
    }

    /// The address that an expression is, if it is nothing else.
    pub(crate) fn address_of(
        &self,
        mut expression: Bytes<'d>,
        unit: &Unit<'d>,
    ) -> Result<Option<u64>, Reason> {
        use gimli::Reader as _;
        if expression.is_empty() {
            return Ok(None);
        }
        Ok(match gimli::DwOp(expression.read_u8()?) {
            gimli::DW_OP_addr => Some(expression.read_address(unit.header.address_size())?),
            gimli::DW_OP_addrx | gimli::DW_OP_GNU_addr_index => {
                let index = usize::try_from(expression.read_uleb128()?);
                index.ok().and_then(|index| self.address_at(unit.bases.addr, index))
            }
            _ => None,
        }
        .filter(|_| expression.is_empty()))
    }

    /// Whether a variable lies where it says it does. What the linker has thrown away seems to lie at zero: there the symbol
    /// table is asked.
    pub(crate) fn is_there(&self, section: usize, variable: &crate::chunk::VariableAt) -> bool {
        let start = self.sections.get(section).map(|section| section.start);
        variable.address != 0
            || start != Some(0)
            || self.symbols.first_objects.binary_search(&(0, variable.name.as_bytes())).is_ok()
    }

    /// The wanted section that an address lies in.
    pub(crate) fn section_of(&self, address: u64) -> Option<usize> {
        self.sections.iter().position(|section| (section.start..section.end).contains(&address))
    }
}

/// The number at an index of a table.
fn word(table: &[u8], base: usize, index: usize, size: usize, is_little: bool) -> Option<u64> {
    let start = index.checked_mul(size)?.checked_add(base)?;
    Some(number(table.get(start..start.checked_add(size)?)?, is_little))
}

/// The sections whose variables are wanted.
fn wanted(sections: &Sections<'_>, features: Features) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    for section in sections.object.sections() {
        let Ok(name) = section.name() else { continue };
        let is_percpu = name == PER_CPU;
        let is_loaded = is_loaded(section.flags());
        if section.size() == 0 || !is_loaded || !(features.var && is_percpu || features.global_var)
        {
            continue;
        }
        let start = base_of(&sections.bases, Some(section.index()));
        let end = start.saturating_add(section.size());
        wanted.push(Wanted { name: name.to_owned(), start, end });
    }
    wanted
}

const PER_CPU: &str = ".data..percpu";
