//! Plain: whether a BTF is so plainly well that nobody has to walk it as a kernel does.
//!
//! *In:* records. *Out:* whether each check of `meta`, `resolve` and `chain` is known to pass. Most BTF is what a
//! compiler or a kernel build made, and breaks nothing. That can be seen in any order, with no stack and no moods, as
//! long as chains are short and structs do not lie deep in one another: a kernel gives up at 32. *Never:* what is wrong,
//! or a yes on a doubt: what is no answer here is asked again, in the kernel's order.

use alloc::vec::Vec;

use super::marks::Marks;
use super::members::{Member, Of, is_whole};
use super::meta::Metas;
use super::names::Names;
use super::record::{MAX_TYPE, Records};
use super::resolve::is_modifier;
use super::target::Target;
use crate::feature::Feature;
use crate::wire::cursor::{Endian, word};
use crate::wire::kind::{Info, Kind};
use crate::wire::record;

/// Modifiers in a row; pointers with their rows behind one another; structs, arrays and their rows in one another. The
/// deepest walk is from a section to a variable, a row, and then either pointers or structs: below 32 steps.
const ROW: u8 = 8;
const POINTERS: u8 = 18;
const NESTED: u8 = 21;
/// How often lists are gone through until everything in them is known.
const SWEEPS: usize = 16;

/// Kinds that have a size, and may stand wherever one is needed.
const SIZED: u32 = of_kinds(&[
    Kind::Int,
    Kind::Ptr,
    Kind::Array,
    Kind::Struct,
    Kind::Union,
    Kind::Enum,
    Kind::Float,
    Kind::Enum64,
]);
/// Kinds that have others inside them.
const COMPOSITE: u32 = of_kinds(&[Kind::Array, Kind::Struct, Kind::Union]);
/// Kinds to which only tags, sections and functions lead.
const APART: u32 = of_kinds(&[Kind::Func, Kind::Var, Kind::Datasec, Kind::DeclTag]);
/// Kinds that tags are on.
const TAGGED: u32 = of_kinds(&[Kind::Struct, Kind::Union, Kind::Func, Kind::Var, Kind::Typedef]);

const fn of_kinds(kinds: &[Kind]) -> u32 {
    let (mut bits, mut rest) = (0, kinds);
    while let [first, others @ ..] = rest {
        bits |= 1 << *first as u32;
        rest = others;
    }
    bits
}

/// Whether a kind, which this crate knows, is one of these.
#[inline(always)]
const fn is(kind: Kind, kinds: u32) -> bool {
    kinds >> (kind as u32 & 31) & 1 == 1
}

/// What others have to know of a type; of a modifier, what there is to know of the type behind it.
#[derive(Clone, Copy)]
struct Type {
    /// Bytes, where it has a size. Of a function: its prototype.
    size: u32,
    /// Of an INT its description, of a composite its id, of what refers to one type that type, of a prototype whether
    /// an argument has no name.
    more: u32,
    kind: Kind,
    /// The kind behind modifiers.
    of: Kind,
    /// Of a modifier how many there are in a row, of a composite how many steps it is deep.
    depth: u8,
    /// Some of `MARKED` and `BYTES`.
    flags: u8,
}

/// Kernels look into structs that have it as a member.
const MARKED: u8 = 1;
/// It can be a member wherever as many whole bytes can be.
const BYTES: u8 = 2;

impl Type {
    const fn new(kind: Kind, size: u32, more: u32) -> Self {
        let has_bytes = match kind {
            Kind::Ptr | Kind::Array | Kind::Struct | Kind::Union => true,
            Kind::Int => is_whole(more),
            // With the kind flag, kernels take each for four bytes.
            Kind::Enum => size == 4,
            Kind::Void
            | Kind::Fwd
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::FuncProto
            | Kind::Var
            | Kind::Datasec
            | Kind::Float
            | Kind::DeclTag
            | Kind::TypeTag
            | Kind::Enum64
            | Kind::Opaque => false,
        };
        Self { size, more, kind, of: kind, depth: 0, flags: if has_bytes { BYTES } else { 0 } }
    }
}

/// A composite, another one in it, and the steps from one to the other.
type Nested = (u32, u32, u8);

/// What the checks of one BTF use.
pub(super) struct Plain<'c, 'b> {
    pub(super) metas: &'c Metas<'c, 'b>,
    pub(super) names: Names<'b, 'c>,
    pub(super) target: &'c Target,
    /// Whether tags have to come first.
    pub(super) is_ordered: bool,
    pub(super) types: Types,
}

/// All types by id, and lists of some.
#[derive(Default)]
pub(super) struct Types {
    all: Vec<Type>,
    modifiers: Vec<u32>,
    arrays: Vec<u32>,
    nested: Vec<Nested>,
    /// Structs that have members which are marked.
    holders: Vec<u32>,
}

impl<'c, 'b> Plain<'c, 'b> {
    /// If nothing is wrong, which is then known of all `records`: the structs that `special` is about. Records start at 1.
    pub(super) fn holds(mut self, records: &mut Records<'_>) -> Option<Vec<u32>> {
        match records.endian {
            Endian::Little => self.all::<false>(records),
            Endian::Big => self.all::<true>(records),
        }?;
        Some(self.types.holders)
    }

    fn all<const BIG: bool>(&mut self, records: &mut Records<'_>) -> Option<()> {
        let marks = self.find::<BIG>(records)?;
        self.modifiers()?;
        for id in marks.types(records) {
            let ty = self.get(id)?;
            self.set(id, Type { flags: ty.flags | MARKED, ..ty });
        }
        let mut left = core::mem::take(&mut self.types.arrays);
        for _ in 0..SWEEPS {
            let mut is_good = true;
            left.retain(|id| match self.array::<BIG>(records, *id) {
                Some(is_known) => !is_known,
                None => {
                    is_good = false;
                    false
                }
            });
            if !is_good {
                return None;
            }
            if left.is_empty() {
                break;
            }
        }
        known(left.is_empty())?;
        for id in core::mem::take(&mut self.types.modifiers) {
            let ty = self.get(id)?;
            if ty.of == Kind::Array {
                let size = self.get(ty.more)?.size;
                self.set(id, Type { size, ..ty });
            }
        }
        for (id, start) in (1..).zip(&records.starts) {
            self.check::<BIG>(records.section.get(*start as usize..)?, id)?;
        }
        for func in self.types.all.iter().filter(|ty| ty.kind == Kind::Func) {
            let proto = self.get(func.size)?;
            known(proto.kind == Kind::FuncProto && proto.more == 0)?;
        }
        self.nested()
    }

    #[inline(always)]
    fn get(&self, id: u32) -> Option<Type> {
        self.types.all.get(id as usize).copied()
    }

    fn set(&mut self, id: u32, ty: Type) {
        if let Some(place) = self.types.all.get_mut(id as usize) {
            *place = ty;
        }
    }

    /// Finds all records.
    fn find<const BIG: bool>(&mut self, records: &mut Records<'_>) -> Option<Marks<'c, 'b>> {
        let mut marks = Marks::new(self.names, self.target);
        let most = records.section.len() / record::HEAD;
        records.starts.reserve_exact(most);
        records.kinds.reserve_exact(most);
        let Types { all, modifiers, arrays, .. } = &mut self.types;
        all.reserve_exact(most + 1);
        all.push(Type::new(Kind::Void, 0, 0));
        let (mut rest, mut id) = (records.section, 1);
        let total = rest.len();
        while !rest.is_empty() {
            let (head, tail) = rest.split_first_chunk::<{ record::HEAD }>()?;
            let info = Info(word(head, 4, order::<BIG>()));
            let kind = Kind::from_number(info.kind_number())?;
            let third = word(head, 8, order::<BIG>());
            known(self.metas.knows(info))?;
            let trailing = record::trailing(kind);
            let len = usize::from(trailing.info_sz)
                + usize::from(trailing.elem_sz) * info.vlen() as usize;
            let (tail, behind) = tail.split_at_checked(len)?;
            let (size, more) = match kind {
                Kind::Int => (third, word(tail, 0, order::<BIG>())),
                Kind::Ptr => (self.target.pointer_size, third),
                Kind::Array => {
                    arrays.push(id);
                    (0, id)
                }
                Kind::Typedef | Kind::Volatile | Kind::Const | Kind::Restrict | Kind::TypeTag => {
                    modifiers.push(id);
                    (0, third)
                }
                Kind::Struct => {
                    marks.see(id, word(head, 0, order::<BIG>()));
                    (third, id)
                }
                Kind::Union => (third, id),
                Kind::Var => (0, third),
                Kind::Void
                | Kind::Enum
                | Kind::Fwd
                | Kind::Func
                | Kind::FuncProto
                | Kind::Datasec
                | Kind::Float
                | Kind::DeclTag
                | Kind::Enum64
                | Kind::Opaque => (third, 0),
            };
            all.push(Type::new(kind, size, more));
            records.starts.push(u32::try_from(total - rest.len()).ok()?);
            records.kinds.push(kind);
            rest = behind;
            id += 1;
        }
        known(id <= MAX_TYPE)?;
        records.is_whole = true;
        Some(marks)
    }

    /// Finds what is behind each modifier.
    fn modifiers(&mut self) -> Option<()> {
        let list = core::mem::take(&mut self.types.modifiers);
        for id in &list {
            let first = self.get(*id)?;
            let mut depth = 1;
            let (mut from, mut behind) = (first, self.get(first.more)?);
            loop {
                let is_tag = behind.kind == Kind::TypeTag && from.kind != Kind::TypeTag;
                known(!(is(behind.kind, APART) || is_tag && self.is_ordered))?;
                if !is_modifier(behind.kind) {
                    break;
                }
                depth += behind.depth.max(1);
                known(depth <= ROW)?;
                if behind.depth != 0 {
                    break;
                }
                (from, behind) = (behind, self.get(behind.more)?);
            }
            self.set(*id, Type { kind: first.kind, depth, ..behind });
        }
        self.types.modifiers = list;
        Some(())
    }

    /// Notes the size of an array; `false` if it is one of arrays whose size is not known yet.
    fn array<const BIG: bool>(&mut self, records: &Records<'_>, id: u32) -> Option<bool> {
        let start = *records.starts.get(id.checked_sub(1)? as usize)?;
        let bytes = records.section.get(start as usize..)?;
        let [elem_id, index, len] = [12, 16, 20].map(|at| word(bytes, at, order::<BIG>()));
        let (elem, index) = (self.get(elem_id)?, self.get(index)?);
        known(index.of == Kind::Int && is_whole(index.more))?;
        known(is(elem.of, SIZED) && (elem.of != Kind::Int || is_whole(elem.more)))?;
        let mut one = elem.size;
        if elem.of == Kind::Array {
            let of = self.get(elem.more)?;
            if of.depth == 0 {
                return Some(false);
            }
            one = of.size;
        }
        let depth = 1 + row(elem).max(row(index));
        self.set(id, Type { size: one.checked_mul(len)?, depth, ..self.get(id)? });
        if is(elem.of, COMPOSITE) {
            self.types.nested.push((id, elem.more, 1 + row(elem)));
        }
        Some(true)
    }

    /// Whether structs and arrays are not too deep in one another, and none in itself.
    fn nested(&mut self) -> Option<()> {
        for sweep in 0..SWEEPS {
            let mut has_changed = false;
            let all = &mut self.types.all;
            let mut deepen = |(outer, inner, steps): &Nested| {
                let depth = steps + all.get(*inner as usize)?.depth;
                let outer = &mut all.get_mut(*outer as usize)?.depth;
                if *outer < depth {
                    (*outer, has_changed) = (depth, true);
                }
                known(depth <= NESTED)
            };
            // What is inside mostly comes before, or mostly behind.
            if sweep % 2 == 0 {
                self.types.nested.iter().try_for_each(&mut deepen)?;
            } else {
                self.types.nested.iter().rev().try_for_each(&mut deepen)?;
            }
            if !has_changed {
                return Some(());
            }
        }
        None
    }

    #[inline(always)]
    fn check<const BIG: bool>(&mut self, bytes: &[u8], id: u32) -> Option<()> {
        let (head, tail) = bytes.split_first_chunk::<{ record::HEAD }>()?;
        let [name, info, third] = [0, 4, 8].map(|at| word(head, at, order::<BIG>()));
        let (info, ty) = (Info(info), self.get(id)?);
        let vlen = info.vlen() as usize;
        let has_name = self.is_name(name);
        let no_flag = !info.kflag();
        let is_bare = vlen == 0 && no_flag;
        let tag_flag = no_flag || self.target.features.has(Feature::TagAttributes);
        known(self.names.is_offset(name))?;
        let is_good = match ty.kind {
            Kind::Int => is_bare && is_int(third, ty.more),
            Kind::Ptr => {
                let mut behind = self.get(third)?;
                let mut steps = row(behind);
                known(!is(behind.kind, APART))?;
                while behind.of == Kind::Ptr && steps <= POINTERS {
                    behind = self.get(behind.more)?;
                    steps += 1 + row(behind);
                }
                is_bare && name == 0 && steps <= POINTERS
            }
            Kind::Volatile | Kind::Const | Kind::Restrict => is_bare && name == 0,
            Kind::Typedef => is_bare && has_name,
            Kind::TypeTag => vlen == 0 && tag_flag && !self.names.get(name).is_empty(),
            Kind::Fwd => vlen == 0 && third == 0 && has_name,
            Kind::Float => is_bare && matches!(third, 2 | 4 | 8 | 12 | 16),
            Kind::Array => is_bare && name == 0 && third == 0,
            Kind::Struct | Kind::Union => {
                let members = tail.get(..vlen * 12)?.as_chunks().0;
                self.members::<BIG>(members, id, (info.kflag(), third), ty.kind)?;
                name == 0 || has_name
            }
            Kind::Enum => {
                let values = tail.get(..vlen * 8)?.as_chunks::<8>().0;
                let are_named =
                    values.iter().all(|value| self.is_name(word(value, 0, order::<BIG>())));
                (no_flag || self.target.features.has(Feature::Enum64))
                    && (name == 0 || has_name)
                    && matches!(third, 1 | 2 | 4 | 8)
                    && are_named
            }
            Kind::Enum64 => {
                let values = tail.get(..vlen * 12)?.as_chunks::<12>().0;
                let are_named =
                    values.iter().all(|value| self.is_name(word(value, 0, order::<BIG>())));
                (name == 0 || has_name) && matches!(third, 1 | 2 | 4 | 8) && are_named
            }
            Kind::FuncProto => {
                let has_nameless = self.arguments::<BIG>(tail.get(..vlen * 8)?.as_chunks().0)?;
                self.set(id, Type { more: u32::from(has_nameless), ..ty });
                name == 0 && no_flag && (third == 0 || is(self.get(third)?.of, SIZED))
            }
            Kind::Func => {
                let most = usize::from(self.target.features.has(Feature::GlobalFunc));
                has_name && no_flag && vlen <= most
            }
            Kind::Var => {
                let is_variable = name != 0 && self.names.is_variable(name);
                is_bare
                    && is_variable
                    && word(tail, 0, order::<BIG>()) <= 1
                    && is(self.get(third)?.of, SIZED)
            }
            Kind::Datasec => {
                self.variables::<BIG>(tail.get(..vlen * 12)?.as_chunks().0, third)?;
                no_flag && vlen != 0 && name != 0 && self.names.is_section(name)
            }
            Kind::DeclTag => {
                // The index of a part is left to others, and few have one.
                let is_whole = word(tail, 0, order::<BIG>()).cast_signed() == -1;
                let has_value = !self.names.get(name).is_empty();
                vlen == 0 && tag_flag && is_whole && has_value && is(self.get(third)?.kind, TAGGED)
            }
            Kind::Void | Kind::Opaque => false,
        };
        known(is_good)
    }

    #[inline(always)]
    fn is_name(&self, name: u32) -> bool {
        name != 0 && self.names.is_offset(name) && self.names.is_identifier(name)
    }

    #[inline(always)]
    fn members<const BIG: bool>(
        &mut self,
        members: &[[u8; 12]],
        id: u32,
        (kflag, struct_size): (bool, u32),
        kind: Kind,
    ) -> Option<()> {
        let (mut last, mut rows, mut is_holder) = (0, 0, false);
        for bytes in members {
            let [name, to, offset] = [0, 4, 8].map(|at| word(bytes, at, order::<BIG>()));
            known(name == 0 || self.is_name(name))?;
            let ty = self.get(to)?;
            known(is(ty.of, SIZED))?;
            let bit = if kflag { offset & 0x00ff_ffff } else { offset };
            let is_placed = last <= bit && bit.div_ceil(8) <= struct_size;
            known(is_placed && (kind == Kind::Struct || bit == 0))?;
            last = bit;
            let has_bytes = ty.flags & BYTES != 0 && bit == offset && bit.is_multiple_of(8);
            let has_room = (bit / 8).checked_add(ty.size).is_some_and(|end| end <= struct_size);
            if !(has_bytes && has_room) {
                let of = Of { kind: ty.of, size: ty.size, int: ty.more };
                let member = Member { struct_size, kflag, offset };
                member.check(of, self.target.pointer_size).ok()?;
            }
            rows = row(ty).max(rows);
            is_holder |= ty.flags & MARKED != 0;
            if is(ty.of, COMPOSITE) {
                self.types.nested.push((id, ty.more, 1 + row(ty)));
            }
        }
        let ty = self.get(id)?;
        self.set(id, Type { depth: 1 + rows, ..ty });
        if is_holder && kind == Kind::Struct {
            self.types.holders.push(id);
        }
        Some(())
    }

    /// Whether one has no name.
    #[inline(always)]
    fn arguments<const BIG: bool>(&self, arguments: &[[u8; 8]]) -> Option<bool> {
        let Some((last, others)) = arguments.split_last() else { return Some(false) };
        let argument = |bytes: &[u8; 8]| [0, 4].map(|at| word(bytes, at, order::<BIG>()));
        let mut has_nameless = false;
        let mut check = |[name, id]: [u32; 2]| {
            has_nameless |= name == 0;
            known(name == 0 || self.is_name(name))?;
            known(is(self.get(id)?.of, SIZED))
        };
        others.iter().try_for_each(|bytes| check(argument(bytes)))?;
        // The last one may stand for any number.
        if argument(last) != [0, 0] {
            check(argument(last))?;
        }
        Some(has_nameless)
    }

    fn variables<const BIG: bool>(&self, variables: &[[u8; 12]], size: u32) -> Option<()> {
        let mut end = 0;
        for bytes in variables {
            let [id, offset, len] = [0, 4, 8].map(|at| word(bytes, at, order::<BIG>()));
            let var = self.get(id)?;
            known(var.kind == Kind::Var && end <= offset && len != 0)?;
            known(self.get(var.more)?.size <= len)?;
            end = offset.checked_add(len)?;
            known(end <= size)?;
        }
        Some(())
    }
}

/// How many modifiers there are in a row.
#[inline(always)]
const fn row(ty: Type) -> u8 {
    if is_modifier(ty.kind) { ty.depth } else { 0 }
}

/// Whether an INT of this size and description is one.
const fn is_int(size: u32, data: u32) -> bool {
    let bits = (data & 0xff) + (data >> 16 & 0xff);
    data & 0xf000_0000 == 0
        && bits <= 128
        && bits.div_ceil(8) <= size
        && matches!(data >> 24 & 0xf, 0 | 1 | 2 | 4)
}

/// Ends a check that is no yes.
#[inline(always)]
const fn known(is_good: bool) -> Option<()> {
    if is_good { Some(()) } else { None }
}

#[inline(always)]
const fn order<const BIG: bool>() -> Endian {
    if BIG { Endian::Big } else { Endian::Little }
}
