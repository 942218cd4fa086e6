//! Strip: only what some types need.
//!
//! *In:* a BTF and roots. *Out:* the roots and everything that they lead to, in the order in which it stood, and the
//! tags on declarations that are kept; strings that nothing uses any more are gone. *Never:* a type without one that it
//! refers to.

use alloc::vec;
use alloc::vec::Vec;

use super::offsets::NewNames;
use super::rewrite::Plan;
use super::{Edited, Error, ErrorKind, Input, gather};
use crate::id::TypeId;
use crate::view::Type;

/// Keeps the own types of `input` that are among `roots` or that these lead to, and tags on them.
///
/// What a split BTF needs of its base stays there. A `.BTF.ext` beside must mention nothing else.
///
/// # Errors
///
/// When a root does not exist, a type is of an unknown kind, or the `.BTF.ext` needs what is left out.
///
/// ```
/// use btfly_btf::{Kind, edit::strip::strip};
///
/// # let btf = btfly_btf::doc::example();
/// let root = btf.types().find("list_head", Some(Kind::Struct)).next().unwrap();
/// let small = strip((&btf).into(), &[root])?.to_btf();
/// // The struct, and the pointer inside.
/// assert_eq!(small.iter().len(), 2);
/// # Ok::<(), btfly_btf::edit::Error>(())
/// ```
pub fn strip(input: Input<'_>, roots: &[TypeId]) -> Result<Edited, Error> {
    let gathered = gather::gather(&[input])?;
    gathered.check_kinds()?;
    let types = input.btf.types();
    let first = types.first();
    let mut is_kept = vec![false; types.len()];
    let mut stack: Vec<TypeId> = Vec::new();
    let mut keep = |id: TypeId, stack: &mut Vec<TypeId>| {
        let at = id.0.checked_sub(first.0).map(|at| at as usize);
        if let Some(kept @ false) = at.and_then(|at| is_kept.get_mut(at)) {
            *kept = true;
            stack.push(id);
        }
    };
    for root in roots {
        if types.end() <= *root {
            return Err(Error::new(ErrorKind::NoSuchType { id: *root }, 0));
        }
        keep(*root, &mut stack);
    }
    // Tags lead to what they tag, and nothing leads to them.
    let tags: Vec<(TypeId, TypeId)> = types
        .iter()
        .filter(|(_, ty)| matches!(ty, Type::DeclTag(_)))
        .filter_map(|(id, ty)| Some((ty.target()?, id)))
        .collect();
    let mut sorted = tags;
    sorted.sort_unstable();
    while let Some(id) = stack.pop() {
        let Some(ty) = types.get(id) else { continue };
        ty.for_each_reference(|to| keep(to, &mut stack));
        let start = sorted.partition_point(|(target, _)| *target < id);
        let on_it =
            sorted.get(start..).unwrap_or(&[]).iter().take_while(|(target, _)| *target == id);
        on_it.for_each(|(_, tag)| keep(*tag, &mut stack));
    }
    let base_end = gathered.base_end();
    let mut nodes: Vec<u32> = (0..base_end).collect();
    let mut kept = Vec::new();
    let mut next = base_end;
    for (node, is_kept) in (base_end..).zip(&is_kept) {
        nodes.push(if *is_kept { next } else { 0 });
        if *is_kept {
            kept.push(node);
            next += 1;
        }
    }
    let plan = Plan {
        source: &gathered.source,
        base: gathered.base.as_ref(),
        own: gathered.own(),
        keep: &kept,
        ids: &nodes,
        exts: gathered.exts(),
        room: 0,
    };
    let written = plan.write(NewNames::Used).map_err(|error| gathered.blame(error))?;
    Ok(gathered.edited(written, nodes))
}
