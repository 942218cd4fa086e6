//! Records and sections as bytes.
//!
//! *In:* definitions whose names have offsets. *Out:* bytes in either byte order, in the order header,
//! types, layout, strings, as libbpf writes them.

use alloc::vec;
use alloc::vec::Vec;

use super::def::{CompositeDef, Def, EnumDef};
use super::error::{Error, ErrorKind};
use super::stray::Stray;
use super::{Builder, Options};
use crate::id::{Bits, TypeId};
use crate::wire::cursor::{Endian, put};
use crate::wire::header::{LEN_LAYOUT, LEN_SHORT, MAGIC, VERSION};
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::LayoutEntry;
use crate::wire::record;

/// The largest offset of a member that stands beside a bitfield size.
const MAX_OFFSET_24: u64 = 0x00ff_ffff;
/// The longest header that is written; a longer one would only be zeros that nobody knows.
const MAX_HEADER: u32 = 1024;

impl Builder {
    /// Appends the record of `def` to the type section; on an error the section may end in half of it.
    pub(super) fn write(&mut self, def: &Def<'_>, stray: &Stray<'_>) -> Result<(), ErrorKind> {
        let kind = def.kind() as u8;
        let flag = |flag: bool| Info::pack(kind, stray.vlen, flag);
        let plain = flag(stray.kind_flag);
        match def {
            Def::Int(def) => {
                let number = def.encoding.number();
                if 0xf < number {
                    return Err(ErrorKind::EncodingRange { number });
                }
                self.head(&def.name, plain, def.size)?;
                let (offset, bits) = (u32::from(def.offset_bits), u32::from(def.size_bits));
                self.word(u32::from(number) << 24 | offset << 16 | bits | stray.int_bits);
            }
            Def::Ptr(def) | Def::Volatile(def) | Def::Const(def) | Def::Restrict(def) => {
                let to = self.reference(def.type_id);
                self.head(&stray.name, plain, to)?;
            }
            Def::Typedef(def) => {
                let to = self.reference(def.type_id);
                self.head(&def.name, plain, to)?;
            }
            Def::TypeTag(def) => {
                let to = self.reference(def.type_id);
                self.head(&def.name, flag(def.is_attribute), to)?;
            }
            Def::DeclTag(def) => {
                let to = self.reference(def.type_id);
                self.head(&def.name, flag(def.is_attribute), to)?;
                self.word(def.component_idx.cast_unsigned());
            }
            Def::Func(def) => {
                let number = def.linkage.number();
                if Info::MAX_VLEN < number {
                    return Err(ErrorKind::LinkageRange { number });
                }
                let to = self.reference(def.type_id);
                self.head(&def.name, Info::pack(kind, number, stray.kind_flag), to)?;
            }
            Def::Var(def) => {
                let to = self.reference(def.type_id);
                self.head(&def.name, plain, to)?;
                self.word(def.linkage.number());
            }
            Def::Float(def) => self.head(&def.name, plain, def.size)?,
            Def::Fwd(def) => self.head(&def.name, flag(def.is_union), stray.size_or_type)?,
            Def::Array(def) => {
                self.head(&stray.name, plain, stray.size_or_type)?;
                let (elem, index) =
                    (self.reference(def.elem_type_id), self.reference(def.index_type_id));
                self.word(elem);
                self.word(index);
                self.word(def.len);
            }
            Def::Struct(def) | Def::Union(def) => self.composite(def, kind)?,
            Def::FuncProto(def) => {
                let info = Info::pack(kind, vlen(def.params.len())?, stray.kind_flag);
                let to = self.reference(def.return_type_id);
                self.head(&stray.name, info, to)?;
                for param in &def.params {
                    self.name(&param.name)?;
                    let to = self.reference(param.type_id);
                    self.word(to);
                }
            }
            Def::Datasec(def) => {
                let info = Info::pack(kind, vlen(def.vars.len())?, stray.kind_flag);
                self.head(&def.name, info, def.size)?;
                for var in &def.vars {
                    let to = self.reference(var.type_id);
                    self.word(to);
                    self.word(var.offset);
                    self.word(var.size);
                }
            }
            Def::Enum(def) => self.values::<false>(def, kind)?,
            Def::Enum64(def) => self.values::<true>(def, kind)?,
            Def::Opaque(def) => {
                if Info::MAX_VLEN < def.vlen {
                    return Err(ErrorKind::TooManyEntries { len: u64::from(def.vlen) });
                }
                let per_entry = u64::from(def.layout.elem_sz) * u64::from(def.vlen);
                let needed = u64::from(def.layout.info_sz) + per_entry;
                let len = def.extra.len() as u64;
                if len != needed {
                    return Err(ErrorKind::OpaqueLength { len, needed });
                }
                if len != 0 && def.endian != self.endian {
                    return Err(ErrorKind::OpaqueEndian);
                }
                self.describe(def.kind_number, def.layout)?;
                let info = Info::pack(def.kind_number, def.vlen, def.kflag);
                self.head(&def.name, info, def.size_or_type)?;
                self.types.extend_from_slice(&def.extra);
            }
        }
        Ok(())
    }

    fn composite(&mut self, def: &CompositeDef<'_>, kind: u8) -> Result<(), ErrorKind> {
        let bits_of = |size: Option<u8>| u32::from(size.unwrap_or(0));
        let has_sizes = def.has_bitfield_sizes
            || def.members.iter().any(|member| bits_of(member.bitfield_size) != 0);
        let limit = if has_sizes { MAX_OFFSET_24 } else { u64::from(u32::MAX) };
        let info = Info::pack(kind, vlen(def.members.len())?, has_sizes);
        self.head(&def.name, info, def.size)?;
        for (idx, member) in def.members.iter().enumerate() {
            let offset = u32::try_from(member.offset.0)
                .ok()
                .filter(|offset| u64::from(*offset) <= limit)
                .ok_or(ErrorKind::MemberOffset {
                    member_idx: u32::try_from(idx).unwrap_or(u32::MAX),
                    offset: member.offset,
                    limit: Bits(limit),
                })?;
            self.name(&member.name)?;
            let to = self.reference(member.type_id);
            self.word(to);
            self.word(offset | bits_of(member.bitfield_size) << 24);
        }
        Ok(())
    }

    fn values<const WIDE: bool>(&mut self, def: &EnumDef<'_>, kind: u8) -> Result<(), ErrorKind> {
        let info = Info::pack(kind, vlen(def.variants.len())?, def.is_signed);
        self.head(&def.name, info, def.size)?;
        for (idx, variant) in def.variants.iter().enumerate() {
            let bits = value_bits::<WIDE>(variant.value, def.is_signed).ok_or({
                let variant_idx = u32::try_from(idx).unwrap_or(u32::MAX);
                ErrorKind::ValueRange { variant_idx, value: variant.value }
            })?;
            self.name(&variant.name)?;
            let [low, high] = halves(bits);
            self.word(low);
            if WIDE {
                self.word(high);
            }
        }
        Ok(())
    }

    fn head(&mut self, name: &str, info: Info, size_or_type: u32) -> Result<(), ErrorKind> {
        self.name(name)?;
        self.word(info.0);
        self.word(size_or_type);
        Ok(())
    }

    fn word(&mut self, word: u32) {
        put(&mut self.types, word, self.endian);
    }

    /// The whole section; see [`Builder::encode`].
    pub(super) fn section(&self, options: &Options) -> Result<Vec<u8>, Error> {
        let whole = |kind| Error::new(kind, TypeId::VOID);
        let layout = self.layout_section(options);
        let shortest = if layout.is_empty() { LEN_SHORT } else { LEN_LAYOUT };
        let hdr_len = options.hdr_len.max(shortest);
        if MAX_HEADER < hdr_len || !hdr_len.is_multiple_of(4) {
            return Err(whole(ErrorKind::HeaderLength { hdr_len }));
        }
        let around = Around { endian: self.endian, flags: options.flags, hdr_len };
        let mut out = around.start(&layout);
        out.extend_from_slice(&self.types);
        around.end(out, &layout, self.strings.bytes()).map_err(whole)
    }

    /// The layout section: that of all known kinds, and what was said about others. Empty unless it was
    /// asked for or something cannot be read without it.
    fn layout_section(&self, options: &Options) -> Vec<u8> {
        let mut out = Vec::new();
        if !options.layout && self.layout.is_empty() {
            return out;
        }
        let last = self.layout.last_key_value().map_or(0, |(number, _)| *number);
        for number in 0..=last.max(Kind::Enum64 as u8) {
            let known = Kind::from_number(number).map(record::trailing);
            let said = self.layout.get(&number).copied();
            let LayoutEntry { info_sz, elem_sz, flags } = said.or(known).unwrap_or_default();
            let [a, b] = self.endian.bytes16(flags);
            out.extend_from_slice(&[info_sz, elem_sz, a, b]);
        }
        out
    }
}

/// What stands around the types of a section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around {
    pub(crate) endian: Endian,
    pub(crate) flags: u8,
    /// Made longer if the layout section needs it.
    pub(crate) hdr_len: u32,
}

impl Around {
    fn hdr_len(&self, layout: &[u8]) -> u32 {
        self.hdr_len.max(if layout.is_empty() { LEN_SHORT } else { LEN_LAYOUT })
    }

    /// Room for the header; the types go behind it.
    pub(crate) fn start(&self, layout: &[u8]) -> Vec<u8> {
        vec![0; self.hdr_len(layout) as usize]
    }

    /// The whole section out of what stands behind [`start`](Self::start), in a new one's order: header, types,
    /// layout, strings.
    pub(crate) fn end(
        &self,
        mut out: Vec<u8>,
        layout: &[u8],
        strings: &[u8],
    ) -> Result<Vec<u8>, ErrorKind> {
        let Self { endian, flags, .. } = *self;
        let hdr_len = self.hdr_len(layout);
        let len = |bytes: &[u8]| u32::try_from(bytes.len()).ok();
        let sections = || {
            let types = len(&out)?.checked_sub(hdr_len)?;
            let (layout, strings) = (len(layout)?, len(strings)?);
            let strings_off = types.checked_add(layout)?;
            hdr_len.checked_add(strings_off)?.checked_add(strings)?;
            Some([hdr_len, 0, types, strings_off, strings, types, layout])
        };
        let words = sections().ok_or(ErrorKind::TooLarge)?;
        out.reserve_exact(layout.len() + strings.len());
        out.extend_from_slice(layout);
        out.extend_from_slice(strings);
        let [a, b] = endian.bytes16(MAGIC);
        let first = [a, b, VERSION, flags];
        let words = words.map(|word| endian.bytes32(word));
        // The last two belong to the layout section, and a short header has no place for them.
        let has = if layout.is_empty() { 5 } else { 7 };
        let header = core::iter::once(&first).chain(words.iter().take(has)).flatten();
        for (place, byte) in out.iter_mut().zip(header) {
            *place = *byte;
        }
        Ok(out)
    }
}

fn vlen(len: usize) -> Result<u32, ErrorKind> {
    u32::try_from(len)
        .ok()
        .filter(|len| *len <= Info::MAX_VLEN)
        .ok_or(ErrorKind::TooManyEntries { len: len as u64 })
}

/// The bits of an enumerator's value, if it fits.
fn value_bits<const WIDE: bool>(value: i128, is_signed: bool) -> Option<u64> {
    match (WIDE, is_signed) {
        (false, false) => u32::try_from(value).ok().map(u64::from),
        (false, true) => i32::try_from(value).ok().map(|value| i64::from(value).cast_unsigned()),
        (true, false) => u64::try_from(value).ok(),
        (true, true) => i64::try_from(value).ok().map(i64::cast_unsigned),
    }
}

fn halves(bits: u64) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = bits.to_le_bytes();
    [Endian::Little.u32([a, b, c, d]), Endian::Little.u32([e, f, g, h])]
}
