//! Diff: of two BTFs, and of a set with a module.

use std::sync::Arc;

use btfly_btf::diff::{self, Changes, Edit, Options};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet};

/// Two bytes of length, the old one, the new one. The new one may be a split BTF on the old one.
pub fn diff(data: &[u8]) {
    let Some((first, second)) = crate::halves(data) else { return };
    let Ok(old) = Btf::parse(first.to_vec()) else { return };
    let alone = BtfSet::new(old.clone());
    let mut whole = BtfSet::new(old.clone());
    whole.push(Arc::new(Ready::parse("kmod", second.to_vec(), &old)));
    both_ways(&alone, &whole);
    if let Ok(new) = Btf::parse(second.to_vec()) {
        both_ways(&alone, &BtfSet::new(new));
    }
}

fn both_ways(old: &BtfSet, new: &BtfSet) {
    let all = Options::default();
    for set in [old, new] {
        let same = diff::diff(set, set, &all);
        assert!(same.changes.is_empty(), "it differs from itself: {:?}", same.changes.first());
    }
    let (there, back) = (diff::diff(old, new, &all), diff::diff(new, old, &all));
    assert_eq!(there.n_same, back.n_same);
    assert_eq!(there.changes.len(), back.changes.len());
    let [come, gone, others] = tally(&there);
    let [back_come, back_gone, back_others] = tally(&back);
    assert_eq!((come, gone, others), (back_gone, back_come, back_others), "no mirror");
    // Whatever is asked for, nothing else is answered.
    let wanted = |_, name: &str| name.len() % 2 == 1;
    let some = diff::diff(old, new, &Options { wanted: Some(&wanted), reach: false });
    assert!(some.changes.len() <= there.changes.len());
    let _ = diff::diff(old, new, &Options { wanted: Some(&wanted), reach: true });
}

/// How much has come, how much has gone, and how much is otherwise.
fn tally(changes: &Changes<'_>) -> [usize; 3] {
    let mut counts = [0; 3];
    for change in &changes.changes {
        assert!(!change.details.is_empty(), "a change without a difference");
        for detail in &change.details {
            let at = match detail.edit {
                Edit::Added
                | Edit::MemberAdded { .. }
                | Edit::EnumeratorAdded { .. }
                | Edit::ParamAdded { .. }
                | Edit::TagAdded { .. } => 0,
                Edit::Removed
                | Edit::MemberRemoved { .. }
                | Edit::EnumeratorRemoved { .. }
                | Edit::ParamRemoved { .. }
                | Edit::TagRemoved { .. } => 1,
                _ => 2,
            };
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
    }
    counts
}
