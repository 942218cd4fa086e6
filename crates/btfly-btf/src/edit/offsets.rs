//! Offsets: where the names of kept types stand in the strings that are written.
//!
//! *In:* offsets as records of a part have them. *Out:* offsets in the new strings, which grow as they are asked
//! for. *Never:* one text at two places among those that are added.

use alloc::vec;
use alloc::vec::Vec;

use super::dedup::kept::Kept;
use super::dedup::names::Names;
use super::error::ErrorKind;
use super::source::{Part, Source};
use crate::btf::Btf;
use crate::build::StringTable;
use crate::id::NameOff;
use crate::wire::cursor::Endian;

/// What happens to names.
#[derive(Debug)]
pub(super) enum NewNames<'n> {
    /// The strings of the only own part stay what they are, used or not.
    Kept,
    /// Strings that something uses, each once and in the order of first use, and none that the base has.
    Used,
    /// The strings of the first part stay what they are, used or not; behind them those that others use, each once
    /// (but for one of a base that a split part has again).
    Joined,
    /// Those that are used, by numbers that somebody has given them already.
    Numbered { names: &'n mut Names, kept: Kept },
    /// The strings of the own part stay what they are, behind those of another base; those of the base that it
    /// had are where `from_base` says, sorted by old offset, or else become own.
    Moved { from_base: &'n [(u32, u32)] },
}

/// Old offsets of names to new ones.
pub(super) enum Offsets<'n, 'b> {
    Kept,
    Used(Used<'b>),
    Numbered(Numbered<'n, 'b>),
    Moved(Moved<'n>),
}

impl<'n, 'b> Offsets<'n, 'b> {
    pub(super) fn new(
        names: NewNames<'n>,
        base: Option<&'b Btf>,
        own: Option<&'b Part<'b>>,
        source: &'b Source<'b>,
    ) -> Self {
        match names {
            NewNames::Kept => Self::Kept,
            NewNames::Used => {
                // The base may be a new one, which is no part.
                let base_part = source.parts.first().filter(|part| {
                    base.is_some_and(|base| core::ptr::eq(base.types().inner, part.types.inner))
                });
                Self::Used(Used::new(StringTable::new(base), base, base_part, &source.parts))
            }
            NewNames::Moved { from_base } => {
                let strings = own.map(|own| own.types.strings());
                Self::Moved(Moved {
                    from_base,
                    own_start: strings.map_or(0, |strings| strings.own_start()),
                    start: base.map_or(0, |base| base.types().strings().end()),
                    out: strings.map_or(Vec::new(), |strings| strings.own().to_vec()),
                    known: Known::new(),
                })
            }
            NewNames::Joined => {
                let first = source.parts.first().filter(|_| base.is_none());
                // Who writes a split BTF takes the base's names from there and has none of them again.
                let rest = source.parts.get(1..).unwrap_or(&[]);
                let are_looked_up = rest.iter().any(|part| part.base != 0);
                let table = first.map_or_else(
                    || StringTable::new(base),
                    |part| StringTable::with(part.types.strings(), are_looked_up),
                );
                Self::Used(Used::new(table, base, source.parts.first(), &source.parts))
            }
            NewNames::Numbered { names, kept } => {
                Self::Numbered(Numbered { names, kept, parts: &source.parts })
            }
        }
    }

    /// The new strings. `own` is the part whose strings stay what they are, if they do.
    pub(super) fn strings(&'b self, own: Option<&'b Part<'b>>) -> &'b [u8] {
        match self {
            Self::Kept => own.map_or(&[], |part| part.types.strings().own()),
            Self::Used(used) => used.table.bytes(),
            Self::Numbered(numbered) => &numbered.kept.strings,
            Self::Moved(moved) => &moved.out,
        }
    }

    /// Whether the names of a part's own strings stay where they are.
    pub(super) fn are_kept(&self, index: u32) -> bool {
        match self {
            Self::Kept => true,
            Self::Used(used) => index == 0 && used.is_first_kept,
            Self::Numbered(_) | Self::Moved(_) => false,
        }
    }

    /// The new offset of a name, to be written at byte `at`. What may be there already is another text's: who asks goes on
    /// with [`Self::fill_some`], and ends with [`Self::fill`].
    #[inline]
    pub(super) fn offset(
        &mut self,
        old: u32,
        index: u32,
        part: &Part<'_>,
        at: usize,
    ) -> Result<u32, ErrorKind> {
        match self {
            Self::Kept => Ok(old),
            _ if old == 0 => Ok(0),
            Self::Numbered(numbered) => Ok(numbered.offset(old, index, part)),
            Self::Used(used) => Ok(used.offset(old, index, part, at)),
            Self::Moved(moved) => moved.offset(old, part),
        }
    }

    /// Writes the offsets that were not known when they were asked for, if there are enough to wait for together. All
    /// that wait are of one part.
    #[inline]
    pub(super) fn fill_some(&mut self, out: &mut [u8], endian: Endian) -> Result<(), ErrorKind> {
        match self {
            Self::Used(used) if AT_ONCE <= used.waiting.len() => used.fill(out, endian),
            _ => Ok(()),
        }
    }

    /// Writes all offsets that were not known when they were asked for.
    pub(super) fn fill(&mut self, out: &mut [u8], endian: Endian) -> Result<(), ErrorKind> {
        match self {
            Self::Used(used) => used.fill(out, endian),
            Self::Kept | Self::Numbered(_) | Self::Moved(_) => Ok(()),
        }
    }
}

/// New offsets of the names that are used.
pub(super) struct Used<'b> {
    table: StringTable,
    base: Option<&'b Btf>,
    /// Whether the strings of the part 0 stay where they are.
    is_first_kept: bool,
    parts: &'b [Part<'b>],
    /// For each byte of a part's own strings the new offset of the name that starts there, 0 before anybody asked;
    /// and the part, of which there is one after the other.
    offsets: Vec<u32>,
    index: u32,
    /// Names that were asked for and are not known yet.
    waiting: Vec<Waiting>,
}

/// How many names are hashed before the first is looked for.
const AT_ONCE: usize = 16;

/// A name whose new offset is to be written.
#[derive(Clone, Copy)]
struct Waiting {
    /// The part that has the name among its own strings, and where it stands there.
    owner: u32,
    at: u32,
    /// Where its new offset goes.
    to: usize,
}

impl<'b> Used<'b> {
    /// `kept` is the part 0 if its strings stay where they are.
    fn new(
        table: StringTable,
        base: Option<&'b Btf>,
        kept: Option<&Part<'_>>,
        parts: &'b [Part<'b>],
    ) -> Self {
        Self {
            table,
            base,
            is_first_kept: kept.is_some(),
            parts,
            offsets: Vec::new(),
            index: u32::MAX,
            waiting: Vec::new(),
        }
    }

    #[inline]
    fn offset(&mut self, old: u32, index: u32, part: &Part<'_>, to: usize) -> u32 {
        let own = old.checked_sub(part.types.strings().own_start());
        let (owner, at) = own.map_or((part.base, old), |at| (index, at));
        if owner == 0 && self.is_first_kept {
            return old;
        }
        if owner == index && self.index != index {
            self.index = index;
            self.offsets.clear();
            self.offsets.resize(part.types.strings().own().len(), 0);
        }
        if owner == self.index
            && let Some(known @ 1..) = self.offsets.get(at as usize)
        {
            return *known;
        }
        self.waiting.push(Waiting { owner, at, to });
        0
    }

    fn fill(&mut self, out: &mut [u8], endian: Endian) -> Result<(), ErrorKind> {
        let Self { table, base, parts, offsets, index, waiting, .. } = self;
        for waiting in waiting.chunks(AT_ONCE) {
            let mut texts: [(&[u8], u32); AT_ONCE] = [(&[], 0); AT_ONCE];
            for (name, place) in waiting.iter().zip(&mut texts) {
                let Some(part) = parts.get(name.owner as usize) else { continue };
                let strings = part.types.strings();
                let text = strings.bytes(NameOff(strings.own_start().saturating_add(name.at)));
                *place = (text, table.hash(text));
                table.look(place.1);
            }
            for (_, hash) in texts {
                table.look_at_text(hash);
            }
            for (name, (text, hash)) in waiting.iter().zip(texts) {
                let new = table.intern_hashed(hash, text, *base).ok_or(ErrorKind::TooLarge)?;
                if name.owner == *index
                    && let Some(place) = offsets.get_mut(name.at as usize)
                {
                    *place = new;
                }
                set(out, name.to, new, endian);
            }
        }
        waiting.clear();
        Ok(())
    }
}

/// New offsets by number.
pub(super) struct Numbered<'n, 'b> {
    names: &'n mut Names,
    kept: Kept,
    parts: &'b [Part<'b>],
}

impl Numbered<'_, '_> {
    #[inline]
    fn offset(&mut self, old: u32, index: u32, part: &Part<'_>) -> u32 {
        // Parse has not checked what is in a `.BTF.ext`.
        if part.types.strings().end() <= old {
            return 0;
        }
        self.kept.offset(self.names.number(old, index, self.parts))
    }
}

/// New offsets by distance.
pub(super) struct Moved<'n> {
    from_base: &'n [(u32, u32)],
    /// Where the own strings started.
    own_start: u32,
    /// The same strings and what has come behind them, and where they start now.
    out: Vec<u8>,
    start: u32,
    known: Known,
}

impl Moved<'_> {
    fn offset(&mut self, old: u32, part: &Part<'_>) -> Result<u32, ErrorKind> {
        let limit = |offset: &u32| *offset <= i32::MAX.unsigned_abs();
        if let Some(at) = old.checked_sub(self.own_start) {
            return self.start.checked_add(at).filter(limit).ok_or(ErrorKind::TooLarge);
        }
        if let Ok(at) = self.from_base.binary_search_by_key(&old, |(old, _)| *old) {
            return Ok(self.from_base.get(at).map_or(0, |(_, new)| *new));
        }
        let (out, start) = (&mut self.out, self.start);
        self.known.get_or(u64::from(old), || {
            let offset = end(start, out).ok_or(ErrorKind::TooLarge)?;
            out.extend_from_slice(part.types.strings().bytes(NameOff(old)));
            out.push(0);
            Ok(offset)
        })
    }
}

/// Writes a word.
#[inline]
pub(super) fn set(bytes: &mut [u8], at: usize, new: u32, endian: Endian) {
    if let Some(place) = bytes.get_mut(at..).and_then(|rest| rest.first_chunk_mut::<4>()) {
        *place = endian.bytes32(new);
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
