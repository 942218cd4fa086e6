//! Rewriting in place: ids and names move behind those of a base.
//!
//! *In:* a BTF as an edit has written it: a header of 24 bytes, types, strings. *Out:* the same, changed. *Never:* a record
//! of another length.

use btfly_btf::{Btf, Endian, Kind};

use crate::error::Reason;

/// How far ids and names move.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shift<'b> {
    pub(crate) endian: Endian,
    pub(crate) base: Option<&'b Btf>,
    ids: u32,
    names: u32,
}

impl<'b> Shift<'b> {
    /// Behind a base, if there is one.
    pub(crate) fn new(endian: Endian, base: Option<&'b Btf>) -> Self {
        let ids = base.map_or(0, |base| base.types().end().0 - 1);
        let names = base.map_or(0, |base| base.types().strings().end());
        Self { endian, base, ids, names }
    }

    pub(crate) const fn id(self, id: u32) -> u32 {
        if id == 0 { 0 } else { id + self.ids }
    }

    const fn name(self, name: u32) -> u32 {
        if name == 0 { 0 } else { name + self.names }
    }
}

/// The length of the header that edits write.
pub(crate) const HEADER: usize = 24;

/// Where types end and strings start.
pub(crate) fn types_end(bytes: &[u8], endian: Endian) -> Option<usize> {
    let len = word(bytes, 12, endian)?;
    HEADER.checked_add(len as usize).filter(|end| *end <= bytes.len())
}

pub(crate) fn word(bytes: &[u8], at: usize, endian: Endian) -> Option<u32> {
    let bytes = *bytes.get(at..)?.first_chunk::<4>()?;
    Some(match endian {
        Endian::Little => u32::from_le_bytes(bytes),
        Endian::Big => u32::from_be_bytes(bytes),
    })
}

/// Moves ids and names.
pub(crate) fn rewrite(bytes: &mut [u8], shift: Shift<'_>) -> Result<(), Reason> {
    if shift.base.is_none() {
        return Ok(());
    }
    let end = types_end(bytes, shift.endian).ok_or(Reason::TooLarge)?;
    let types = bytes.get_mut(HEADER..end).ok_or(Reason::TooLarge)?;
    let mut words = Words { words: types.as_chunks_mut::<4>().0, endian: shift.endian };
    let mut at = 0;
    while at < words.words.len() {
        at = record(&mut words, at, shift).ok_or(Reason::TooLarge)?;
    }
    Ok(())
}

/// Rewrites a record; where the next one starts.
fn record(words: &mut Words<'_>, at: usize, shift: Shift<'_>) -> Option<usize> {
    words.change(at, |name| shift.name(name))?;
    let info = words.get(at + 1)?;
    let kind = Kind::from_number(u8::try_from(info >> 24 & 0x7f).ok()?)?;
    let vlen = (info & 0x00ff_ffff) as usize;
    let (third, rest) = (at + 2, at + 3);
    let id = |id| shift.id(id);
    let entries = |words: &mut Words<'_>, stride: usize, has_type: bool| {
        for entry in (0..vlen).map(|entry| rest + entry * stride) {
            words.change(entry, |name| shift.name(name))?;
            if has_type {
                words.change(entry + 1, id)?;
            }
        }
        Some(rest + vlen * stride)
    };
    match kind {
        Kind::Float | Kind::Fwd => Some(rest),
        Kind::Int => Some(rest + 1),
        Kind::Ptr
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::TypeTag => {
            words.change(third, id)?;
            Some(rest)
        }
        Kind::Var | Kind::DeclTag => {
            words.change(third, id)?;
            Some(rest + 1)
        }
        Kind::Array => {
            words.change(rest, id)?;
            words.change(rest + 1, id)?;
            Some(rest + 3)
        }
        Kind::Struct | Kind::Union => entries(words, 3, true),
        Kind::Enum => entries(words, 2, false),
        Kind::Enum64 => entries(words, 3, false),
        Kind::FuncProto => {
            words.change(third, id)?;
            entries(words, 2, true)
        }
        // None of these is made of a unit.
        Kind::Datasec | Kind::Void | Kind::Opaque => None,
    }
}

struct Words<'b> {
    words: &'b mut [[u8; 4]],
    endian: Endian,
}

impl Words<'_> {
    fn get(&self, at: usize) -> Option<u32> {
        let bytes = *self.words.get(at)?;
        Some(match self.endian {
            Endian::Little => u32::from_le_bytes(bytes),
            Endian::Big => u32::from_be_bytes(bytes),
        })
    }

    fn set(&mut self, at: usize, word: u32) -> Option<()> {
        *self.words.get_mut(at)? = self.endian.bytes32(word);
        Some(())
    }

    fn change(&mut self, at: usize, change: impl FnOnce(u32) -> u32) -> Option<()> {
        let word = self.get(at)?;
        self.set(at, change(word))
    }
}
