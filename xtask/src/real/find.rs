//! The search · kernels of the lab, our hits and other tools' → the same names, values and functions · never compares our own answers with each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use btfly_btf::find::{Part, Query, Sort, Sorts, TypeText, find};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet, Kind, Slot, TypeId, Types};

use super::Report;
use crate::command;
use crate::lab::Lab;

/// Structs that functions of many parts of the kernel take, and those of [`MODULES`].
const TAKEN: &[&str] =
    &["sk_buff", "task_struct", "inode", "page", "bpf_prog", "xfs_inode", "nf_conn", "btrfs_inode"];

/// A module of each sort: large, and on kernels of every age that has modules.
const MODULES: &[&str] = &["xfs", "nf_conntrack", "btrfs"];

/// How many differences an error lists.
const MAX_LISTED: usize = 10;

/// `--arg 'struct X *'` finds what `pfunct --class X` finds, and beyond that only functions that take it as `const` or under the
/// name of a typedef, which pfunct does not look through.
pub(super) fn pfunct_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(path) = kernel.vmlinux_btf() else { continue };
        let base = Btf::parse(fs::read(&path)?)?;
        let mut set = BtfSet::new(base.clone());
        compare_takers(lab, &set, Slot::BASE, &path, None, &mut report)
            .with_context(|| kernel.label.to_owned())?;
        for module in kernel.modules()?.iter().filter(|m| MODULES.contains(&m.name.as_str())) {
            let Some(btf) = &module.btf else { continue };
            let ready = Ready::parse(module.name.as_str(), fs::read(btf)?, &base);
            let slot = set.push(std::sync::Arc::new(ready));
            compare_takers(lab, &set, slot, btf, Some(&path), &mut report)
                .with_context(|| format!("{}, {}", kernel.label, module.name))?;
            report.count("modules", 1);
        }
        report.count("kernels", 1);
    }
    Ok(report)
}

fn compare_takers(
    lab: &Lab,
    set: &BtfSet,
    slot: Slot,
    path: &Path,
    base: Option<&Path>,
    report: &mut Report,
) -> Result<()> {
    for taken in TAKEN {
        let mut pfunct = lab.peer("pfunct")?;
        pfunct.args(["-F", "btf"]);
        if let Some(base) = base {
            pfunct.arg(format!("--btf_base={}", base.display()));
        }
        let text = command::text(pfunct.arg(format!("--class={taken}")).arg(path))?;
        let theirs: BTreeSet<&str> = text.lines().collect();
        // With a base pfunct may list the base's functions too; which it does depends on the struct.
        let in_base = match base {
            Some(_) => takers(set, Slot::BASE, &format!("struct {taken} *"), |_, _| true)?,
            None => BTreeSet::new(),
        };
        let ours = takers(set, slot, &format!("struct {taken} *"), |_, _| true)?;
        let hidden = takers(set, slot, &format!("struct {taken} *"), is_hidden)?;
        let missing: Vec<_> = (theirs.iter())
            .filter(|name| !ours.contains(**name) && !in_base.contains(**name))
            .take(MAX_LISTED)
            .collect();
        ensure!(missing.is_empty(), "struct {taken}: not found: {missing:?}");
        let excess: Vec<_> = ours
            .iter()
            .filter(|name| !theirs.contains(name.as_str()) && !hidden.contains(*name))
            .take(MAX_LISTED)
            .collect();
        ensure!(excess.is_empty(), "struct {taken}: found beyond pfunct's: {excess:?}");
        report.count("functions", u64::try_from(ours.len())?);
    }
    Ok(())
}

/// Functions that take `text` in a parameter that passes `also`.
fn takers(
    set: &BtfSet,
    slot: Slot,
    text: &str,
    also: fn(&Types<'_>, TypeId) -> bool,
) -> Result<BTreeSet<String>> {
    let wanted = TypeText::parse(text)?;
    let test = |types: &Types<'_>, id: TypeId| wanted.is_like(types, id) && also(types, id);
    let query = Query {
        sorts: Sorts::NONE.with(Sort::Type(Kind::Func)),
        takes: &[&test],
        ..Query::default()
    };
    let hits = find(set, &query).filter(|hit| hit.loc.slot == slot);
    Ok(hits.map(|hit| hit.name().to_owned()).collect())
}

/// Whether anything but pointers stands before the struct.
fn is_hidden(types: &Types<'_>, id: TypeId) -> bool {
    let chain = std::iter::successors(types.get(id), |ty| types.get(ty.target()?));
    chain.take(16).any(|ty| !matches!(ty.kind(), Kind::Ptr | Kind::Struct))
}

/// All that has a name in bpftool's listing is found, under its id; every enumerator with its value; every member of a struct
/// that has a name at its place.
pub(super) fn bpftool_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(path) = kernel.vmlinux_btf() else { continue };
        let text = command::text(lab.peer("bpftool")?.args(["btf", "dump", "file"]).arg(&path))?;
        let theirs = listed(&text).with_context(|| kernel.label.to_owned())?;
        let set = BtfSet::new(Btf::parse(fs::read(&path)?)?);
        let query = Query::default();
        let ours: BTreeSet<(u32, String, i128)> = find(&set, &query)
            .filter_map(|hit| {
                let at = match &hit.part {
                    Part::Whole => -1,
                    // Members through what is anonymous are not on the struct's own lines, nor those
                    // of a typedef.
                    Part::Member(found) if found.path != found.member.name() => return None,
                    Part::Member(_) if hit.ty.as_composite().is_none() => return None,
                    Part::Member(found) => i128::from(found.offset?.0),
                    Part::Variant(found) => i128::from(found.value().bits()),
                };
                Some((hit.loc.id.0, hit.name().to_owned(), at))
            })
            .collect();
        let missing: Vec<_> = theirs.difference(&ours).take(MAX_LISTED).collect();
        ensure!(missing.is_empty(), "{}: not found: {missing:?}", kernel.label);
        report.count("kernels", 1);
        report.count("names", u64::try_from(theirs.len())?);
        report.count("found beside", u64::try_from(ours.difference(&theirs).count())?);
    }
    Ok(report)
}

/// Id, name and place of every named thing in bpftool's raw listing: -1 for a type, the offset in bits of a member, the 64 bits
/// of an enumerator's value.
fn listed(text: &str) -> Result<BTreeSet<(u32, String, i128)>> {
    let mut all = BTreeSet::new();
    let (mut id, mut is_signed, mut is_named) = (0, false, false);
    for line in text.lines() {
        let name = line.split('\'').nth(1).unwrap_or("(anon)");
        if let Some(head) = line.strip_prefix('[') {
            let (number, rest) = head.split_once("] ").context("a head without an id")?;
            id = number.parse()?;
            is_signed = rest.contains("encoding=SIGNED");
            is_named = name != "(anon)";
            let is_tag = rest.starts_with("DECL_TAG") || rest.starts_with("TYPE_TAG");
            if is_named && !is_tag {
                all.insert((id, name.to_owned(), -1));
            }
        } else if let Some((_, value)) = line.split_once(" val=") {
            let number: i128 = value.trim_end_matches(['L', 'U']).parse()?;
            let bits = if is_signed { number.rem_euclid(1 << 64) } else { number };
            all.insert((id, name.to_owned(), bits));
        } else if let Some((_, offset)) = line.split_once(" bits_offset=")
            && is_named
            && name != "(anon)"
        {
            let offset = offset.split(' ').next().unwrap_or_default();
            all.insert((id, name.to_owned(), offset.parse()?));
        }
    }
    Ok(all)
}
