//! Edits, beside libbpf · kernels of the lab → items, and our own side of them · never counts what comes before the edit:
//! reading the inputs, and joining them to one where that is what both are given.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::Btf;
use btfly_btf::edit::Input;
use btfly_btf::edit::dedup::dedup;
use btfly_btf::edit::merge::{Repeated, concatenate, merge};

use super::Item;
use super::inside::Times;
use super::peers::Peers;
use crate::command;
use crate::lab::Lab;
use crate::workspace;

/// The items.
pub(super) fn items(lab: &Lab, peers: &Peers) -> Result<Vec<Item>> {
    let item = |title: &str, contenders: &[&str], work: &str, iterations, files: &[&Path]| Item {
        title: title.to_owned(),
        contenders: peers.inside(contenders, work, iterations, files),
    };
    let vmlinux = |label| lab.kernel(label)?.vmlinux_btf().context("no vmlinux BTF in the lab");
    let (old, new) = (vmlinux("6.12")?, vmlinux("7.2")?);
    let mods = lab.kernel("7.2")?.mods();
    let both: &[&str] = &["btfly", "libbpf"];
    Ok(vec![
        item("dedup of 4.36 million types 6.12", both, "dedup", 2, &[&raw(lab, "6.12")?]),
        item("dedup of 6.12 twice", both, "dedup", 8, &[&old, &old]),
        item("dedup of 6.12 and 7.2", both, "dedup", 4, &[&old, &new]),
        item("dedup of all modules 7.2", both, "dedup-split", 2, &[&new, &mods]),
        item("dedup of one module 7.2", both, "dedup-split", 8, &[&new, &mods.join("xfs.btf")]),
        item("read vmlinux and all modules 7.2", &["btfly"], "read-all", 3, &[&new, &mods]),
        item("merge vmlinux and all modules 7.2", &["btfly"], "merge", 3, &[&new, &mods]),
    ])
}

/// What [`work`] knows.
pub(super) const WORKS: &[&str] = &["dedup", "dedup-split", "read-all", "merge"];

/// Our own side; `None` for the work of somebody else.
pub(super) fn work(
    work: &str,
    first: &Path,
    rest: &[PathBuf],
    times: &mut Times,
) -> Option<Result<()>> {
    match work {
        "dedup" => Some(flat(first, rest, times)),
        "dedup-split" => Some(split(first, rest, times)),
        "read-all" => Some(times.time(|| read_all(first, rest).map(|btfs| (btfs, 0)))),
        "merge" => Some(merged(first, rest, times)),
        _ => None,
    }
}

/// One BTF that has all types of the files, as libbpf's `btf__add_btf` makes it, without any twice.
fn flat(first: &Path, rest: &[PathBuf], times: &mut Times) -> Result<()> {
    let mut btf = Btf::parse(fs::read(first)?)?;
    if !rest.is_empty() {
        let mut btfs = vec![btf];
        for path in rest {
            btfs.push(Btf::parse(fs::read(path)?)?);
        }
        let inputs: Vec<Input<'_>> = btfs.iter().map(Into::into).collect();
        btf = Btf::parse(concatenate(&inputs)?.into_bytes())?;
    }
    time_dedup(&btf, times)
}

/// The same of modules, on the vmlinux that comes first.
fn split(vmlinux: &Path, mods: &[PathBuf], times: &mut Times) -> Result<()> {
    let btfs = read_all(vmlinux, mods)?;
    let (base, mods) = btfs.split_first().context("no base")?;
    let inputs: Vec<Input<'_>> = mods.iter().map(Into::into).collect();
    let btf = Btf::parse_split(concatenate(&inputs)?.into_bytes(), base)?;
    drop(btfs);
    time_dedup(&btf, times)
}

fn time_dedup(btf: &Btf, times: &mut Times) -> Result<()> {
    times.time(|| {
        let edited = dedup(&[btf.into()])?;
        let len = edited.to_btf().types().len();
        Ok((edited, len))
    })
}

fn merged(vmlinux: &Path, mods: &[PathBuf], times: &mut Times) -> Result<()> {
    let [mods] = mods else { anyhow::bail!("merge takes a folder") };
    times.time(|| {
        let base = Some(btfly_source::Base::Path(vmlinux.to_owned()));
        let options = btfly_source::Options { base, ..Default::default() };
        let merged = merge(&btfly_source::open(mods, &options)?.set, Repeated::Kept)?;
        let len = merged.bytes().len();
        Ok((merged, len))
    })
}

/// vmlinux, and modules: files, or folders of them.
fn read_all(vmlinux: &Path, mods: &[PathBuf]) -> Result<Vec<Btf>> {
    let base = Btf::parse(fs::read(vmlinux)?)?;
    let mut btfs = vec![base.clone()];
    for path in mods {
        let mut files = vec![path.clone()];
        if path.is_dir() {
            let entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path()));
            files = entries.collect::<Result<_>>()?;
            files.sort();
        }
        for file in files {
            btfs.push(Btf::parse_split(fs::read(file)?, &base)?);
        }
    }
    Ok(btfs)
}

/// What pahole makes of a kernel before it removes what is there twice; made if it is not there.
fn raw(lab: &Lab, label: &str) -> Result<PathBuf> {
    let folder = lab.root().join("bench");
    let raw = folder.join(format!("raw-{label}.btf"));
    if raw.exists() {
        return Ok(raw);
    }
    let vmlinux = lab.debug_vmlinux(label)?;
    eprintln!("bench: types of {} as they come, by pahole", vmlinux.display());
    let (source, library) = (folder.join("keep.c"), folder.join("keep.so"));
    fs::copy(workspace::root().join("bench/c/keep.c"), &source)?;
    let mut clang = lab.sid_command("clang");
    command::quiet(clang.args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(&source))?;
    let beside = folder.join(format!("raw-{label}.part"));
    let mut pahole = lab.sid_command("env");
    pahole.arg(format!("LD_PRELOAD={}", library.display()));
    pahole.args(["pahole", "-J", "--btf_features=default"]);
    pahole.arg(format!("--btf_encode_detached={}", beside.display())).arg(vmlinux);
    command::quiet(&mut pahole)?;
    fs::rename(beside, &raw)?;
    Ok(raw)
}
