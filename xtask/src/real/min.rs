//! Minimised kernels · objects of the kernel's tests, kernels with all modules → the same instructions and failures as by the
//! whole kernels, ours and libbpf's; bytes beside bpftool's · never an object judged whose ids of kernel types libbpf writes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::edit::minimize::{Minimized, minimize};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet, Slot};
use btfly_obj::co_re::{self, Options, TargetPolicy};
use btfly_obj::read::read;
use btfly_obj::spec::ObjectSpec;

use super::Report;
use super::co_re::objects::{Libbpf, Theirs};
use crate::command;
use crate::lab::Lab;

/// How many objects, taken at equal distances of all that have relocations.
const N_OBJECTS: usize = 50;

/// Each object alone, and all together, on four kernels with all their modules.
pub(super) fn relocated_alike(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let objects = objects(lab)?;
    let libbpf = Libbpf::new(lab)?;
    let scratch = lab.scratch()?;
    let mut alone = Bytes::default();
    for label in ["5.10", "6.1", "6.12", "7.2"] {
        let kernel = lab.kernel(label)?;
        let target = kernel.vmlinux_btf().context("no BTF")?;
        let base = Btf::parse(fs::read(&target)?)?;
        let mut set = BtfSet::new(base.clone());
        for module in kernel.modules()? {
            let Some(btf) = module.btf else { continue };
            set.push(Arc::new(Ready::parse(module.name, fs::read(btf)?, &base)));
        }
        report.count("modules", set.kmods().len() as u64);
        let paths: Vec<PathBuf> = objects.iter().map(|(path, _)| path.clone()).collect();
        let by_whole = libbpf.relocate(&target, &paths)?;
        for ((path, object), by_whole) in objects.iter().zip(&by_whole) {
            let place = || format!("{label} {}", path.display());
            let small = proven(&[object], &set, &mut report).with_context(place)?;
            let file = scratch.path().join("min.btf");
            fs::write(&file, small.base.bytes())?;
            let asks_for_ids = 0 < co_re::needs(&[object], &set).n_target_ids;
            if asks_for_ids {
                report.count("not judged by libbpf: ids of kernel types", 1);
            } else {
                let by_small = libbpf.relocate(&file, std::slice::from_ref(path))?;
                let by_small = by_small.first().context("nothing said")?;
                same(by_whole, by_small, &mut report).with_context(place)?;
            }
            let their_file = scratch.path().join("theirs.btf");
            match bpftool(lab, &target, &their_file, path)? {
                Some(len) => alone.add(small.base.bytes().len(), len),
                None => report.count("objects that bpftool refuses", 1),
            }
        }
        let all: Vec<&ObjectSpec> = objects.iter().map(|(_, object)| object).collect();
        let small = proven(&all, &set, &mut report).context(label)?;
        let n_kmods = small.kmods.len() as u64;
        report.count("modules left for all objects together", n_kmods);
        let kmods: usize = small.kmods.iter().map(|(_, _, btf)| btf.bytes().len()).sum();
        report.count("bytes of bases for all together", small.base.bytes().len() as u64);
        report.count("bytes of modules for all together", kmods as u64);
    }
    report.count("bytes of bases for each alone", alone.ours);
    report.count("bytes of bpftool's for the same", alone.theirs);
    ensure!(alone.ours <= alone.theirs, "larger than bpftool's ({report})");
    Ok(report)
}

#[derive(Default)]
struct Bytes {
    ours: u64,
    theirs: u64,
}

impl Bytes {
    fn add(&mut self, ours: usize, theirs: u64) {
        self.ours += ours as u64;
        self.theirs += theirs;
    }
}

/// Objects with relocations, from all over the kernel's tests.
fn objects(lab: &Lab) -> Result<Vec<(PathBuf, ObjectSpec)>> {
    let mut all = Vec::new();
    for path in lab.selftests()?.objects("obj")? {
        // Some are made to be no objects.
        let Ok(object) = read(&fs::read(&path)?) else { continue };
        if object.functions.iter().any(|function| !function.core_relos.is_empty()) {
            all.push((path, object));
        }
    }
    ensure!(N_OBJECTS <= all.len(), "only {} objects", all.len());
    let step = all.len() / N_OBJECTS;
    Ok(all.into_iter().step_by(step).take(N_OBJECTS).collect())
}

/// What `objects` need of `set`: the same bytes twice, which can be read, and by which they come out the same,
/// whichever module is preferred of those that have something.
fn proven(objects: &[&ObjectSpec], set: &BtfSet, report: &mut Report) -> Result<Minimized> {
    let small = minimize(set, co_re::needs(objects, set).keep)?;
    let again = minimize(set, co_re::needs(objects, set).keep)?;
    ensure!(small.base.bytes() == again.base.bytes(), "other bytes at the second time");
    for ((_, name, btf), (_, _, again)) in small.kmods.iter().zip(&again.kmods) {
        ensure!(btf.bytes() == again.bytes(), "other bytes of {name} at the second time");
    }
    let mut prefer: Vec<Option<Slot>> = vec![None, Some(Slot::BASE)];
    prefer.extend(small.kmods.iter().take(3).map(|(slot, _, _)| Some(*slot)));
    let relos = objects.iter().flat_map(|object| &object.functions);
    let n_relos = relos.map(|function| function.core_relos.len()).sum::<usize>() as u64;
    let options =
        [TargetPolicy::Superset, TargetPolicy::BaseFirst].map(|policy| Options { policy });
    for prefer in prefer {
        let differences = co_re::differences(objects, set, &small, &options, |_, _| prefer);
        if let Some(first) = differences.first() {
            bail!("{} differ: {first:?}", differences.len());
        }
        report.count("relocations compared", 2 * n_relos);
    }
    Ok(small)
}

/// libbpf's instructions by both, and its verdict.
fn same(whole: &Theirs, small: &Theirs, report: &mut Report) -> Result<()> {
    ensure!(whole.done == small.done, "libbpf: {:?}, then {:?}", whole.done, small.done);
    ensure!(whole.programs.len() == small.programs.len(), "other programs");
    for (whole, small) in whole.programs.iter().zip(&small.programs) {
        ensure!(whole.name == small.name, "another program");
        for (at, (before, after)) in whole.insns.iter().zip(&small.insns).enumerate() {
            ensure!(before == after, "{} +{at}: `{before}`, then `{after}`", whole.name);
        }
        report.count("instructions of libbpf compared", whole.insns.len() as u64);
    }
    Ok(())
}

/// How large bpftool's is; `None` if it makes none.
fn bpftool(lab: &Lab, target: &Path, out: &Path, object: &Path) -> Result<Option<u64>> {
    let mut tool = lab.peer("bpftool")?;
    tool.args(["gen", "min_core_btf"]).arg(target).arg(out).arg(object);
    Ok(match command::quiet(&mut tool) {
        Ok(()) => Some(fs::metadata(out)?.len()),
        Err(_) => None,
    })
}
