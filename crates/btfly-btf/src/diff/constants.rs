//! Constants: enumerators of enums without a name, which C code knows by their names alone.
//!
//! Those of an enum that a typedef names belong to the typedef and are compared there.
//!
//! *In:* both sets. *Out:* changes. *Never:* an enum twice that several modules have.

use alloc::vec;
use alloc::vec::Vec;

use super::both::{Both, Values};
use super::changes::{Change, Detail, Edit, Place, What};
use super::rule::Rule;
use super::values::merge;
use crate::graph::Node;
use crate::view::Value;

/// Where a constant is, and its value.
type Found = (Node, Value);

/// A constant of this name.
type Named<'s> = (&'s str, Found);

/// Compares the constants that are wanted; tells how many are the same.
#[inline(never)]
pub(super) fn compare<'s>(
    both: &Both<'s>,
    is_wanted: impl Fn(Node, &str) -> bool,
    changes: &mut Vec<Change<'s>>,
) -> usize {
    let [olds, news] = collect(both);
    let mut n_same = 0;
    merge(&olds, &news, |name, (old, new)| {
        let at = |found: Option<Found>| found.map(|(node, _)| node);
        if ![old, new].into_iter().filter_map(at).any(|node| is_wanted(node, name)) {
            return;
        }
        let (edit, rule) = match (old, new) {
            (Some((_, old)), Some((_, new))) if old.bits() != new.bits() => {
                (Edit::EnumeratorValue { name, old, new }, Rule::ConstantValue)
            }
            (Some((_, old)), None) => {
                (Edit::EnumeratorRemoved { name, old }, Rule::ConstantRemoved)
            }
            (None, Some((_, new))) => (Edit::EnumeratorAdded { name, new }, Rule::ConstantAdded),
            (Some(_), Some(_)) | (None, None) => {
                n_same += 1;
                return;
            }
        };
        let place = |found: Option<Found>| {
            let node = at(found)?;
            Some(Place { loc: both.loc(node), slots: vec![both.slot(node)] })
        };
        changes.push(Change {
            what: What::Constant,
            name,
            old: place(old),
            new: place(new),
            details: vec![Detail { edit, rule }],
        });
    });
    n_same
}

/// The constants of both sides, by name; of several of one name the first.
fn collect<'s>(both: &Both<'s>) -> [Vec<Named<'s>>; 2] {
    let class = |node: &Node| both.spellings.class(*node) as usize;
    let end = both.unnamed_enums.iter().map(class).max().map_or(0, |max| max + 1);
    // Those that a typedef names, and those that were met on each side.
    let mut is_named = vec![false; end];
    let mut is_met = [vec![false; end], vec![false; end]];
    for node in &both.typedefs {
        let Some(to) = both.graph.get(*node).target() else { continue };
        if let Some(named) = is_named.get_mut(class(&both.graph.to(*node, to))) {
            *named = true;
        }
    }
    let mut sides = [Vec::new(), Vec::new()];
    for node in both.unnamed_enums.iter().copied() {
        let class = class(&node);
        if is_named.get(class) != Some(&false) {
            continue;
        }
        let ty = both.graph.get(node);
        let Some(values) = Values::of(&ty) else { continue };
        let side = usize::from(both.is_new(node));
        let (Some(is_met), Some(found)) = (is_met.get_mut(side), sides.get_mut(side)) else {
            continue;
        };
        if let Some(is_met @ false) = is_met.get_mut(class) {
            *is_met = true;
            found.extend(values.variants().map(|each| (each.name(), (node, each.value()))));
        }
    }
    for side in &mut sides {
        side.sort_by_key(|(name, _)| *name);
        side.dedup_by_key(|(name, _)| *name);
    }
    sides
}
