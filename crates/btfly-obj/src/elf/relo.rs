//! ELF relocations: which instructions and pointers wait for an address.
//!
//! *In:* a section of relocations and the one that they apply to. *Out:* [`ElfRelo`]s whose symbols are there and whose
//! places are in the section. *Never:* a change of what they apply to.
//!
//! Kinds: `Documentation/bpf/llvm_reloc.rst`, Linux v7.2.

use btfly_btf::Endian;
use object::elf;

use super::{Elf, Section};
use crate::error::{Error, ErrorKind};

/// A relocation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ElfRelo {
    /// Bytes from the start of the section that it applies to.
    pub offset: u64,
    /// The number of the symbol whose address is wanted.
    pub symbol_idx: u32,
    /// What is written where.
    pub kind: RelocationKind,
}

/// What a relocation writes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RelocationKind {
    /// `R_BPF_64_64`: the value of a `ld_imm64`.
    Imm64,
    /// `R_BPF_64_ABS64`: a pointer in data.
    Abs64,
    /// `R_BPF_64_ABS32`: half a pointer in data.
    Abs32,
    /// `R_BPF_64_NODYLD32`: an offset in `.BTF` or `.BTF.ext`; loaders do without.
    Nodyld32,
    /// `R_BPF_64_32`: the distance of a call.
    Call32,
    /// Another one.
    Other(u32),
}

impl RelocationKind {
    const fn from_number(number: u32) -> Self {
        match number {
            1 => Self::Imm64,
            2 => Self::Abs64,
            3 => Self::Abs32,
            4 => Self::Nodyld32,
            10 => Self::Call32,
            other => Self::Other(other),
        }
    }

    /// Its number in the file.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Self::Imm64 => 1,
            Self::Abs64 => 2,
            Self::Abs32 => 3,
            Self::Nodyld32 => 4,
            Self::Call32 => 10,
            Self::Other(number) => number,
        }
    }
}

/// Appends what `relos` says about `target`.
pub(super) fn read(
    elf: &Elf<'_>,
    relos: &Section<'_>,
    target: &Section<'_>,
    out: &mut Vec<ElfRelo>,
) -> Result<(), Error> {
    const SIZE: usize = 16;
    if relos.kind == elf::SHT_RELA.0 {
        return Err(Error::new(ErrorKind::RelaSection).in_section(relos.name));
    }
    let (records, rest) = relos.data.as_chunks::<SIZE>();
    if !rest.is_empty() {
        let why = format!("{} bytes are no whole number of relocations", relos.data.len());
        return Err(Error::new(ErrorKind::DamagedElf { why }).in_section(relos.name));
    }
    for record in records {
        let [o0, o1, o2, o3, o4, o5, o6, o7, i0, i1, i2, i3, i4, i5, i6, i7] = *record;
        let (offset, info) = ([o0, o1, o2, o3, o4, o5, o6, o7], [i0, i1, i2, i3, i4, i5, i6, i7]);
        let (offset, info) = match elf.endian {
            Endian::Little => (u64::from_le_bytes(offset), u64::from_le_bytes(info)),
            Endian::Big => (u64::from_be_bytes(offset), u64::from_be_bytes(info)),
        };
        let [k0, k1, k2, k3, s0, s1, s2, s3] = info.to_le_bytes();
        let symbol_idx = u32::from_le_bytes([s0, s1, s2, s3]);
        let kind = RelocationKind::from_number(u32::from_le_bytes([k0, k1, k2, k3]));
        let wrong = |kind| Error::new(kind).in_section(target.name).at(offset);
        if elf.symbol(symbol_idx).is_none() {
            return Err(wrong(ErrorKind::NoSuchSymbol { symbol_idx }));
        }
        if target.size <= offset {
            let why = "outside of the section";
            return Err(wrong(ErrorKind::BadRelocation { kind: kind.number(), why }));
        }
        out.push(ElfRelo { offset, symbol_idx, kind });
    }
    Ok(())
}
