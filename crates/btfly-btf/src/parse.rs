//! All validation, once: bytes → `Btf`, whose views never fail.
//!
//! *In:* storage and, for a split BTF, its base. *Out:* an index of record offsets, or the first thing
//! that is wrong with its byte. One pass finds the records, one sees that no id and no name offset in them is
//! out of range; only if one is, or might be, does a third look for the culprit.
//! *Never:* what the kernel's verifier would refuse beyond that (a struct that is too small for its
//! members is still safe to read).

mod limits;
mod shapes;
mod steps;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::vec;
use core::str;
use core::sync::atomic::AtomicU32;

use crate::btf::{Btf, Inner, Storage};
use crate::error::{Error, ErrorKind};
use crate::id::TypeId;
use crate::wire::cursor::{Endian, word};
use crate::wire::header::Header;
use crate::wire::kind::{Info, Kind};
use crate::wire::layout::Layout;
use crate::wire::record;
use limits::Limits;
pub(crate) use shapes::{Shape, Shapes};
use shapes::{order, split, visit};
use steps::Steps;

pub(crate) fn parse(storage: Storage, base: Option<Btf>) -> Result<Btf, Error> {
    let bytes = storage.bytes();
    let header = Header::parse(bytes)?;
    let mut layout = Layout::new(section(bytes, &header.layout), header.endian);
    check_layout(&layout, header.layout.start)?;
    let base_layout = base.as_ref().map(|base| base.types().layout());
    if let Some(base) = &base {
        if base.base().is_some() {
            return Err(Error::new(ErrorKind::BaseIsSplit, 0));
        }
        if base.endian() != header.endian {
            return Err(Error::new(ErrorKind::EndianMismatch, 0));
        }
        // A split BTF normally has no layout of its own; its base's holds for both.
        if let (true, Some(from_base)) = (layout.is_empty(), base_layout) {
            layout = from_base;
        }
    }
    let strings = section(bytes, &header.strings);
    let types = section(bytes, &header.types);
    let is_ascii = strings.is_ascii();
    // On a base without strings, a split BTF would have its first name at offset 0, which means none.
    let continues = base.as_ref().is_some_and(|base| !base.types().strings().own().is_empty());
    check_strings(strings, &header, continues, types.is_empty(), is_ascii)?;
    let context = Context {
        types,
        types_at: header.types.start,
        layout,
        first_id: base.as_ref().map_or(1, |base| base.types().end().0),
        own_strings: strings,
        base_strings: base.as_ref().map_or(&[], |base| base.types().strings().own()),
        is_split: base.is_some(),
        is_ascii,
    };
    let (offsets, marks) = match header.endian {
        Endian::Little => context.walk::<false>(),
        Endian::Big => context.walk::<true>(),
    }?;
    Ok(Btf::new(Inner {
        storage,
        header,
        offsets,
        marks,
        base,
        order: AtomicU32::new(0),
        pointer_size: AtomicU32::new(0),
    }))
}

fn section<'b>(bytes: &'b [u8], range: &core::ops::Range<u32>) -> &'b [u8] {
    bytes.get(range.start as usize..range.end as usize).unwrap_or(&[])
}

fn check_layout(layout: &Layout<'_>, at: u32) -> Result<(), Error> {
    if !layout.bytes().len().is_multiple_of(4) {
        return Err(Error::new(ErrorKind::Misaligned { section: "layout" }, at));
    }
    for kind in 0..=0x7f {
        let Some(entry) = layout.entry(kind) else { break };
        if entry.info_sz % 4 != 0 || entry.elem_sz % 4 != 0 {
            let at = at.saturating_add(u32::from(kind) * 4);
            return Err(Error::new(ErrorKind::LayoutEntry { kind }, at));
        }
    }
    Ok(())
}

fn check_strings(
    strings: &[u8],
    header: &Header,
    continues: bool,
    no_types: bool,
    is_ascii: bool,
) -> Result<(), Error> {
    let Some((first, last)) = strings.first().zip(strings.last()) else {
        // Kernels give modules without types a header and nothing else.
        if continues || no_types {
            return Ok(());
        }
        return Err(Error::new(ErrorKind::StringsNoLeadingNul, header.strings.start));
    };
    if *last != 0 {
        return Err(Error::new(ErrorKind::StringsUnterminated, header.strings.end - 1));
    }
    if *first != 0 && !continues {
        // The strings of a split BTF continue its base's and start with a name at once.
        return Err(Error::new(ErrorKind::MissingBase { id: TypeId(1) }, header.strings.start));
    }
    // The names of real kernels are ASCII, which is quicker to see.
    if is_ascii {
        return Ok(());
    }
    match str::from_utf8(strings) {
        Ok(_) => Ok(()),
        Err(error) => {
            let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
            Err(Error::new(ErrorKind::StringsNotUtf8, header.strings.start.saturating_add(at)))
        }
    }
}

/// Where each record starts, and the mark of its name.
type Index = (Box<[u32]>, Box<[u8]>);

struct Context<'b> {
    types: &'b [u8],
    types_at: u32,
    layout: Layout<'b>,
    first_id: u32,
    own_strings: &'b [u8],
    base_strings: &'b [u8],
    is_split: bool,
    is_ascii: bool,
}

impl Context<'_> {
    fn walk<const BIG: bool>(&self) -> Result<Index, Error> {
        let shapes = Shapes::new(&self.layout);
        let offsets = Steps::new(self.types, &shapes).find::<BIG>().map_err(|offsets| {
            let index = offsets.len().saturating_sub(1);
            self.bad_record::<BIG>(offsets.last().map_or(0, |at| *at as usize), index)
        })?;
        let end = u64::from(self.first_id) + offsets.len() as u64;
        let strings_end = (self.base_strings.len() + self.own_strings.len()).max(1) as u64;
        let mut marks = vec![0; offsets.len()].into_boxed_slice();
        let mut is_fine = end <= u64::from(u32::MAX) && !self.is_split && self.is_ascii;
        if is_fine {
            let last = |end: u64| u32::try_from(end - 1).unwrap_or(u32::MAX);
            let limits = Limits::new(&shapes, last(strings_end), last(end));
            is_fine = limits.hold::<BIG>(self.types, &offsets, &mut marks);
        }
        if !is_fine {
            limits::put_marks::<BIG>(self.types, &offsets, &mut marks);
            self.check_each::<BIG>(&offsets, &shapes, end, strings_end)?;
        }
        Ok((offsets.into_boxed_slice(), marks))
    }

    #[cold]
    fn bad_record<const BIG: bool>(&self, at: usize, index: usize) -> Error {
        let byte = self.types_at.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        let id = self.id(index);
        let rest = self.types.get(at..).unwrap_or(&[]);
        let available = u32::try_from(rest.len()).unwrap_or(u32::MAX);
        let bounds = |needed: usize| {
            Error::new(ErrorKind::RecordBounds { id, needed: needed as u64, available }, byte)
        };
        if rest.len() < record::HEAD {
            return bounds(record::HEAD);
        }
        let info = Info(word(rest, 4, order::<BIG>()));
        let number = info.kind_number();
        let entry = match Kind::from_number(number) {
            Some(kind) => record::trailing(kind),
            None => match self.layout.entry(number) {
                Some(entry) => entry,
                None => return Error::new(ErrorKind::UnknownKind { id, kind: number }, byte),
            },
        };
        bounds(
            record::HEAD
                + usize::from(entry.info_sz)
                + info.vlen() as usize * usize::from(entry.elem_sz),
        )
    }

    /// Looks at every reference of every record: the second pass, for split BTFs and bad ones.
    #[cold]
    fn check_each<const BIG: bool>(
        &self,
        offsets: &[u32],
        shapes: &Shapes,
        end: u64,
        strings_end: u64,
    ) -> Result<(), Error> {
        for (index, at) in offsets.iter().enumerate() {
            let rest = self.types.get(*at as usize..).unwrap_or(&[]);
            let Some((record, shape, _)) = split::<BIG>(rest, shapes) else { break };
            let mut bad_id = None;
            let mut bad_name = None;
            visit::<BIG>(
                record,
                shape,
                |to| {
                    if end <= u64::from(to) {
                        bad_id = bad_id.or(Some(to));
                    }
                },
                |name_off| {
                    if !self.is_name(name_off, strings_end) {
                        bad_name = bad_name.or(Some(name_off));
                    }
                },
            );
            let byte = self.types_at.saturating_add(*at);
            let id = self.id(index);
            if let Some(name_off) = bad_name {
                return Err(Error::new(self.blame_name(id, name_off, strings_end), byte));
            }
            if let Some(to) = bad_id {
                let limit = TypeId(u32::try_from(end).unwrap_or(u32::MAX));
                let kind = if self.looks_split(offsets) {
                    ErrorKind::MissingBase { id }
                } else {
                    ErrorKind::DanglingId { id, to: TypeId(to), limit }
                };
                return Err(Error::new(kind, byte));
            }
        }
        if u64::from(u32::MAX) < end {
            return Err(Error::new(ErrorKind::TooLarge { len: end }, self.types_at));
        }
        Ok(())
    }

    /// Whether `off` is a place where a name may start.
    ///
    /// In a base any offset inside the strings will do, as long as it does not cut a character: a
    /// writer may share the tail of a string. A split BTF that was made for this base names only whole
    /// strings of it, because every writer looks the string up; an offset into the middle of one is how
    /// a wrong base shows itself.
    fn is_name(&self, off: u32, strings_end: u64) -> bool {
        if off == 0 {
            return true;
        }
        if strings_end <= u64::from(off) {
            return false;
        }
        let at = off as usize;
        match at.checked_sub(self.base_strings.len()) {
            None => self.base_strings.get(at - 1) == Some(&0),
            Some(0) => true,
            // A byte 0b10xxxxxx continues a character.
            Some(at) => self.own_strings.get(at).is_some_and(|byte| byte & 0xc0 != 0x80),
        }
    }

    fn blame_name(&self, id: TypeId, name_off: u32, strings_end: u64) -> ErrorKind {
        if self.is_split {
            return ErrorKind::WrongBase { id, name_off };
        }
        if u64::from(name_off) < strings_end {
            return ErrorKind::StringsNotUtf8;
        }
        let limit = u32::try_from(strings_end).unwrap_or(u32::MAX);
        ErrorKind::DanglingName { id, name_off, limit }
    }

    /// Whether the records read like a split BTF that was opened alone: it has an empty first string
    /// only by accident, and refers far beyond its own types.
    fn looks_split(&self, offsets: &[u32]) -> bool {
        !self.is_split && self.own_strings.first() != Some(&0) && !offsets.is_empty()
    }

    fn id(&self, index: usize) -> TypeId {
        TypeId(self.first_id.saturating_add(u32::try_from(index).unwrap_or(u32::MAX)))
    }
}
