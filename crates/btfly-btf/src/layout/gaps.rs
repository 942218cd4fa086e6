//! Where members end and the next begins: holes in bytes and bits, and what is left at the end.
//!
//! *In:* one struct or union. *Out:* its members in order of place, each with the gap before it, and the gap
//! after the last.
//!
//! A gap is what no member covers. Part of it may lie in the storage unit of a bitfield, where more
//! bitfields would fit: that part counts in bits, the rest in bytes. A run of bitfields has the widest
//! storage unit that one of them opens.

use alloc::vec::Vec;

use crate::fields::Field;
use crate::table::Types;
use crate::view::Composite;

/// Space that no member takes.
///
/// ```
/// use btfly_btf::layout::Gap;
///
/// let gap = Gap { bytes: 4, bits: 31 };
/// assert_eq!(gap.total_bits(), 63);
/// assert!(Gap::default().is_empty());
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Gap {
    /// Whole bytes outside of any bitfield's storage unit.
    pub bytes: u64,
    /// Bits in the storage unit of a bitfield beside it.
    pub bits: u64,
}

impl Gap {
    /// Both, in bits.
    #[must_use]
    pub const fn total_bits(self) -> u64 {
        self.bytes.saturating_mul(8).saturating_add(self.bits)
    }

    /// Whether there is no gap.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.bytes == 0 && self.bits == 0
    }
}

/// A struct's members by place, and the gaps between them.
pub(super) struct Placed<'b> {
    pub(super) fields: Vec<(Field<'b>, Gap)>,
    /// After the last member.
    pub(super) padding: Gap,
    /// Not all members fitted into the limit.
    pub(super) cut: bool,
}

/// Places at most `limit` members of `composite`.
pub(super) fn place<'b>(types: &Types<'b>, composite: Composite<'b>, limit: usize) -> Placed<'b> {
    let all = types.fields(composite);
    let cut = limit < all.len();
    let mut fields: Vec<(Field<'b>, Gap)> =
        all.take(limit).map(|field| (field, Gap::default())).collect();
    // C has members in order of place; other languages may not. A stable sort keeps `u8 offset[0]` before
    // the bitfields that it marks.
    if !composite.is_union() && !fields.is_sorted_by_key(|(field, _)| field.offset) {
        fields.sort_by_key(|(field, _)| field.offset);
    }
    let mut front = Front::default();
    for (field, gap) in &mut fields {
        if composite.is_union() {
            front.end = front.end.max(end_of(field));
        } else {
            *gap = front.advance(types, field);
        }
    }
    let size = u64::from(composite.size()) * 8;
    // What is left out has no place, so what follows the last member is not known.
    let padding = if cut { Gap::default() } else { front.gap_to(size, size) };
    Placed { fields, padding, cut }
}

/// How far a struct is filled, in bits.
#[derive(Clone, Copy, Default)]
struct Front {
    /// One past the last bit that a member covers.
    end: u64,
    /// End and size of the storage unit of the bitfields that end here; 0 if no bitfield does.
    unit_end: u64,
    unit_size: u64,
}

impl Front {
    /// The gap before `field`; then it is filled.
    fn advance(&mut self, types: &Types<'_>, field: &Field<'_>) -> Gap {
        let start = field.offset.0;
        let size = types.size_of(field.member.type_id()).unwrap_or(0).saturating_mul(8);
        let own_unit = if field.is_bitfield { aligned_down(start, size) } else { start };
        let gap = self.gap_to(start, own_unit);
        let end = end_of(field);
        if !field.is_bitfield {
            // An empty marker between bitfields, `u8 offset[0]`, ends their storage unit too.
            (self.unit_end, self.unit_size) = (0, 0);
        } else if self.unit_end < end || self.unit_size < size {
            // A bitfield across the border of its unit (a packed struct) opens the next one.
            let unit_end = own_unit.saturating_add(size);
            self.unit_end = if unit_end < end { unit_end.saturating_add(size) } else { unit_end };
            self.unit_size = size;
        }
        self.end = self.end.max(end);
        gap
    }

    /// What lies between here and `start`, where what follows has a storage unit from `own_unit` on.
    fn gap_to(&self, start: u64, own_unit: u64) -> Gap {
        let mut from = self.end;
        let mut gap = Gap::default();
        // The rest of the unit of the bitfields before.
        let unit_end = self.unit_end.min(start);
        if from < unit_end {
            gap.bits += unit_end - from;
            from = unit_end;
        }
        // Whole bytes up to the unit of the bitfield that follows.
        if from < own_unit {
            gap.bytes += (own_unit - from) / 8;
            gap.bits += (own_unit - from) % 8;
            from = own_unit;
        }
        gap.bits += start.saturating_sub(from);
        gap
    }
}

fn end_of(field: &Field<'_>) -> u64 {
    field.offset.0.saturating_add(field.size.map_or(0, |size| size.0))
}

const fn aligned_down(offset: u64, unit: u64) -> u64 {
    match offset.checked_rem(unit) {
        Some(over) => offset - over,
        None => offset,
    }
}
