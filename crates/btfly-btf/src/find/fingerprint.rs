//! What a hit says, as a hash: equal copies of a type in many modules have the same one.
//!
//! *In:* a hit. *Out:* words for a hasher that the caller brings: its members, values, parameters, down to
//! the next names. *Never:* a look behind those names: what lies there is a hit of its own. Ids, and
//! whether a struct that is named is defined there or only declared, make no difference.

use alloc::vec::Vec;
use core::hash::Hasher;

use super::{Hit, Part};
use crate::id::TypeId;
use crate::table::Types;
use crate::view::{Type, Value, Variant};
use crate::wire::kind::Kind;

/// How many types without a name, with what they refer to, are looked at behind one hit; further ones make no
/// difference. The kernel's largest need a few hundred; a DAG of anonymous structs would otherwise take for ever.
const MAX_LOOKS: usize = 1 << 14;

/// Tells `hasher` what `hit` says; `types` are those of its slot.
///
/// ```
/// use std::hash::{DefaultHasher, Hasher};
/// use btfly_btf::{BtfSet, find::{Query, find, fingerprint}};
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let query = Query::default();
/// let prints: Vec<u64> = find(&set, &query)
///     .map(|hit| {
///         let mut hasher = DefaultHasher::new();
///         fingerprint(&set.btf(hit.loc.slot).unwrap().types(), &hit, &mut hasher);
///         hasher.finish()
///     })
///     .collect();
/// assert_ne!(prints[0], prints[1]);
/// ```
pub fn fingerprint(types: &Types<'_>, hit: &Hit<'_>, hasher: &mut impl Hasher) {
    let mut open = Vec::new();
    text(hasher, hit.name());
    match &hit.part {
        Part::Whole => content(&hit.ty, &mut open, hasher),
        Part::Member(found) => {
            name(&hit.ty, hasher);
            text(hasher, &found.path);
            hasher.write_u64(found.offset.map_or(u64::MAX, |offset| offset.0));
            hasher.write_u8(found.member.bitfield_size().unwrap_or(0));
            open.push(found.member.type_id());
        }
        Part::Variant(found) => {
            name(&hit.ty, hasher);
            variant(*found, hasher);
        }
    }
    let mut looks = 0;
    while looks < MAX_LOOKS
        && let Some(id) = open.pop()
    {
        looks += 1;
        let Some(ty) = types.get(id) else { continue };
        if ty.name_off().is_anonymous() || matches!(ty, Type::TypeTag(_)) {
            let n_open = open.len();
            content(&ty, &mut open, hasher);
            // An enum refers to nothing, and may be long.
            let mut n_values = 0;
            if let Type::Enum(view) = ty {
                n_values = view.variants().len();
            } else if let Type::Enum64(view) = ty {
                n_values = view.variants().len();
            }
            looks += n_values + open.len() - n_open;
        } else {
            name(&ty, hasher);
        }
    }
}

/// A name, and what it is the name of; a struct that is only declared is one.
fn name(ty: &Type<'_>, hasher: &mut impl Hasher) {
    let kind = match (ty.kind(), ty) {
        (Kind::Fwd, Type::Fwd(view)) if view.is_union() => Kind::Union,
        (Kind::Fwd, _) => Kind::Struct,
        (kind, _) => kind,
    };
    hasher.write_u8(kind as u8);
    text(hasher, ty.name().unwrap_or(""));
}

/// What `ty` says beside its name; the types that it refers to are left in `open`.
fn content(ty: &Type<'_>, open: &mut Vec<TypeId>, hasher: &mut impl Hasher) {
    ty.for_each_reference(|to| open.push(to));
    let number = match ty {
        Type::TypeTag(view) => {
            text(hasher, view.name());
            u32::from(view.is_attribute())
        }
        Type::Void | Type::Ptr(_) | Type::Volatile(_) | Type::Const(_) | Type::Restrict(_) => 0,
        Type::Int(view) => view.data() ^ view.size().rotate_left(28),
        Type::Float(view) => view.size(),
        Type::Array(view) => view.len(),
        Type::Fwd(view) => u32::from(view.is_union()),
        Type::Typedef(_) => 0,
        Type::Func(view) => view.linkage().number(),
        Type::Var(view) => view.linkage().number(),
        Type::DeclTag(view) => view.component_idx().cast_unsigned(),
        Type::Opaque(view) => {
            hasher.write(view.extra());
            view.size_or_type()
        }
        Type::Struct(view) | Type::Union(view) => {
            for member in view.members() {
                text(hasher, member.name());
                hasher.write_u64(member.offset_bits().0);
                hasher.write_u8(member.bitfield_size().unwrap_or(0));
            }
            view.size()
        }
        Type::FuncProto(view) => {
            view.params().for_each(|param| text(hasher, param.name()));
            0
        }
        Type::Enum(view) => {
            view.variants().for_each(|found| variant(found, hasher));
            view.size()
        }
        Type::Enum64(view) => {
            view.variants().for_each(|found| variant(found, hasher));
            view.size()
        }
        Type::Datasec(view) => {
            for var in view.vars() {
                hasher.write_u32(var.offset);
                hasher.write_u32(var.size);
            }
            view.size()
        }
    };
    hasher.write_u8(ty.kind() as u8);
    hasher.write_u32(number);
}

fn variant(variant: Variant<'_>, hasher: &mut impl Hasher) {
    text(hasher, variant.name());
    hasher.write_u8(u8::from(matches!(variant.value(), Value::Signed(_))));
    hasher.write_u64(variant.value().bits());
}

/// A text and its end.
fn text(hasher: &mut impl Hasher, text: &str) {
    hasher.write(text.as_bytes());
    hasher.write_u8(0xff);
}
