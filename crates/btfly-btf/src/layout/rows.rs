//! The rows of a layout: members in place, nested ones with absolute offsets, cache line marks.
//!
//! *In:* a struct or union. *Out:* its rows, each struct before its members. *Never:* recursion; the stack
//! of open structs is on the heap, and a struct that contains itself is not opened again.

use alloc::vec::Vec;

use super::gaps::{self, Placed};
use super::{Gap, Nested, Options, Row};
use crate::fields::Field;
use crate::id::{Bits, TypeId};
use crate::table::Types;
use crate::view::{Composite, Type};

/// How deep structs are shown in each other. C compilers promise 63 levels; kernels have some ten.
const MAX_DEPTH: usize = 64;
/// How many arrays and modifiers may stand before a struct that is shown in place.
const MAX_CHAIN: usize = 32;

pub(super) struct Rows<'b> {
    pub(super) rows: Vec<Row<'b>>,
    pub(super) padding: Gap,
    pub(super) cut: bool,
}

/// A struct whose members are being written.
struct Open<'b> {
    type_id: TypeId,
    /// Where it starts in the outermost one.
    offset: u64,
    fields: alloc::vec::IntoIter<(Field<'b>, Gap)>,
}

pub(super) fn collect<'b>(
    types: &Types<'b>,
    type_id: TypeId,
    composite: Composite<'b>,
    options: &Options,
) -> Rows<'b> {
    let Placed { fields, padding, mut cut } = gaps::place(types, composite, options.max_rows);
    let mut rows: Vec<Row<'b>> = Vec::with_capacity(fields.len());
    let mut lines = Lines::new(options.cacheline);
    let mut open: Vec<Open<'b>> =
        alloc::vec![Open { type_id, offset: 0, fields: fields.into_iter() }];
    while let Some(innermost) = open.last_mut() {
        let Some((field, hole)) = innermost.fields.next() else {
            open.pop();
            continue;
        };
        if options.max_rows <= rows.len() {
            cut = true;
            break;
        }
        let inside = inner(types, field.member, options.expand)
            .filter(|_| open.len() < MAX_DEPTH)
            .filter(|(id, _)| open.iter().all(|open| open.type_id != *id));
        let offset = open.last().map_or(0, |open| open.offset).saturating_add(field.offset.0);
        let mut row = Row {
            depth: u32::try_from(open.len() - 1).unwrap_or(u32::MAX),
            name: field.member.name(),
            type_id: field.member.type_id(),
            offset: Bits(offset),
            size: field.size,
            is_bitfield: field.is_bitfield,
            unit: unit(types, &field, offset),
            hole,
            cacheline: lines.at(offset),
            nested: None,
        };
        if let Some((id, composite)) = inside {
            let left = options.max_rows - rows.len();
            let placed = gaps::place(types, composite, left);
            cut |= placed.cut;
            row.nested = Some(Nested {
                type_id: id,
                name: composite.name(),
                is_union: composite.is_union(),
                padding: placed.padding,
            });
            open.push(Open { type_id: id, offset, fields: placed.fields.into_iter() });
        }
        rows.push(row);
    }
    Rows { rows, padding, cut }
}

/// The bitfield's storage unit, from the start of the outermost struct.
fn unit(types: &Types<'_>, field: &Field<'_>, offset: u64) -> Option<crate::fields::Unit> {
    let mut unit = field.unit(types)?;
    unit.offset = unit.offset.saturating_add(offset.saturating_sub(field.offset.0) / 8);
    Some(unit)
}

/// The struct or union that is shown in place of `member`: one without a name, a member without one, or
/// with `expand` any; behind qualifiers, and behind arrays, of which the first element is shown.
fn inner<'b>(
    types: &Types<'b>,
    member: crate::view::Member<'b>,
    expand: bool,
) -> Option<(TypeId, Composite<'b>)> {
    let mut at = member.type_id();
    let mut is_named = false;
    for _ in 0..MAX_CHAIN {
        match types.get(at)? {
            Type::Struct(composite) | Type::Union(composite) => {
                is_named |= !composite.name().is_empty();
                let is_shown = expand || !is_named || member.name_off().is_anonymous();
                return is_shown.then_some((at, composite));
            }
            Type::Typedef(typedef) => {
                is_named = true;
                at = typedef.type_id();
            }
            Type::Volatile(of) | Type::Const(of) | Type::Restrict(of) => at = of.type_id(),
            Type::TypeTag(tag) => at = tag.type_id(),
            Type::Array(array) => at = array.elem_type_id(),
            Type::Void
            | Type::Int(_)
            | Type::Ptr(_)
            | Type::Enum(_)
            | Type::Fwd(_)
            | Type::Func(_)
            | Type::FuncProto(_)
            | Type::Var(_)
            | Type::Datasec(_)
            | Type::Float(_)
            | Type::DeclTag(_)
            | Type::Enum64(_)
            | Type::Opaque(_) => return None,
        }
    }
    None
}

/// Which cache lines have begun.
struct Lines {
    bits: u64,
    last: u64,
}

impl Lines {
    fn new(cacheline: u32) -> Self {
        Self { bits: u64::from(cacheline.max(1)) * 8, last: 0 }
    }

    /// The line of `offset` if no row before was in it or in a later one.
    fn at(&mut self, offset: u64) -> Option<u64> {
        let line = offset.checked_div(self.bits)?;
        let is_new = self.last < line;
        self.last = self.last.max(line);
        is_new.then_some(line)
    }
}
