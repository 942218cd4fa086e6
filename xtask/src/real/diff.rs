//! Changes between real kernels · the lab → counts · never our own word: what history knows must be named, and every
//! size, offset and name must have changed where bpftool's dumps of both kernels differ.

mod well_known;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use btfly_btf::diff::{Change, Changes, Edit, MemberEdit, Options, Rule, What, diff};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet};
use serde_json::Value;

use super::Report;
use crate::command;
use crate::lab::{Kernel, Lab};
use well_known::{KNOWN, Known};

/// History says so; so does the diff.
pub(super) fn names_well_known_changes(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let mut missing = Vec::new();
    for (from, to) in [("6.1", "6.12"), ("6.12", "7.2")] {
        let (old, new) = (set(&lab.kernel(from)?)?, set(&lab.kernel(to)?)?);
        let changes = diff(&old, &new, &Options::default());
        for known in KNOWN.iter().filter(|known| (known.from, known.to) == (from, to)) {
            if is_named(&changes, known) {
                report.count("changes", 1);
            } else {
                let Known { what, name, rule, about, since, .. } = known;
                missing.push(format!("{what:?} {name}: {rule:?} {about}, since {since}"));
            }
        }
    }
    ensure!(missing.is_empty(), "not named:\n{}", missing.join("\n"));
    Ok(report)
}

/// A kernel with all its modules.
fn set(kernel: &Kernel) -> Result<BtfSet> {
    let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF")?)?)?;
    let mut set = BtfSet::new(base.clone());
    for module in kernel.modules()? {
        let Some(file) = &module.btf else { continue };
        set.push(Arc::new(Ready::parse(module.name.clone(), fs::read(file)?, &base)));
    }
    Ok(set)
}

fn is_named(changes: &Changes<'_>, known: &Known) -> bool {
    let of = |change: &&Change<'_>| change.what == known.what && change.name == known.name;
    let mut details = changes.changes.iter().filter(of).flat_map(|change| &change.details);
    details.any(|detail| detail.rule == known.rule && about(&detail.edit) == known.about)
}

/// What a change is about, by name.
fn about(edit: &Edit<'_>) -> String {
    let two =
        |old: &str, new: &str| if old == new { old.to_owned() } else { format!("{old} {new}") };
    match edit {
        Edit::MemberAdded { new: at } | Edit::MemberRemoved { old: at } => at.name.to_owned(),
        Edit::Member { old, new, .. } => two(old.name, new.name),
        Edit::EnumeratorAdded { name, .. }
        | Edit::EnumeratorRemoved { name, .. }
        | Edit::EnumeratorValue { name, .. } => (*name).to_owned(),
        Edit::ParamAdded { new: at } | Edit::ParamRemoved { old: at } => at.name.to_owned(),
        Edit::Param { old, new } => two(old.name, new.name),
        Edit::Renamed { to } => (*to).to_owned(),
        _ => String::new(),
    }
}

/// What has changed of vmlinux, by a comparison of bpftool's dumps that knows nothing of ours.
pub(super) fn bpftool_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for (from, to) in [("6.1", "6.12"), ("6.12", "7.2")] {
        let file = |label| lab.kernel(label)?.vmlinux_btf().context("no BTF");
        let (old, new) = (file(from)?, file(to)?);
        let theirs = Facts::difference(&Dump::of(lab, &old)?, &Dump::of(lab, &new)?);
        let (old, new) = (Btf::parse(fs::read(&old)?)?, Btf::parse(fs::read(&new)?)?);
        let (old, new) = (BtfSet::new(old), BtfSet::new(new));
        let ours = Facts::of(&diff(&old, &new, &Options::default()), &theirs.names);
        for (what, ours, theirs) in [
            ("sizes", &ours.sizes, &theirs.sizes),
            ("moved members", &ours.moved, &theirs.moved),
            ("members gone", &ours.gone, &theirs.gone),
            ("members come", &ours.come, &theirs.come),
            ("enumerators", &ours.values, &theirs.values),
            ("functions gone", &ours.funcs_gone, &theirs.funcs_gone),
            ("functions come", &ours.funcs_come, &theirs.funcs_come),
        ] {
            let differ: Vec<&String> = ours.symmetric_difference(theirs).take(20).collect();
            ensure!(differ.is_empty(), "{from} to {to}, {what}: {differ:?}");
            report.count(what, u64::try_from(ours.len())?);
        }
        report.count("structs looked at", u64::try_from(theirs.names.len())?);
    }
    Ok(report)
}

/// What differs, as names.
#[derive(Default)]
struct Facts {
    /// Structs, unions and enums that were looked at: each is there once on both sides.
    names: BTreeSet<String>,
    sizes: BTreeSet<String>,
    moved: BTreeSet<String>,
    gone: BTreeSet<String>,
    come: BTreeSet<String>,
    values: BTreeSet<String>,
    funcs_gone: BTreeSet<String>,
    funcs_come: BTreeSet<String>,
}

impl Facts {
    /// Ours, of those names alone; a guess that something has another name is one that has gone and one that has come.
    fn of(changes: &Changes<'_>, names: &BTreeSet<String>) -> Facts {
        let mut facts = Facts::default();
        for change in &changes.changes {
            let name = format!("{} {}", change.what.as_str(), change.name);
            for detail in &change.details {
                match (&detail.edit, change.what) {
                    // One of several of a name is no name that has come or gone.
                    _ if matches!(detail.rule, Rule::FuncFewer | Rule::FuncMore) => {}
                    (Edit::Removed, What::Func) => {
                        _ = facts.funcs_gone.insert(change.name.to_owned())
                    }
                    (Edit::Added, What::Func) => {
                        _ = facts.funcs_come.insert(change.name.to_owned())
                    }
                    (Edit::Renamed { to }, What::Func) => {
                        facts.funcs_gone.insert(change.name.to_owned());
                        facts.funcs_come.insert((*to).to_owned());
                    }
                    _ if names.contains(&name) => facts.inside(&name, &detail.edit, detail.rule),
                    _ => {}
                }
            }
        }
        facts
    }

    fn inside(&mut self, name: &str, edit: &Edit<'_>, rule: Rule) {
        // Members of what has no name are not looked at: a dot, an arrow or a bracket behind a name leads into it.
        let is_own = |path: &str| path.split_inclusive("}.").all(|part| part.starts_with('{'));
        match edit {
            Edit::Resized { path, .. } if path.is_empty() => _ = self.sizes.insert(name.to_owned()),
            Edit::MemberAdded { new: at } if is_own(&at.path) => {
                self.come.insert(format!("{name}.{}", at.name));
            }
            Edit::MemberRemoved { old: at } if is_own(&at.path) => {
                self.gone.insert(format!("{name}.{}", at.name));
            }
            Edit::Member { what: MemberEdit::Name, old, new } if is_own(&old.path) => {
                self.gone.insert(format!("{name}.{}", old.name));
                self.come.insert(format!("{name}.{}", new.name));
            }
            Edit::Member { what: MemberEdit::Place, old, new }
                if is_own(&old.path) && old.offset != new.offset =>
            {
                self.moved.insert(format!("{name}.{}", old.name));
            }
            Edit::EnumeratorAdded { name: each, .. }
            | Edit::EnumeratorRemoved { name: each, .. }
            | Edit::EnumeratorValue { name: each, .. } => {
                _ = self.values.insert(format!("{name}.{each}"))
            }
            Edit::EnumeratorRenamed { name: each, to, .. } => {
                self.values.insert(format!("{name}.{each}"));
                self.values.insert(format!("{name}.{to}"));
            }
            _ => debug_assert!(rule != Rule::TooMuch),
        }
    }

    /// Theirs.
    fn difference(old: &Dump, new: &Dump) -> Facts {
        let mut facts = Facts::default();
        for (name, a) in &old.once {
            let Some(b) = new.once.get(name) else { continue };
            facts.names.insert(name.clone());
            if a.get("size") != b.get("size") {
                facts.sizes.insert(name.clone());
            }
            let (olds, news) = (old.entries(a), new.entries(b));
            for (entry, place) in &olds {
                let path = format!("{name}.{entry}");
                let is_value = a.get("values").is_some();
                match news.get(entry) {
                    Some(there) if there == place => {}
                    _ if is_value => _ = facts.values.insert(path),
                    Some(_) => _ = facts.moved.insert(path),
                    None => _ = facts.gone.insert(path),
                }
            }
            for entry in news.keys().filter(|entry| !olds.contains_key(*entry)) {
                let path = format!("{name}.{entry}");
                let of =
                    if a.get("values").is_some() { &mut facts.values } else { &mut facts.come };
                of.insert(path);
            }
        }
        facts.funcs_gone = old.funcs.difference(&new.funcs).cloned().collect();
        facts.funcs_come = new.funcs.difference(&old.funcs).cloned().collect();
        facts
    }
}

/// What bpftool dumps as JSON.
struct Dump {
    by_id: Vec<Value>,
    /// Structs, unions and enums that are there once, by kind and name.
    once: BTreeMap<String, Value>,
    funcs: BTreeSet<String>,
}

impl Dump {
    fn of(lab: &Lab, file: &Path) -> Result<Dump> {
        let mut bpftool = lab.peer("bpftool")?;
        let text = command::text(bpftool.args(["-j", "btf", "dump", "file"]).arg(file))?;
        let Value::Object(mut dump) = serde_json::from_str(&text)? else {
            anyhow::bail!("no object")
        };
        let Some(Value::Array(by_id)) = dump.remove("types") else { anyhow::bail!("no types") };
        let mut all: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        let mut funcs = BTreeSet::new();
        for ty in &by_id {
            let name = text_of(ty, "name");
            let kind = match text_of(ty, "kind") {
                "STRUCT" => "struct",
                "UNION" => "union",
                "ENUM" | "ENUM64" => "enum",
                "FUNC" => {
                    funcs.insert(name.to_owned());
                    continue;
                }
                _ => continue,
            };
            if name != "(anon)" {
                all.entry(format!("{kind} {name}")).or_default().push(ty);
            }
        }
        let once = all.into_iter().filter_map(|(name, types)| match types.as_slice() {
            [only] => Some((name, (*only).clone())),
            _ => None,
        });
        Ok(Dump { once: once.collect(), funcs, by_id: by_id.clone() })
    }

    /// Members with their offsets, those of anonymous structs among them; or enumerators with their values.
    fn entries(&self, ty: &Value) -> BTreeMap<String, i128> {
        let mut found = BTreeMap::new();
        for value in list(ty, "values") {
            let val = value.get("val");
            let mut number =
                val.and_then(|val| val.as_i64().map(i128::from).or(val.as_u64().map(i128::from)));
            // bpftool extends the sign of 32-bit values that have none.
            if text_of(ty, "kind") == "ENUM" && text_of(ty, "encoding") == "UNSIGNED" {
                number = number.map(|number| number & i128::from(u32::MAX));
            }
            found.insert(text_of(value, "name").to_owned(), number.unwrap_or(i128::MIN));
        }
        let mut open = vec![(ty, 0_i128)];
        while let Some((ty, start)) = open.pop() {
            for member in list(ty, "members") {
                let offset = start + i128::from(number(member, "bits_offset"));
                let name = text_of(member, "name");
                if name != "(anon)" {
                    found.insert(name.to_owned(), offset);
                    continue;
                }
                let mut inner = self.get(number(member, "type_id"));
                while let Some(ty) = inner
                    && matches!(text_of(ty, "kind"), "CONST" | "VOLATILE" | "TYPEDEF" | "TYPE_TAG")
                {
                    inner = self.get(number(ty, "type_id"));
                }
                open.extend(inner.map(|inner| (inner, offset)));
            }
        }
        found
    }

    fn get(&self, id: u64) -> Option<&Value> {
        self.by_id.get(usize::try_from(id).ok()?.checked_sub(1)?)
    }
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}

fn number(value: &Value, key: &str) -> u64 {
    value.get(key).and_then(Value::as_u64).unwrap_or(0)
}
