//! `.BTF.ext`: function, line and CO-RE records of a BPF object.
//!
//! *In:* the section's bytes. *Out:* sections of records by instruction offset. Names are offsets into the
//! strings of the `.BTF` beside it, and type ids are ids in it.
//!
//! Source: `Documentation/bpf/btf.rst` 4.2 and `tools/lib/bpf/btf.c: btf_ext_parse`, Linux v7.2.

use alloc::vec::Vec;
use core::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::id::{NameOff, TypeId};
use crate::wire::cursor::{Cursor, Endian, word};
use crate::wire::header::{self, LEN_LAYOUT, LEN_SHORT};

/// The records of one block that lie in one ELF section.
///
/// ```
/// use btfly_btf::{NameOff, ext::Section};
///
/// let empty: Section<u32> = Section { name_off: NameOff(1), records: vec![] };
/// assert!(empty.records.is_empty());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Section<T> {
    /// The name of the ELF section, in the strings of `.BTF`.
    pub name_off: NameOff,
    /// Its records, as they stand.
    pub records: Vec<T>,
}

/// Where a function starts and what its type is.
///
/// ```
/// use btfly_btf::{TypeId, ext::FuncInfo};
///
/// let first = FuncInfo { insn_off: 0, type_id: TypeId(7) };
/// assert_eq!(first.insn_off / 8, 0);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct FuncInfo {
    /// Bytes from the start of the ELF section.
    pub insn_off: u32,
    /// A `FUNC`.
    pub type_id: TypeId,
}

/// Which line of which file an instruction comes from.
///
/// ```
/// use btfly_btf::{NameOff, ext::LineInfo};
///
/// let (file_name_off, line_off) = (NameOff(1), NameOff(9));
/// let second = LineInfo { insn_off: 8, file_name_off, line_off, line: 12, column: 4 };
/// assert_eq!(second.insn_off / 8, 1);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct LineInfo {
    /// Bytes from the start of the ELF section.
    pub insn_off: u32,
    /// The file's name.
    pub file_name_off: NameOff,
    /// The text of the line.
    pub line_off: NameOff,
    /// The line's number.
    pub line: u32,
    /// The column.
    pub column: u16,
}

/// One CO-RE relocation: an instruction that depends on a type of the kernel.
///
/// ```
/// use btfly_btf::{NameOff, TypeId, ext::CoreRelo};
///
/// // `field_byte_offset` is kind 0.
/// let relo = CoreRelo { insn_off: 8, type_id: TypeId(3), access_str_off: NameOff(1), kind: 0 };
/// assert_eq!(relo.insn_off / 8, 1);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct CoreRelo {
    /// Bytes from the start of the ELF section.
    pub insn_off: u32,
    /// The local type that the access starts at.
    pub type_id: TypeId,
    /// The access string, such as `0:1:2`.
    pub access_str_off: NameOff,
    /// The relocation kind's number.
    pub kind: u32,
}

/// The records of `.BTF.ext`.
///
/// ```
/// use btfly_btf::ext::Ext;
///
/// // A header without any block.
/// let mut bytes = vec![0; 24];
/// bytes[..8].copy_from_slice(&[0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
/// assert!(Ext::parse(&bytes)?.core_relos.is_empty());
/// # Ok::<(), btfly_btf::error::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ext {
    /// Byte order of the section.
    pub endian: Endian,
    /// Functions.
    pub func_infos: Vec<Section<FuncInfo>>,
    /// Source lines.
    pub line_infos: Vec<Section<LineInfo>>,
    /// CO-RE relocations.
    pub core_relos: Vec<Section<CoreRelo>>,
}

impl Ext {
    /// Reads and checks a `.BTF.ext` section.
    ///
    /// # Errors
    ///
    /// When the bytes are not a `.BTF.ext` of version 1, or a block or record reaches out of it.
    ///
    /// ```
    /// use btfly_btf::ext::Ext;
    ///
    /// let mut bytes = vec![0; 24];
    /// bytes[..8].copy_from_slice(&[0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
    /// assert!(Ext::parse(&bytes)?.line_infos.is_empty());
    /// assert!(Ext::parse(&bytes[..7]).is_err());
    /// # Ok::<(), btfly_btf::error::Error>(())
    /// ```
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let total = u32::try_from(bytes.len())
            .map_err(|_| Error::new(ErrorKind::TooLarge { len: bytes.len() as u64 }, 0))?;
        let endian = header::endian_of(bytes)?;
        let mut cursor = Cursor::new(bytes, 0, endian);
        cursor.u16("the magic number")?;
        let version = cursor.u8("the version")?;
        if version != header::VERSION {
            return Err(Error::new(ErrorKind::UnsupportedVersion { version }, 2));
        }
        cursor.u8("the flags")?;
        let hdr_len = cursor.u32("the header length")?;
        if hdr_len < LEN_SHORT {
            return Err(Error::new(ErrorKind::HeaderLength { hdr_len, limit: LEN_SHORT }, 4));
        }
        if total < hdr_len {
            return Err(Error::new(ErrorKind::HeaderLength { hdr_len, limit: total }, 4));
        }
        let mut block = |name: &'static str| block_range(&mut cursor, name, hdr_len, total);
        let funcs = block("func_info")?;
        let lines = block("line_info")?;
        let relos = if LEN_LAYOUT <= hdr_len { block("core_relo")? } else { hdr_len..hdr_len };
        Ok(Self {
            endian,
            func_infos: sections(
                bytes,
                funcs,
                endian,
                "func_info",
                |[insn_off, id, ..]| FuncInfo { insn_off, type_id: TypeId(id) },
                8,
            )?,
            line_infos: sections(
                bytes,
                lines,
                endian,
                "line_info",
                |words| {
                    let [insn_off, file, line, place] = words;
                    LineInfo {
                        insn_off,
                        file_name_off: NameOff(file),
                        line_off: NameOff(line),
                        line: place >> 10,
                        column: u16::try_from(place & 0x3ff).unwrap_or(0),
                    }
                },
                16,
            )?,
            core_relos: sections(
                bytes,
                relos,
                endian,
                "core_relo",
                |words| {
                    let [insn_off, id, access, kind] = words;
                    CoreRelo {
                        insn_off,
                        type_id: TypeId(id),
                        access_str_off: NameOff(access),
                        kind,
                    }
                },
                16,
            )?,
        })
    }
}

/// What a word of a `.BTF.ext` says that an edit may change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// The offset of a name.
    Name,
    /// The id of a type.
    Type,
}

impl Ext {
    /// Calls `visit` with the byte of each name and type id in a section that has been checked.
    pub(crate) fn for_each_place(
        bytes: &[u8],
        mut visit: impl FnMut(usize, Place),
    ) -> Result<(), Error> {
        Self::parse(bytes)?;
        let endian = header::endian_of(bytes)?;
        let at = |at| word(bytes, at, endian) as usize;
        let hdr_len = at(4);
        let words: [&[(usize, Place)]; 3] = [
            &[(4, Place::Type)],
            &[(4, Place::Name), (8, Place::Name)],
            &[(4, Place::Type), (8, Place::Name)],
        ];
        for (block, words) in words.into_iter().enumerate() {
            let field = 8 + block * 8;
            if hdr_len < field + 8 {
                break;
            }
            let mut next = hdr_len + at(field);
            let end = next + at(field + 4);
            let size = at(next);
            next += 4;
            while next < end {
                visit(next, Place::Name);
                let count = at(next + 4);
                next += 8;
                for _ in 0..count {
                    words.iter().for_each(|(word, place)| visit(next + word, *place));
                    next += size;
                }
            }
        }
        Ok(())
    }
}

fn block_range(
    cursor: &mut Cursor<'_>,
    section: &'static str,
    hdr_len: u32,
    total: u32,
) -> Result<Range<u32>, Error> {
    let at = cursor.at();
    let offset = cursor.u32("a block's offset")?;
    let len = cursor.u32("a block's length")?;
    let available = total - hdr_len;
    let bounds = || Error::new(ErrorKind::SectionBounds { section, offset, len, available }, at);
    let start = hdr_len.checked_add(offset).ok_or_else(bounds)?;
    let end = start.checked_add(len).ok_or_else(bounds)?;
    if total < end {
        return Err(bounds());
    }
    if len != 0 && start % 4 != 0 {
        return Err(Error::new(ErrorKind::Misaligned { section }, start));
    }
    Ok(start..end)
}

/// Reads one block: its record size, then sections of records of at least `min` bytes, of which the
/// first four words have a meaning today.
fn sections<T>(
    bytes: &[u8],
    range: Range<u32>,
    endian: Endian,
    block: &'static str,
    record: impl Fn([u32; 4]) -> T,
    min: u32,
) -> Result<Vec<Section<T>>, Error> {
    let bytes = bytes.get(range.start as usize..range.end as usize).unwrap_or(&[]);
    let mut sections = Vec::new();
    if bytes.is_empty() {
        return Ok(sections);
    }
    let mut cursor = Cursor::new(bytes, range.start, endian);
    let size = cursor.u32("a block's record size")?;
    if size < min || size % 4 != 0 {
        return Err(Error::new(ErrorKind::RecordSize { block, size }, range.start));
    }
    while !cursor.is_empty() {
        let at = cursor.at();
        let name_off = NameOff(cursor.u32("a section's name")?);
        let count = cursor.u32("a section's number of records")?;
        if count == 0 {
            return Err(Error::new(ErrorKind::EmptyBlock { block }, at));
        }
        let len = u64::from(count) * u64::from(size);
        let start = cursor.at();
        let body =
            cursor.bytes(usize::try_from(len).unwrap_or(usize::MAX), "a section's records")?;
        let mut records = Vec::with_capacity(body.len() / size as usize);
        for (index, chunk) in body.chunks_exact(size as usize).enumerate() {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let mut words = Cursor::new(chunk, start.saturating_add(index * size), endian);
            let mut fields = [0; 4];
            for field in fields.iter_mut().take(min as usize / 4) {
                *field = words.u32("a record")?;
            }
            records.push(record(fields));
        }
        sections.push(Section { name_off, records });
    }
    Ok(sections)
}
