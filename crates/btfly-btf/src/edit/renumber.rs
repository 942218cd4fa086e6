//! Renumber: the same types in another order.
//!
//! *In:* a BTF and its own ids in the new order. *Out:* the same BTF with its types in that order; strings stay as
//! they are. *Never:* a change of what a type says.

use alloc::vec;
use alloc::vec::Vec;

use super::offsets::NewNames;
use super::rewrite::Plan;
use super::{Edited, Error, ErrorKind, Input, gather};
use crate::id::TypeId;
use crate::table::Types;

/// Puts the own types of `input` into the order of `ids`, which names each of them once.
///
/// # Errors
///
/// When `ids` is no permutation of the own ids, or ids change beside a type of an unknown kind.
///
/// ```
/// use btfly_btf::{TypeId, edit::renumber::renumber};
///
/// # let btf = btfly_btf::doc::example();
/// let mut backwards: Vec<TypeId> = btf.iter().map(|(id, _)| id).collect();
/// backwards.reverse();
/// let edited = renumber((&btf).into(), &backwards)?;
/// assert_eq!(edited.ids().get(0, backwards[0]), Some(TypeId(1)));
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
pub fn renumber(input: Input<'_>, ids: &[TypeId]) -> Result<Edited, Error> {
    let gathered = gather::gather(&[input])?;
    let types = input.btf.types();
    let (first, end) = (types.first().0, types.end().0);
    let base_end = gathered.base_end();
    let mut nodes: Vec<u32> = (0..base_end).collect();
    nodes.resize(gathered.source.end as usize, 0);
    let mut keep = Vec::with_capacity(ids.len());
    for (new, id) in (base_end..).zip(ids) {
        let fail = || Error::new(ErrorKind::NoPermutation { id: *id }, 0);
        let node = id.0.checked_sub(first).filter(|_| id.0 < end).ok_or_else(fail)? + base_end;
        match nodes.get_mut(node as usize) {
            Some(place @ 0) => *place = new,
            Some(_) | None => return Err(fail()),
        }
        keep.push(node);
    }
    if let Some(missing) = nodes.iter().skip(1).position(|new| *new == 0) {
        let node = u32::try_from(missing + 1).unwrap_or(u32::MAX);
        let id = TypeId(node.wrapping_sub(base_end).wrapping_add(first));
        return Err(Error::new(ErrorKind::NoPermutation { id }, 0));
    }
    // Nothing that refers to anything changes if everything stays where it is.
    if (base_end..).zip(&keep).any(|(new, node)| new != *node) {
        gathered.check_kinds()?;
    }
    let plan = Plan {
        source: &gathered.source,
        base: gathered.base.as_ref(),
        own: gathered.own(),
        keep: &keep,
        ids: &nodes,
        exts: gathered.exts(),
        room: 0,
    };
    let written = plan.write(NewNames::Kept)?;
    Ok(gathered.edited(written, nodes))
}

/// The own ids in the order of names in which kernels are built since Linux v7.0: types without a name first,
/// then by the bytes of the name; types of one name as they stand. Both the kernel and libbpf then search by halves.
///
/// Source: `tools/bpf/resolve_btfids/main.c: sort_btf_by_name`, Linux v7.2.
///
/// ```
/// use btfly_btf::edit::renumber::{renumber, sorted_by_name};
///
/// # let btf = btfly_btf::doc::example();
/// let sorted = renumber((&btf).into(), &sorted_by_name(&btf.types()))?.to_btf();
/// let names: Vec<&str> = sorted.iter().map(|(_, ty)| ty.name().unwrap_or("")).collect();
/// assert!(names.is_sorted());
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
#[must_use]
pub fn sorted_by_name(types: &Types<'_>) -> Vec<TypeId> {
    let mut named: Vec<(&[u8], TypeId)> = vec![];
    named.extend(types.iter().map(|(id, ty)| (ty.name_bytes(), id)));
    // Ids are unique, so this keeps types of one name in their order.
    named.sort_unstable();
    named.into_iter().map(|(_, id)| id).collect()
}
