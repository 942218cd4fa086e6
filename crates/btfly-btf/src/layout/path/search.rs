//! Members of a struct and of the structs in it, as C looks them up.
//!
//! *In:* a struct or union. *Out:* its members, those of anonymous ones as its own. *Never:* more than a fixed
//! number of members: hostile types nest without end.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::fields::Field;
use crate::id::TypeId;
use crate::table::Types;
use crate::view::Composite;

/// How many members are looked at in a search through nested structs. A kernel's largest struct has
/// some thousands in it; more only occur in hostile types.
const MAX_SEARCHED: usize = 100_000;

/// The member called `name`, in `composite` or in the anonymous ones within, with its offset in bits.
pub(super) fn lookup<'b>(
    types: &Types<'b>,
    composite: Composite<'b>,
    name: &str,
) -> Option<(Field<'b>, u64)> {
    let mut found = None;
    search(types, composite, 0, |field, offset, _| {
        let is_it = field.member.name() == name;
        if is_it {
            found = Some((field, offset));
        }
        is_it
    });
    found
}

/// Visits members in order of breadth, those in anonymous structs as if they were outside, those in
/// named ones up to `depth` names deep, with the names on the way; until `visit` says that it is done.
pub(super) fn search<'b>(
    types: &Types<'b>,
    composite: Composite<'b>,
    depth: usize,
    mut visit: impl FnMut(Field<'b>, u64, &[&'b str]) -> bool,
) {
    let mut seen: BTreeSet<(TypeId, u64)> = BTreeSet::new();
    let mut left = MAX_SEARCHED;
    let mut now = alloc::vec![(composite, 0_u64, Vec::new())];
    // Anonymous nesting has no names, so it does not count as depth; `seen` and `left` bound it.
    let mut next = Vec::new();
    while !now.is_empty() {
        let mut at = 0;
        while let Some((composite, offset, trail)) = now.get(at).cloned() {
            at += 1;
            for field in types.fields(composite) {
                if left == 0 {
                    return;
                }
                left -= 1;
                let place = offset.saturating_add(field.offset.0);
                let is_named = !field.member.name_off().is_anonymous();
                if is_named && visit(field, place, &trail) {
                    return;
                }
                let Some(id) = types.skip_modifiers(field.member.type_id()) else { continue };
                let Some(inner) = types.get(id).and_then(|ty| ty.as_composite()) else { continue };
                if is_named && depth <= trail.len() || !seen.insert((id, place)) {
                    continue;
                }
                if is_named {
                    let mut trail = trail.clone();
                    trail.push(field.member.name());
                    next.push((inner, place, trail));
                } else {
                    now.push((inner, place, trail.clone()));
                }
            }
        }
        now = core::mem::take(&mut next);
    }
}
