//! The sums of a layout: how many members, how much of it is air.
//!
//! *In:* a struct or union. *Out:* counts and sums over its own members; of member structs it tells how
//! many have holes or padding of their own.

use alloc::collections::BTreeMap;

use super::gaps::{self, Gap};
use crate::id::TypeId;
use crate::table::Types;
use crate::view::Composite;

/// Counts and sums over the members of a struct or union.
///
/// ```
/// use btfly_btf::{Kind, layout::{Layout, Options}};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let sums = Layout::of(&types, id, &Options::default()).unwrap().sums;
/// assert_eq!((sums.n_members, sums.members, sums.n_holes), (2, 16, 0));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Sums {
    /// How many members.
    pub n_members: usize,
    /// Bytes of the members that are no bitfields.
    pub members: u64,
    /// Bits of the bitfields.
    pub bitfields: u64,
    /// How many holes of bytes.
    pub n_holes: usize,
    /// Bytes of these holes.
    pub holes: u64,
    /// How many holes of bits.
    pub n_bit_holes: usize,
    /// Bits of these holes.
    pub bit_holes: u64,
    /// How many cache lines it reaches into if it starts at one.
    pub cachelines: u64,
    /// Bytes used of the last one; 0 where it is full.
    pub last_cacheline: u64,
    /// How many members are structs with holes in them, of bytes or bits.
    pub n_members_with_holes: usize,
    /// How many members are structs that end in padding of whole bytes.
    pub n_paddings: usize,
    /// Bytes of these paddings.
    pub paddings: u64,
}

/// What a struct has inside.
#[derive(Clone, Copy)]
struct Inside {
    has_holes: bool,
    padding: Gap,
}

pub(super) fn of(types: &Types<'_>, composite: Composite<'_>, cacheline: u32) -> Sums {
    let (mut sums, _) = own(types, composite);
    let size = u64::from(composite.size());
    sums.cachelines = size.div_ceil(u64::from(cacheline));
    sums.last_cacheline = size.checked_rem(u64::from(cacheline)).unwrap_or(0);
    // One struct may be the type of very many members.
    let mut known: BTreeMap<TypeId, Option<Inside>> = BTreeMap::new();
    for member in composite.members() {
        let Some(id) = types.skip_modifiers(member.type_id()) else { continue };
        let inside = known.entry(id).or_insert_with(|| {
            // A union's members end where they like.
            let inner = types.get(id)?.as_composite().filter(|inner| !inner.is_union())?;
            let (sums, padding) = own(types, inner);
            Some(Inside { has_holes: 0 < sums.n_holes + sums.n_bit_holes, padding })
        });
        let Some(inside) = inside else { continue };
        sums.n_members_with_holes += usize::from(inside.has_holes);
        sums.n_paddings += usize::from(0 < inside.padding.bytes);
        sums.paddings = sums.paddings.saturating_add(inside.padding.bytes);
    }
    sums
}

/// The sums over own members, and the padding.
fn own(types: &Types<'_>, composite: Composite<'_>) -> (Sums, Gap) {
    let placed = gaps::place(types, composite, usize::MAX);
    let mut sums = Sums { n_members: placed.fields.len(), ..Sums::default() };
    for (field, hole) in &placed.fields {
        let size = field.size.unwrap_or_default();
        if field.is_bitfield {
            sums.bitfields = sums.bitfields.saturating_add(size.0);
        } else {
            sums.members = sums.members.saturating_add(size.floor_bytes());
        }
        sums.n_holes += usize::from(0 < hole.bytes);
        sums.holes = sums.holes.saturating_add(hole.bytes);
        sums.n_bit_holes += usize::from(0 < hole.bits);
        sums.bit_holes = sums.bit_holes.saturating_add(hole.bits);
    }
    (sums, placed.padding)
}
