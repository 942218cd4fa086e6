//! Records as numbers: what the checks of types look at, whatever it says.
//!
//! *In:* a type section and where each record starts. *Out:* heads and entries. *Never:* a view: those are for BTF that was
//! parsed, and what a kernel refuses need not be that.

use alloc::vec::Vec;

use crate::id::TypeId;
use crate::wire::cursor::{Endian, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// The largest id that kernels take: `BTF_MAX_TYPE`.
pub(super) const MAX_TYPE: u32 = 0x000f_ffff;

/// The records of one section, by id.
pub(super) struct Records<'b> {
    pub(super) section: &'b [u8],
    /// Where the section starts in the BTF.
    pub(super) at: u32,
    pub(super) endian: Endian,
    /// The id of the first record.
    pub(super) first: u32,
    /// Where each record starts in the section.
    pub(super) starts: Vec<u32>,
    /// The kind of each; `Opaque` for one that this crate does not know. What leads to a type asks for no more, mostly.
    pub(super) kinds: Vec<Kind>,
    /// Whether they fill their section.
    pub(super) is_whole: bool,
}

/// A record's head and what follows it.
#[derive(Clone, Copy)]
pub(super) struct Record<'b> {
    pub(super) id: u32,
    /// Where it starts in the BTF.
    pub(super) at: u32,
    pub(super) name_off: u32,
    pub(super) info: Info,
    /// The kind, if this crate knows it.
    pub(super) kind: Option<Kind>,
    /// The third word of the head: a size or a type.
    pub(super) third: u32,
    /// What follows, up to the end of the section.
    tail: &'b [u8],
    endian: Endian,
}

impl<'b> Records<'b> {
    /// The same section, of which no record is known yet.
    pub(super) const fn unread(&self) -> Self {
        let Self { section, at, endian, first, .. } = *self;
        Self { section, at, endian, first, starts: Vec::new(), kinds: Vec::new(), is_whole: false }
    }

    /// The record at byte `start` of the section, as that of `id`.
    #[inline]
    pub(super) fn at(&self, id: u32, start: u32) -> Record<'b> {
        let bytes = self.section.get(start as usize..).unwrap_or(&[]);
        let info = Info(word(bytes, 4, self.endian));
        Record {
            id,
            at: self.at.saturating_add(start),
            name_off: word(bytes, 0, self.endian),
            info,
            kind: Kind::from_number(info.kind_number()),
            third: word(bytes, 8, self.endian),
            tail: bytes.get(record::HEAD..).unwrap_or(&[]),
            endian: self.endian,
        }
    }

    /// The own type `id`.
    #[inline]
    pub(super) fn get(&self, id: u32) -> Option<Record<'b>> {
        let start = self.starts.get(id.checked_sub(self.first)? as usize)?;
        Some(self.at(id, *start))
    }

    /// The kind of the own type `id`.
    #[inline]
    pub(super) fn kind(&self, id: u32) -> Option<Kind> {
        self.kinds.get(id.checked_sub(self.first)? as usize).copied()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = Record<'b>> + use<'_, 'b> {
        (self.first..).zip(&self.starts).map(|(id, start)| self.at(id, *start))
    }

    /// The first id that does not exist.
    pub(super) fn end(&self) -> u32 {
        self.first.saturating_add(u32::try_from(self.starts.len()).unwrap_or(u32::MAX))
    }
}

impl<'b> Record<'b> {
    pub(super) const fn type_id(&self) -> TypeId {
        TypeId(self.id)
    }

    #[inline]
    pub(super) const fn vlen(&self) -> u32 {
        self.info.vlen()
    }

    #[inline]
    pub(super) const fn kflag(&self) -> bool {
        self.info.kflag()
    }

    /// The `at`th word behind the head.
    #[inline]
    pub(super) fn word(&self, at: usize) -> u32 {
        word(self.tail, at * 4, self.endian)
    }

    /// The entries of `N` words behind the head, from the `from`th.
    #[inline]
    pub(super) fn entries<const N: usize>(
        &self,
        from: u32,
    ) -> impl Iterator<Item = (u32, [u32; N])> + use<'b, N> {
        let endian = self.endian;
        let all = self.tail.get(from as usize * N * 4..).unwrap_or(&[]);
        (from..self.vlen()).zip(all.chunks_exact(N * 4)).map(move |(idx, bytes)| {
            let mut words = [0; N];
            for (at, to) in words.iter_mut().enumerate() {
                *to = word(bytes, at * 4, endian);
            }
            (idx, words)
        })
    }

    /// The byte of the BTF at which the `idx`th entry of `words` words starts.
    pub(super) fn entry_at(&self, idx: u32, words: u32) -> u32 {
        let head = self.at.saturating_add(12);
        head.saturating_add(idx.saturating_mul(words * 4))
    }

    /// Where a member of a struct with or without the kind flag starts, in bits.
    #[inline]
    pub(super) const fn member_bit(&self, offset: u32) -> u32 {
        if self.kflag() { offset & 0x00ff_ffff } else { offset }
    }
}
