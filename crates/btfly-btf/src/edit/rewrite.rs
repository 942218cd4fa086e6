//! Rewrite: what every edit ends with. Some types are kept, each gets a new id, and the sections are written
//! anew with these ids.
//!
//! *In:* a [`Source`], the nodes to keep in their new order, the new id of every node. *Out:* bytes of a `.BTF`, and
//! of each `.BTF.ext` beside it. Records are copied and their words changed in place; no definition is made.
//! *Never:* a decision about what is kept or what is the same.

use alloc::vec;
use alloc::vec::Vec;

use super::dedup::names::Names;
use super::error::{Error, ErrorKind};
use super::source::{Part, Place, Source};
use crate::btf::Btf;
use crate::build::{self, Refused, StringTable};
use crate::ext::Ext;
use crate::id::{NameOff, TypeId};
use crate::wire::cursor::{Endian, word};
use crate::wire::header::{LEN_LAYOUT, LEN_SHORT};
use crate::wire::kind::{Info, Kind};

/// What happens to names.
#[derive(Debug)]
pub(super) enum NewNames<'n> {
    /// The strings of the only own part stay what they are, used or not.
    Kept,
    /// Strings that something uses, each once and in the order of first use, and none that the base has.
    Used,
    /// The same, by numbers that somebody has given them already.
    Numbered {
        names: &'n mut Names,
        /// Whether the strings of the first own part come first, as they are.
        keep_own: bool,
    },
}

/// What to write.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan<'p, 'b> {
    pub(super) source: &'p Source<'b>,
    /// The base that the result is split on. It is the part 0 then, and its nodes keep their ids.
    pub(super) base: Option<&'p Btf>,
    /// The nodes whose records are written, in this order.
    pub(super) keep: &'p [u32],
    /// The new id of each node, by node. 0 stands for `void` and for what is left out.
    pub(super) ids: &'p [u32],
    /// The bytes of the `.BTF.ext` of each part.
    pub(super) exts: &'p [Option<&'p [u8]>],
}

/// What has been written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) exts: Vec<Option<Vec<u8>>>,
}

impl Plan<'_, '_> {
    /// Writes the sections.
    pub(super) fn write(&self, names: NewNames<'_>) -> Result<Written, Error> {
        let endian = self.source.parts.first().map_or(Endian::Little, |part| part.types.endian());
        // The part that says how the section looks around its types: the first that is written.
        let own = self.source.parts.iter().find(|part| !self.is_base(part));
        let mut names = Offsets::new(names, self.base, own, self.source);
        let (flags, hdr_len, layout) = own.map_or((0, LEN_SHORT, &[][..]), |part| {
            let header = &part.types.inner.header;
            let bytes = part.types.inner.storage.bytes();
            let layout = header.layout.start as usize..header.layout.end as usize;
            (header.flags, header.hdr_len, bytes.get(layout).unwrap_or(&[]))
        });
        // One of the two lengths there are: behind any other, types would not be aligned.
        let hdr_len = if LEN_LAYOUT <= hdr_len { LEN_LAYOUT } else { LEN_SHORT };
        let around = build::Around { endian, flags, hdr_len };
        let mut out = around.start(layout);
        for node in self.keep {
            self.record(*node, &mut out, &mut names)?;
        }
        let exts = (0..)
            .zip(self.exts)
            .map(|(index, ext)| ext.map(|bytes| self.ext(index, bytes, &mut names)).transpose());
        let exts = exts.collect::<Result<Vec<_>, _>>()?;
        let strings = match (&names, own) {
            (Offsets::Kept, Some(part)) => part.types.strings().own(),
            (Offsets::Kept, None) => &[],
            (Offsets::Used { table, .. }, _) => table.bytes(),
            (Offsets::Numbered(numbered), _) => &numbered.out,
        };
        let bytes =
            around.end(out, layout, strings).map_err(|_| Error::new(ErrorKind::TooLarge, 0))?;
        Ok(Written { bytes, exts })
    }

    fn is_base(&self, part: &Part<'_>) -> bool {
        self.base.is_some_and(|base| core::ptr::eq(base.types().inner, part.types.inner))
    }

    fn record(
        &self,
        node: u32,
        out: &mut Vec<u8>,
        names: &mut Offsets<'_, '_>,
    ) -> Result<(), Error> {
        let Some((index, part)) = self.source.part_of(node) else { return Ok(()) };
        let endian = part.types.endian();
        let record = part.record(node);
        let start = out.len();
        out.extend_from_slice(record);
        let Some(written) = out.get_mut(start..) else { return Ok(()) };
        let mut result = Ok(());
        part.for_each_place(node, |at, place| {
            let old = word(record, at, endian);
            let new = match place {
                Place::Name => match names.offset(old, index, part) {
                    Ok(offset) => offset,
                    Err(kind) => {
                        result = Err(Error::new(kind, index as usize));
                        return;
                    }
                },
                Place::Type => {
                    let to = if old == 0 { 0 } else { part.node(old) };
                    let new = self.id(to);
                    if new == 0 && to != 0 {
                        let (id, to) = (part.id(node), TypeId(old));
                        result = Err(Error::new(ErrorKind::Dangling { id, to }, index as usize));
                    }
                    new
                }
            };
            set(written, at, new, endian);
        });
        result
    }

    fn id(&self, node: u32) -> u32 {
        self.ids.get(node as usize).copied().unwrap_or(0)
    }

    /// A `.BTF.ext` with new ids and names.
    fn ext(&self, index: u32, bytes: &[u8], names: &mut Offsets<'_, '_>) -> Result<Vec<u8>, Error> {
        let fail = |kind| Error::new(kind, index as usize);
        let mut out = bytes.to_vec();
        let Some(part) = self.source.parts.get(index as usize) else { return Ok(out) };
        let mut result = Ok(());
        Ext::for_each_place(bytes, |at, place| {
            let endian = part.types.endian();
            let old = word(bytes, at, endian);
            let new = match place {
                crate::ext::Place::Name => names.offset(old, index, part),
                crate::ext::Place::Type if old == 0 => Ok(0),
                crate::ext::Place::Type if part.types.end().0 <= old => {
                    Err(ErrorKind::NoSuchType { id: TypeId(old) })
                }
                crate::ext::Place::Type => match self.id(part.node(old)) {
                    0 => Err(ErrorKind::NoSuchType { id: TypeId(old) }),
                    new => Ok(new),
                },
            };
            match new {
                Ok(new) => set(&mut out, at, new, endian),
                Err(kind) => result = Err(fail(kind)),
            }
        })
        .map_err(|error| fail(ErrorKind::Ext(error)))?;
        result.map(|()| out)
    }
}

/// The first type of a kind whose references nobody knows, with its part.
pub(super) fn opaque(source: &Source<'_>) -> Option<(u32, TypeId)> {
    for (index, part) in (0..).zip(&source.parts) {
        // Without a layout section parse has refused such kinds.
        if part.types.layout().is_empty() {
            continue;
        }
        for node in part.nodes() {
            let info = Info(word(part.bytes(node), 4, part.types.endian()));
            if Kind::from_number(info.kind_number()).is_none() {
                return Some((index, part.id(node)));
            }
        }
    }
    None
}

fn set(bytes: &mut [u8], at: usize, new: u32, endian: Endian) {
    if let Some(place) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<4>()) {
        *place = endian.bytes32(new);
    }
}

/// Old offsets of names to new ones.
enum Offsets<'n, 'b> {
    Kept,
    Used { table: StringTable, base: Option<&'b Btf>, known: Known },
    Numbered(Numbered<'n, 'b>),
}

impl<'n, 'b> Offsets<'n, 'b> {
    fn new(
        names: NewNames<'n>,
        base: Option<&'b Btf>,
        own: Option<&'b Part<'b>>,
        source: &'b Source<'b>,
    ) -> Self {
        let (names, keep_own) = match names {
            NewNames::Kept => return Self::Kept,
            NewNames::Used => {
                let table = StringTable::new(base);
                return Self::Used { table, base, known: Known::new() };
            }
            NewNames::Numbered { names, keep_own } => (names, keep_own),
        };
        let start = base.map_or(0, |base| base.types().strings().end());
        let mut out = Vec::new();
        if keep_own && let Some(own) = own {
            out.extend_from_slice(own.types.strings().own());
        } else if base.is_none() {
            out.push(0);
        }
        let kept = if keep_own { end(start, &out).unwrap_or(start) } else { start.max(1) };
        Self::Numbered(Numbered {
            names,
            parts: &source.parts,
            out,
            start,
            kept,
            known: Known::new(),
        })
    }

    #[inline]
    fn offset(&mut self, old: u32, index: u32, part: &Part<'_>) -> Result<u32, ErrorKind> {
        match self {
            Self::Kept => Ok(old),
            _ if old == 0 => Ok(0),
            Self::Numbered(numbered) => numbered.offset(old, index),
            Self::Used { table, base, known } => {
                let key = u64::from(index) << 32 | u64::from(old);
                known.get_or(key, || {
                    let text = part.types.strings().get(NameOff(old));
                    table.intern(text, *base).map_err(|refused| match refused {
                        Refused::NulInName | Refused::TooLarge => ErrorKind::TooLarge,
                    })
                })
            }
        }
    }
}

/// New offsets by number.
struct Numbered<'n, 'b> {
    names: &'n mut Names,
    parts: &'b [Part<'b>],
    /// The new strings, and where they start.
    out: Vec<u8>,
    start: u32,
    /// Numbers below are offsets already.
    kept: u32,
    known: Known,
}

impl Numbered<'_, '_> {
    #[inline]
    fn offset(&mut self, old: u32, index: u32) -> Result<u32, ErrorKind> {
        let number = self.names.number(old, index, self.parts);
        if number < self.kept {
            return Ok(number);
        }
        let (names, parts, out, start) = (&*self.names, self.parts, &mut self.out, self.start);
        self.known.get_or(u64::from(number), || {
            let offset = end(start, out).ok_or(ErrorKind::TooLarge)?;
            out.extend_from_slice(names.text(number, parts));
            out.push(0);
            Ok(offset)
        })
    }
}

/// The offset behind strings that start at `start`, unless it is one that libbpf cannot say.
fn end(start: u32, strings: &[u8]) -> Option<u32> {
    let end = u32::try_from(strings.len()).ok()?.checked_add(start)?;
    (end <= i32::MAX.unsigned_abs()).then_some(end)
}

/// What is known already. Open addressing: a key and a value; 0 is a free place.
struct Known {
    table: Vec<(u64, u32)>,
    used: usize,
}

impl Known {
    fn new() -> Self {
        Self { table: vec![(0, 0); 1 << 10], used: 0 }
    }

    /// The value of `key`, made now if it is not known; a value of 0 is not noted.
    #[inline]
    fn get_or(
        &mut self,
        key: u64,
        make: impl FnOnce() -> Result<u32, ErrorKind>,
    ) -> Result<u32, ErrorKind> {
        let mut place = slot(key, self.table.len());
        while let Some((there, value @ 1..)) = self.table.get(place).copied() {
            if there == key {
                return Ok(value);
            }
            place = (place + 1) & (self.table.len() - 1);
        }
        let value = make()?;
        if let (1.., Some(free)) = (value, self.table.get_mut(place)) {
            *free = (key, value);
            self.used += 1;
        }
        if self.table.len() < self.used * 2 {
            self.grow();
        }
        Ok(value)
    }

    fn grow(&mut self) {
        let places = self.table.len() * 2;
        let old = core::mem::replace(&mut self.table, vec![(0, 0); places]);
        for entry in old.into_iter().filter(|(_, value)| *value != 0) {
            let mut place = slot(entry.0, places);
            while self.table.get(place).is_some_and(|(_, value)| *value != 0) {
                place = (place + 1) & (places - 1);
            }
            if let Some(free) = self.table.get_mut(place) {
                *free = entry;
            }
        }
    }
}

/// Keys come from the input; whoever chose them to collide would have to know the multiplier's high bits for
/// every size of the table, and would still pay with a string for each.
#[inline]
fn slot(key: u64, len: usize) -> usize {
    let high = key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    usize::try_from(high).unwrap_or(0) & (len - 1)
}
