//! Layout: where each member of a struct or union is, and where none is.
//!
//! *In:* a type. *Out:* [`Layout`], rows of members with offsets, sizes, bitfields, the holes before them,
//! and the sums of it all. [`print`] writes it as C with comments, [`json`] as JSON, and [`path`] finds
//! one place in it: `se.cfs_rq`.
//!
//! *Never:* recursion, or more rows than the caller allows: a few lines of hostile types can nest
//! billions of members.

mod gaps;
pub mod json;
pub mod path;
pub mod print;
mod rows;
pub mod show;
mod sums;

use alloc::vec::Vec;

pub use gaps::Gap;
pub use sums::Sums;

use crate::fields::Unit;
use crate::id::{Bits, TypeId};
use crate::resolve::Aligns;
use crate::table::Types;

/// What a layout is computed for.
///
/// ```
/// use btfly_btf::layout::Options;
///
/// let arm = Options { cacheline: 128, ..Options::default() };
/// assert!(!arm.expand);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Options {
    /// Bytes of a cache line.
    pub cacheline: u32,
    /// Whether the members of member structs are shown in place. Those without a name always are.
    pub expand: bool,
    /// How many rows there may be; what is beyond is left out, and [`Layout::cut`] says so. The largest
    /// of a kernel, all of it expanded, has some three thousand.
    pub max_rows: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { cacheline: 64, expand: false, max_rows: 1 << 16 }
    }
}

/// Where the members of a struct or union are.
///
/// ```
/// use btfly_btf::{Bits, Kind, layout::{self, Layout}};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let layout = Layout::of(&types, id, &layout::Options::default()).unwrap();
/// assert_eq!((layout.size, layout.sums.cachelines), (16, 1));
/// assert_eq!(layout.rows[1].offset, Bits::from_bytes(8));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Layout<'b> {
    /// The struct or union: what `id` is once modifiers are skipped.
    pub type_id: TypeId,
    /// Its name; empty where it has none.
    pub name: &'b str,
    /// Whether it is a union.
    pub is_union: bool,
    /// Its size in bytes.
    pub size: u32,
    /// Its alignment in bytes as far as sizes and offsets tell; the true one may be larger, because BTF
    /// does not carry what `aligned` demands.
    pub align: Option<u32>,
    /// Bytes of a cache line, as asked for.
    pub cacheline: u32,
    /// Members in order of place, those of a nested struct after it and one deeper.
    pub rows: Vec<Row<'b>>,
    /// What follows the last member.
    pub padding: Gap,
    /// Counts and sums over the members of the struct itself, not over those nested in them.
    pub sums: Sums,
    /// Whether rows are missing because there would have been more than allowed.
    pub cut: bool,
}

/// A member in a layout.
///
/// ```
/// use btfly_btf::{Bits, Kind, layout::{Layout, Options}};
///
/// # let btf = btfly_btf::doc::example();
/// let types = btf.types();
/// let id = types.find("list_head", Some(Kind::Struct)).next().unwrap();
/// let layout = Layout::of(&types, id, &Options::default()).unwrap();
/// let prev = layout.rows[1];
/// assert_eq!((prev.name, prev.size, prev.hole.bytes), ("prev", Some(Bits::from_bytes(8)), 0));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Row<'b> {
    /// How many structs it is nested in, besides the one that is laid out.
    pub depth: u32,
    /// Its name; empty where it has none.
    pub name: &'b str,
    /// Its type.
    pub type_id: TypeId,
    /// Where it starts, from the start of the struct that is laid out.
    pub offset: Bits,
    /// What it takes; `None` where its type has no size.
    pub size: Option<Bits>,
    /// Whether it is a bitfield.
    pub is_bitfield: bool,
    /// What to load for a bitfield.
    pub unit: Option<Unit>,
    /// The gap between it and what is before it in its struct.
    pub hole: Gap,
    /// The line that begins between the previous row and the end of this one's first byte, if one does.
    pub cacheline: Option<u64>,
    /// Set where the rows of its own members follow.
    pub nested: Option<Nested<'b>>,
}

/// A struct or union whose members are shown in place.
///
/// ```
/// use btfly_btf::{layout::{Layout, Options}, text};
///
/// let btf = text::parse(
///     "
///     [1] STRUCT 'outer' size=4
///             '(anon)' type_id=2 bits_offset=0
///     [2] UNION '(anon)' size=4
///             'x' type_id=3 bits_offset=0
///     [3] INT 'int' size=4 encoding=SIGNED
///     ",
/// )?;
/// let types = btf.types();
/// let outer = types.find("outer", None).next().unwrap();
/// let layout = Layout::of(&types, outer, &Options::default()).unwrap();
/// assert!(layout.rows[0].nested.unwrap().is_union);
/// assert_eq!((layout.rows[1].name, layout.rows[1].depth), ("x", 1));
/// # Ok::<(), text::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Nested<'b> {
    /// The struct or union, without the modifiers and arrays before it.
    pub type_id: TypeId,
    /// Its name; empty where it has none.
    pub name: &'b str,
    /// Whether it is a union.
    pub is_union: bool,
    /// What follows its last member.
    pub padding: Gap,
}

impl<'b> Layout<'b> {
    /// The layout of `id`, which is a struct or union or a typedef of one; `None` if it is not.
    ///
    /// ```
    /// use btfly_btf::{TypeId, layout::{Layout, Options}};
    ///
    /// # let btf = btfly_btf::doc::example();
    /// let of = |id| Layout::of(&btf.types(), TypeId(id), &Options::default());
    /// assert!(of(1).is_some_and(|layout| layout.size == 16));
    /// assert!(of(3).is_none());
    /// ```
    #[must_use]
    pub fn of(types: &Types<'b>, id: TypeId, options: &Options) -> Option<Self> {
        let type_id = types.skip_modifiers(id)?;
        let composite = types.get(type_id)?.as_composite()?;
        let rows = rows::collect(types, type_id, composite, options);
        Some(Self {
            type_id,
            name: composite.name(),
            is_union: composite.is_union(),
            size: composite.size(),
            align: Aligns::default().of(types, type_id),
            cacheline: options.cacheline.max(1),
            rows: rows.rows,
            padding: rows.padding,
            sums: sums::of(types, composite, options.cacheline.max(1)),
            cut: rows.cut,
        })
    }
}

#[cfg(test)]
mod tests;
