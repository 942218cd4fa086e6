//! Pair: for each type of a distilled base the one of a kernel that it is.
//!
//! *In:* a module on its distilled base, the kernel's types, and whose rules. *Out:* an id for each type of the distilled
//! base, or all that have none. *Never:* a walk without a bound.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Matching;
use super::error::{Holder, Unmatched, Why};
use super::named::{self, Named, OfName};
use crate::id::TypeId;
use crate::table::Types;
use crate::view::Type;
use crate::wire::kind::Kind;

/// The id in `onto` of each type of the base of `split`, by id; 0 for `void`.
pub(super) fn pair(
    split: &Types<'_>,
    onto: &Types<'_>,
    matching: Matching,
) -> Result<Vec<u32>, Vec<Unmatched>> {
    let base = split.base().unwrap_or(*split);
    let there = named::collect(base.iter().map(|(_, ty)| ty.name_bytes()), onto);
    let held = held(split);
    // Equal questions have one answer, which bounds the work where hostile bases ask one often.
    let mut known: BTreeMap<(&[u8], Named, bool), Result<TypeId, Why>> = BTreeMap::new();
    let mut ids = vec![0];
    let mut unmatched = Vec::new();
    for (id, ty) in base.iter() {
        let held_by = held.get(id.0 as usize).copied().flatten();
        let name = ty.name_bytes();
        let (Some(wanted), Some(of_name)) = (Named::of(TypeId::VOID, ty), there.get(name)) else {
            continue;
        };
        let question = (name, wanted, held_by.is_some());
        let answer = *known.entry(question).or_insert_with(|| match matching {
            Matching::Sound => sound(&wanted, held_by.is_some(), of_name),
            Matching::Kernel => as_kernel(&wanted, held_by.is_some(), of_name),
        });
        match answer {
            Ok(id) => ids.push(id.0),
            Err(why) => {
                ids.push(0);
                let name = String::from(ty.name().unwrap_or(""));
                let Named { kind, size, .. } = wanted;
                let held_by = held_by.and_then(|id| holder(split, id));
                unmatched.push(Unmatched { id, kind, name, size, held_by, why });
            }
        }
    }
    if unmatched.is_empty() { Ok(ids) } else { Err(unmatched) }
}

/// The one type that is meant; see [`Matching::Sound`].
fn sound(wanted: &Named, is_held: bool, there: &OfName) -> Result<TypeId, Why> {
    let is_kind = |named: &&Named| named.kind == wanted.kind;
    let of_size = there.of_size(wanted.size).iter();
    let forwards = there.forwards(wanted.is_union).iter();
    let composites = there.composites(wanted.is_union).iter();
    match wanted.kind {
        Kind::Int => {
            only(of_size.filter(is_kind).filter(|named| named.encoding == wanted.encoding))
        }
        Kind::Enum => only(of_size.filter(|named| matches!(named.kind, Kind::Enum | Kind::Enum64))),
        Kind::Struct | Kind::Union if is_held => only(of_size.filter(is_kind)),
        // Behind a pointer, a type may be one that this kernel only declares.
        Kind::Struct | Kind::Union if 1 < there.n_composites => {
            either(only(of_size.filter(is_kind)), || only(forwards))
        }
        Kind::Struct | Kind::Union => either(only(composites), || only(forwards)),
        Kind::Fwd => either(only(forwards), || only(composites)),
        // What is no distilled type has been refused.
        Kind::Float
        | Kind::Void
        | Kind::Ptr
        | Kind::Array
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::FuncProto
        | Kind::Var
        | Kind::Datasec
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Enum64
        | Kind::Opaque => only(of_size.filter(is_kind)),
    }
    .map_err(|ids| why(wanted, ids, there))
}

/// The only one; or else the first two, or nothing.
type Found = Result<TypeId, Option<[TypeId; 2]>>;

/// The one, or if there is none, the other.
fn either(one: Found, other: impl FnOnce() -> Found) -> Found {
    match one {
        Err(None) => other(),
        Ok(_) | Err(Some(_)) => one,
    }
}

fn only<'n>(mut found: impl Iterator<Item = &'n Named>) -> Found {
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one.id),
        (Some(a), Some(b)) => Err(Some([a.id, b.id])),
        (None, _) => Err(None),
    }
}

/// What Linux v7.2 finds; see [`Matching::Kernel`].
///
/// Kernel reference: `tools/lib/bpf/btf_relocate.c: btf_relocate_map_distilled_base`.
fn as_kernel(wanted: &Named, is_held: bool, there: &OfName) -> Result<TypeId, Why> {
    // Everything of the size, declarations, and a struct or union of any size if it is the only one.
    let mut found = there.of_size(wanted.size).to_vec();
    for is_union in [false, true] {
        found.extend_from_slice(there.forwards(is_union));
        if there.n_composites == 1 {
            found.extend_from_slice(there.composites(is_union));
        }
    }
    found.sort_unstable();
    found.dedup();
    let may_be = |named: &Named| match wanted.kind {
        Kind::Fwd => match named.kind {
            Kind::Fwd => named.is_union == wanted.is_union,
            Kind::Struct => !named.kind_flag,
            Kind::Union => named.kind_flag,
            Kind::Int
            | Kind::Enum
            | Kind::Enum64
            | Kind::Float
            | Kind::Void
            | Kind::Ptr
            | Kind::Array
            | Kind::Typedef
            | Kind::Volatile
            | Kind::Const
            | Kind::Restrict
            | Kind::Func
            | Kind::FuncProto
            | Kind::Var
            | Kind::Datasec
            | Kind::DeclTag
            | Kind::TypeTag
            | Kind::Opaque => false,
        },
        Kind::Int => named.kind == Kind::Int && named.encoding == wanted.encoding,
        Kind::Enum => matches!(named.kind, Kind::Enum | Kind::Enum64),
        Kind::Struct | Kind::Union => true,
        Kind::Float
        | Kind::Void
        | Kind::Ptr
        | Kind::Array
        | Kind::Typedef
        | Kind::Volatile
        | Kind::Const
        | Kind::Restrict
        | Kind::Func
        | Kind::FuncProto
        | Kind::Var
        | Kind::Datasec
        | Kind::DeclTag
        | Kind::TypeTag
        | Kind::Enum64
        | Kind::Opaque => named.kind == wanted.kind,
    };
    let mut matched: Option<TypeId> = None;
    for named in found.iter().filter(|named| may_be(named)) {
        match matched {
            // Whether the size is right is no longer looked at.
            Some(one) => return Err(Why::Several { ids: [one, named.id] }),
            None if is_held && named.size != wanted.size => {}
            None => matched = Some(named.id),
        }
    }
    matched.ok_or_else(|| why(wanted, None, there))
}

/// What is there instead of `wanted`.
fn why(wanted: &Named, several: Option<[TypeId; 2]>, there: &OfName) -> Why {
    if let Some(ids) = several {
        return Why::Several { ids };
    }
    let of_size = there.of_size(wanted.size).iter().find(|named| named.kind == wanted.kind);
    let composite = there.composites(wanted.is_union).first();
    match of_size.or(composite).or(there.first.as_ref()) {
        None => Why::Missing,
        Some(named) if named.kind == wanted.kind && named.size != wanted.size => {
            Why::Resized { id: named.id, size: named.size }
        }
        Some(named) => Why::Other { id: named.id, kind: named.kind },
    }
}

fn holder(split: &Types<'_>, id: TypeId) -> Option<Holder> {
    let composite = split.get(id)?.as_composite()?;
    let name = String::from(composite.name());
    Some(Holder { id, is_union: composite.is_union(), name })
}

/// For each type of the base of `split`, by id, a struct or union of the module that holds it by value.
fn held(split: &Types<'_>) -> Vec<Option<TypeId>> {
    let first = split.first();
    let mut held = vec![None; first.0 as usize];
    let mut seen = vec![false; split.end().0 as usize];
    for (holder, ty) in split.iter() {
        let Some(composite) = ty.as_composite() else { continue };
        for mut id in composite.member_type_ids() {
            // What has been seen has been followed to its end.
            while let Some(place @ false) = seen.get_mut(id.0 as usize) {
                *place = true;
                id = match split.get(id).unwrap_or(Type::Void) {
                    Type::Const(view) | Type::Volatile(view) | Type::Restrict(view) => {
                        view.type_id()
                    }
                    Type::Typedef(view) => view.type_id(),
                    Type::TypeTag(view) => view.type_id(),
                    Type::Array(view) => view.elem_type_id(),
                    Type::Struct(_) | Type::Union(_) => {
                        if let Some(place) = held.get_mut(id.0 as usize) {
                            *place = Some(holder);
                        }
                        break;
                    }
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
                    | Type::Opaque(_) => break,
                };
            }
        }
    }
    held
}
