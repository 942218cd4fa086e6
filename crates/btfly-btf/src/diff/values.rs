//! Enumerators: of two enums of one name, and those of enums without a name, which are constants.
//!
//! *In:* two enums, or all enums without a name. *Out:* details, or changes. *Never:* more than n log n steps.

use alloc::vec::Vec;

use super::both::Values;
use super::changes::{Detail, Edit};
use super::rule::Rule;
use crate::view::Value;

/// Compares the enumerators of two enums.
pub(super) fn compare<'s>(old: Values<'s>, new: Values<'s>, details: &mut Vec<Detail<'s>>) {
    let sorted = |values: Values<'s>| {
        let mut list: Vec<_> = values.variants().map(|each| (each.name(), each.value())).collect();
        // Of one name that is there twice, which only hands write, the first counts.
        list.sort_by_key(|(name, _)| *name);
        list.dedup_by_key(|(name, _)| *name);
        list
    };
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let mut changed = Vec::new();
    merge(&sorted(old), &sorted(new), |name, values| match values {
        (Some(old), Some(new)) if old.bits() != new.bits() => changed.push((name, old, new)),
        (Some(old), None) => gone.push((name, old)),
        (None, Some(new)) => come.push((name, new)),
        (Some(_), Some(_)) | (None, None) => {}
    });
    let renamed = renamed(&gone, &come);
    for (name, to, value) in &renamed {
        let edit = Edit::EnumeratorRenamed { name, to, value: *value };
        details.push(Detail { edit, rule: Rule::EnumeratorRenamed });
    }
    for (name, old) in gone {
        if !renamed.iter().any(|(known, ..)| *known == name) {
            let edit = Edit::EnumeratorRemoved { name, old };
            details.push(Detail { edit, rule: Rule::EnumeratorRemoved });
        }
    }
    for (name, new) in come {
        if !renamed.iter().any(|(_, known, _)| *known == name) {
            details.push(Detail {
                edit: Edit::EnumeratorAdded { name, new },
                rule: Rule::EnumeratorAdded,
            });
        }
    }
    for (name, old, new) in changed {
        let edit = Edit::EnumeratorValue { name, old, new };
        details.push(Detail { edit, rule: Rule::EnumeratorValue });
    }
}

/// Walks two lists that are sorted by name.
pub(super) fn merge<'s, T: Copy>(
    olds: &[(&'s str, T)],
    news: &[(&'s str, T)],
    mut visit: impl FnMut(&'s str, (Option<T>, Option<T>)),
) {
    let (mut olds, mut news) = (olds.iter().peekable(), news.iter().peekable());
    loop {
        let order = match (olds.peek(), news.peek()) {
            (Some((a, _)), Some((b, _))) => a.cmp(b),
            (Some(_), None) => core::cmp::Ordering::Less,
            (None, Some(_)) => core::cmp::Ordering::Greater,
            (None, None) => return,
        };
        let old = if order.is_le() { olds.next() } else { None };
        let new = if order.is_ge() { news.next() } else { None };
        if let Some((name, _)) = old.or(new) {
            visit(name, (old.map(|(_, value)| *value), new.map(|(_, value)| *value)));
        }
    }
}

/// How many enumerators of one enum may be guessed to have new names.
const MAX_RENAMED: usize = 64;

/// Those that have new names and nothing else: as many have come as have gone, and each has the value of one of these.
fn renamed<'s>(
    gone: &[(&'s str, Value)],
    come: &[(&'s str, Value)],
) -> Vec<(&'s str, &'s str, Value)> {
    let by_value = |list: &[(&'s str, Value)]| {
        let mut list: Vec<(u64, &'s str, Value)> =
            list.iter().map(|(name, value)| (value.bits(), *name, *value)).collect();
        list.sort_unstable_by_key(|(bits, name, _)| (*bits, *name));
        list
    };
    if gone.len() != come.len() || MAX_RENAMED < gone.len() {
        return Vec::new();
    }
    let (gone, come) = (by_value(gone), by_value(come));
    let is_same = gone.iter().map(|(bits, ..)| bits).eq(come.iter().map(|(bits, ..)| bits));
    let is_twice = gone.windows(2).any(|two| matches!(two, [(a, ..), (b, ..)] if a == b));
    if !is_same || is_twice {
        return Vec::new();
    }
    gone.into_iter().zip(come).map(|((_, name, value), (_, to, _))| (name, to, value)).collect()
}
