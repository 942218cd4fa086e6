//! Diff, by its laws: nothing differs from itself, and the other way round is the same in the mirror.

use std::sync::Arc;

use btfly_btf::diff::{Change, Changes, Edit, MemberAt, Options, ParamAt, diff};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet};
use proptest::prelude::*;

use crate::edit::{btf, two};
use crate::fixtures::{base, bases, modules};

/// The difference as a word, and the two sides of it.
fn sides(change: &Change<'_>, edit: &Edit<'_>) -> (String, String, String) {
    let three = |word: &str, old: String, new: String| (word.to_owned(), old, new);
    let none = String::new;
    let member = |at: &MemberAt<'_>| format!("{at:?}");
    let param = |at: &ParamAt<'_>| format!("{at:?}");
    match edit {
        Edit::Added => three("whole", none(), change.name.into()),
        Edit::Removed => three("whole", change.name.into(), none()),
        Edit::Renamed { to } => three("name", change.name.into(), (*to).into()),
        Edit::Kind { to } => three("kind", change.what.as_str().into(), to.as_str().into()),
        Edit::Defined { is_now } => three("defined", (!is_now).to_string(), is_now.to_string()),
        Edit::Sign { is_now } => three("sign", (!is_now).to_string(), is_now.to_string()),
        Edit::Resized { old, new, .. } => three("size", old.to_string(), new.to_string()),
        Edit::Retyped { old, new } => three("type", old.to_string(), new.to_string()),
        Edit::MemberAdded { new } => three("member", none(), member(new)),
        Edit::MemberRemoved { old } => three("member", member(old), none()),
        Edit::Member { what, old, new } => three(&format!("{what:?}"), member(old), member(new)),
        Edit::EnumeratorAdded { name, new } => three("value", none(), format!("{name} = {new}")),
        Edit::EnumeratorRemoved { name, old } => three("value", format!("{name} = {old}"), none()),
        Edit::EnumeratorValue { name, old, new } => three(name, old.to_string(), new.to_string()),
        Edit::EnumeratorRenamed { name, to, value } => {
            three(&value.to_string(), (*name).into(), (*to).into())
        }
        Edit::ParamAdded { new } => three("param", none(), param(new)),
        Edit::ParamRemoved { old } => three("param", param(old), none()),
        Edit::Param { old, new } => three("param", param(old), param(new)),
        Edit::TagAdded { name } => three("tag", none(), (*name).into()),
        Edit::TagRemoved { name } => three("tag", (*name).into(), none()),
        other => three(&format!("{other:?}"), none(), none()),
    }
}

/// All changes as lines in one order, with the sides swapped where the mirror is wanted.
fn lines(changes: &Changes<'_>, is_mirrored: bool) -> Vec<String> {
    let mut lines: Vec<String> = changes
        .changes
        .iter()
        .map(|change| {
            let (mut what, mut name) = (change.what, change.name);
            let mut details = Vec::new();
            for detail in &change.details {
                if let (true, Edit::Kind { to }) = (is_mirrored, &detail.edit) {
                    what = *to;
                }
                if let (true, Edit::Renamed { to }) = (is_mirrored, &detail.edit) {
                    name = to;
                }
                let (word, mut old, mut new) = sides(change, &detail.edit);
                if is_mirrored {
                    (old, new) = (new, old);
                }
                details.push(format!("{word}: {old} -> {new}"));
            }
            details.sort();
            let (mut old, mut new) = (&change.old, &change.new);
            if is_mirrored {
                (old, new) = (new, old);
            }
            format!("{what:?} {name} {old:?} {new:?} {details:?}")
        })
        .collect();
    lines.sort();
    lines
}

fn check(a: &BtfSet, b: &BtfSet) -> Result<(), TestCaseError> {
    let options = Options::default();
    for set in [a, b] {
        let same = diff(set, set, &options);
        prop_assert!(same.changes.is_empty(), "it differs from itself: {:?}", lines(&same, false));
    }
    let (there, back) = (diff(a, b, &options), diff(b, a, &options));
    prop_assert_eq!(there.n_same, back.n_same);
    prop_assert_eq!(lines(&there, false), lines(&back, true));
    prop_assert!(there.changes.iter().all(|change| !change.details.is_empty()));
    Ok(())
}

fn set(btf: Btf) -> BtfSet {
    BtfSet::new(btf)
}

#[test]
fn fixtures_keep_the_laws() {
    for (_, a) in bases() {
        for (_, b) in bases() {
            check(&set(a.clone()), &set(b)).unwrap();
        }
    }
    let base = base("base");
    let alone = set(base.clone());
    let mut whole = set(base.clone());
    for (name, module) in modules(&base) {
        whole.push(Arc::new(Ready::parse(name, module.bytes().to_vec(), &base)));
    }
    check(&alone, &whole).unwrap();
    check(&whole, &whole).unwrap();
}

proptest! {
    #[test]
    fn generated_types_keep_the_laws((a, b) in two()) {
        check(&set(a), &set(b))?;
    }

    #[test]
    fn a_second_look_at_the_same_types_finds_nothing(btf in btf(true)) {
        let again = Btf::parse(btf.bytes().to_vec()).unwrap();
        prop_assert!(diff(&set(btf), &set(again), &Options::default()).changes.is_empty());
    }

    /// What a module has beside the base, in another module of the other set.
    #[test]
    fn modules_keep_the_laws((a, b) in two(), (c, d) in two()) {
        let with = |base: &Btf, modules: [&Btf; 2]| {
            let mut set = set(base.clone());
            for (name, module) in ["one", "two"].into_iter().zip(modules) {
                // Types of their own that stand alone are a split BTF's too, if the ids are moved up.
                let text = btfly_btf::text::to_string(module, &Default::default());
                let moved = moved_up(&text, base.types().end().0 - 1);
                let split = btfly_btf::text::parse_split(&moved, base).unwrap();
                {
                    set.push(Arc::new(Ready::parse(name, split.bytes().to_vec(), base)));
                }
            }
            set
        };
        check(&with(&a, [&b, &c]), &with(&a, [&c, &d]))?;
        check(&with(&a, [&b, &c]), &with(&d, [&c, &b]))?;
    }
}

/// A listing whose ids, but 0, are greater by `more`.
fn moved_up(text: &str, more: u32) -> String {
    let mut out = String::new();
    for line in text.lines() {
        for (at, word) in line.split(' ').enumerate() {
            if 0 < at {
                out.push(' ');
            }
            let id = word.strip_prefix('[').and_then(|word| word.strip_suffix(']'));
            let reference = word.split_once("type_id=");
            if let Some(id) = id {
                out += &format!("[{}]", id.parse::<u32>().unwrap() + more);
            } else if let Some((before, id)) = reference {
                let (id, comma) = id.strip_suffix(',').map_or((id, ""), |id| (id, ","));
                let id: u32 = id.parse().unwrap();
                let id = if id == 0 { 0 } else { id + more };
                out += &format!("{before}type_id={id}{comma}");
            } else {
                out += word;
            }
        }
        out.push('\n');
    }
    out
}
