//! Views of structs and unions, and of their members.

use super::{Entry, Record, debug_as_name};
use crate::id::{Bits, NameOff, TypeId};
use crate::wire::record;

/// `STRUCT` or `UNION`.
#[derive(Clone, Copy)]
pub struct Composite<'b>(pub(crate) Record<'b>);

impl<'b> Composite<'b> {
    /// Its name; empty where it has none.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.0.name()
    }

    /// Its size in bytes.
    #[inline]
    #[must_use]
    pub fn size(&self) -> u32 {
        self.0.size_or_type()
    }

    /// The members in order.
    #[inline]
    pub fn members(
        &self,
    ) -> impl ExactSizeIterator<Item = Member<'b>> + DoubleEndedIterator + Clone + use<'b> {
        let has_sizes = self.0.info().kflag();
        self.0.entries::<{ record::MEMBER }>().map(move |entry| Member { entry, has_sizes })
    }

    /// The types of the members alone: for walks that need nothing else of them.
    #[inline]
    pub fn member_type_ids(&self) -> impl ExactSizeIterator<Item = TypeId> + Clone + use<'b> {
        self.0.words::<{ record::MEMBER }>(4).map(TypeId)
    }

    /// The members from index `at` on: for walks that stop in the middle and come back.
    #[inline]
    pub fn members_from(&self, at: u32) -> impl ExactSizeIterator<Item = Member<'b>> + use<'b> {
        let has_sizes = self.0.info().kflag();
        self.0.entries_from::<{ record::MEMBER }>(at).map(move |entry| Member { entry, has_sizes })
    }

    /// Whether member offsets carry a bitfield size (the kind flag): then offsets have 24 bits.
    #[must_use]
    pub fn has_bitfield_sizes(&self) -> bool {
        self.0.info().kflag()
    }

    /// Whether this is a union.
    #[must_use]
    pub fn is_union(&self) -> bool {
        self.0.info().kind_number() == 5
    }
}

/// A member of a struct or union.
#[derive(Clone, Copy)]
pub struct Member<'b> {
    entry: Entry<'b>,
    has_sizes: bool,
}

impl<'b> Member<'b> {
    /// Its name; empty for an anonymous struct or union, or padding.
    #[must_use]
    pub fn name(&self) -> &'b str {
        self.entry.strings.get(self.name_off())
    }

    /// The bytes of its name: what a printer copies.
    #[inline]
    #[must_use]
    pub fn name_bytes(&self) -> &'b [u8] {
        self.entry.strings.bytes(self.name_off())
    }

    /// The offset of its name; 0 where it has none.
    #[inline]
    #[must_use]
    pub fn name_off(&self) -> NameOff {
        NameOff(self.entry.words[0])
    }

    /// Its type.
    #[inline]
    #[must_use]
    pub fn type_id(&self) -> TypeId {
        TypeId(self.entry.words[1])
    }

    /// Where it starts, from the start of the struct. In the old encoding of bitfields (an `INT` with
    /// an offset of its own) that offset is not in here: see [`fields`](crate::fields).
    #[inline]
    #[must_use]
    pub fn offset_bits(&self) -> Bits {
        Bits(u64::from(if self.has_sizes {
            self.entry.words[2] & 0x00ff_ffff
        } else {
            self.entry.words[2]
        }))
    }

    /// How many bits it has, if it is a bitfield in the new encoding.
    #[inline]
    #[must_use]
    pub fn bitfield_size(&self) -> Option<u8> {
        let size = if self.has_sizes { self.entry.words[2].to_be_bytes()[0] } else { 0 };
        if size == 0 { None } else { Some(size) }
    }
}

impl core::fmt::Debug for Member<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Member")
            .field("name", &self.name())
            .field("type_id", &self.type_id())
            .field("offset_bits", &self.offset_bits())
            .field("bitfield_size", &self.bitfield_size())
            .finish()
    }
}

debug_as_name!(Composite);
