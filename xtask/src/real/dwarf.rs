//! BTF out of debug information · a debug vmlinux, objects of two compilers → counts · never our own word: pahole encodes the
//! same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use btfly_btf::graph::Graph;
use btfly_btf::shape::{Depth, Forwards, Options, Shapes};
use btfly_btf::view::Type;
use btfly_btf::{Btf, Kind};
use btfly_dwarf::{Options as Encode, encode};

use super::Report;
use crate::command;
use crate::lab::{Lab, Scratch};
use crate::workspace;

/// What a kernel's build asks pahole for.
const FEATURES: &str = "--btf_features=encode_force,var,float,decl_tag,type_tag,enum64,optimized_func,consistent_func,\
                        decl_tag_kfuncs";

/// How much of what is wrong is shown.
const MAX_SHOWN: usize = 40;

/// Functions of 6.12 on which pahole decides otherwise.
const OTHERWISE: usize = 0;

/// As many types of each kind as pahole, each of the shape of one of pahole's; functions but for some.
pub(super) fn vmlinux(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    let file = lab.debug_vmlinux("6.12")?;
    let theirs = theirs(lab, &scratch, &file)?;
    let bytes = fs::read(&file)?;
    let mut first = None;
    for jobs in [1, 2, 8] {
        let jobs = NonZeroUsize::new(jobs).context("no job")?;
        let encoded = encode(&bytes, None, &Encode { jobs, ..Encode::default() })?;
        ensure!(encoded.problems.is_empty(), "{:?}", encoded.problems.first());
        let first = first.get_or_insert_with(|| encoded.bytes.clone());
        ensure!(*first == encoded.bytes, "other bytes with {jobs} jobs");
        report.count("runs with the same bytes", 1);
    }
    let ours = Btf::parse(first.context("not encoded")?)?;
    pair(&ours, &theirs, OTHERWISE, &mut report)?;
    Ok(report)
}

/// The same of small objects, by two compilers in two versions of DWARF.
pub(super) fn objects(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    for source in ["bitfields", "core", "kinds", "shapes"] {
        let path = workspace::root().join("fixtures/c").join(source).with_extension("c");
        for compiler in ["gcc", "clang"] {
            for version in [4, 5] {
                let object = scratch.path().join(format!("{source}.{compiler}.{version}.o"));
                let mut compile = std::process::Command::new(compiler);
                compile.args(["-g", "-O1", "-w", "-c", &format!("-gdwarf-{version}"), "-o"]);
                // What is written for BPF alone, compilers for this machine refuse.
                if command::quiet(compile.arg(&object).arg(&path)).is_err() {
                    report.count("not compiled", 1);
                    continue;
                }
                let encoded = encode(&fs::read(&object)?, None, &Encode::default())?;
                let ours = Btf::parse(encoded.bytes)?;
                let theirs = theirs(lab, &scratch, &object)?;
                pair(&ours, &theirs, 0, &mut report)
                    .with_context(|| format!("{source} {compiler} {version}"))?;
                report.count("objects", 1);
            }
        }
    }
    Ok(report)
}

/// Modules on the BTF that pahole makes of their vmlinux: each type is one of pahole's, of its own or of the base. One of 30
/// modules, or one of `$BTFLY_KMODS_NTH`.
pub(super) fn kmods(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let base = scratch.path().join("base.btf");
    command::quiet(pahole(lab, &base)?.arg(lab.debug_vmlinux("6.12")?))?;
    let btf = Btf::parse(fs::read(&base)?)?;
    let nth = match std::env::var("BTFLY_KMODS_NTH") {
        Ok(nth) => nth.parse().context("BTFLY_KMODS_NTH")?,
        Err(_) => 30,
    };
    let files = lab.debug_kmods("6.12", nth)?;
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    let work = |thread: usize| {
        let mut report = Report::default();
        let out = scratch.path().join(format!("kmod-{thread}.btf"));
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut pahole = pahole(lab, &out)?;
            command::quiet(pahole.arg("--btf_base").arg(&base).arg(file))?;
            let theirs = Btf::parse_split(fs::read(&out)?, &btf)?;
            let encoded = encode(&fs::read(file)?, Some(&btf), &Encode::default())?;
            ensure!(encoded.problems.is_empty(), "{:?}", encoded.problems.first());
            let ours = Btf::parse_split(encoded.bytes, &btf)?;
            let apart = on_base(&btf, &ours, &theirs, &mut report)?;
            report.count("modules", 1);
            let mut wrong = wrong.lock().unwrap_or_else(PoisonError::into_inner);
            wrong.extend(apart.iter().map(|what| format!("{}: {what}", file.display())));
        }
        Ok(report)
    };
    let report = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..2).map(|thread| scope.spawn(move || work(thread))).collect();
        let mut report = Report::default();
        for thread in threads {
            report.add(&thread.join().map_err(|_| anyhow::anyhow!("a thread broke"))??);
        }
        anyhow::Ok(report)
    })?;
    let wrong = wrong.into_inner().unwrap_or_else(PoisonError::into_inner);
    let first = wrong.get(..wrong.len().min(MAX_SHOWN)).unwrap_or_default().join("\n");
    ensure!(wrong.is_empty(), "{report}; {} types not paired:\n{first}", wrong.len());
    Ok(report)
}

/// Pairs the types of two BTFs on one base by shape; what has no partner. pahole repeats types of the base: these are
/// counted. A function is its module's own, even if the base has one of that name and prototype.
fn on_base(base: &Btf, ours: &Btf, theirs: &Btf, report: &mut Report) -> Result<Vec<String>> {
    let graph = Graph::new([base.types(), ours.types(), theirs.types()]);
    let shapes = Shapes::new(&graph, Options { depth: Depth::All, forwards: Forwards::Apart });
    let mut counts = vec![[0_u32; 3]; graph.len()];
    for node in graph.nodes() {
        let counts = counts.get_mut(shapes.first(node).index()).context("no node")?;
        *counts.get_mut(graph.part(node) as usize).context("no part")? += 1;
    }
    let mut apart = Vec::new();
    for node in graph.nodes().filter(|node| graph.part(*node) != 0) {
        let ty = graph.get(node);
        let [in_base, ours, theirs] = *counts.get(shapes.first(node).index()).context("no node")?;
        let is_ours = graph.part(node) == 1;
        let name = ty.name().unwrap_or_default();
        let is_functions = matches!(ty.kind(), Kind::Func | Kind::DeclTag);
        if ours == theirs {
            report.count("types paired", u64::from(is_ours));
        } else if is_functions && in_base != 0 && theirs == 0 {
            report.count("functions that pahole takes from the base", 1);
        } else if ours == 0 && in_base != 0 {
            report.count("types that pahole repeats", 1);
        } else {
            apart.push(format!("{ty:?} `{name}`: base {in_base}, ours {ours}, pahole {theirs}"));
        }
        if is_ours && in_base != 0 && !is_functions {
            apart.push(format!("{ty:?} `{name}` repeats the base"));
        }
    }
    Ok(apart)
}

/// What pahole makes of a file.
fn theirs(lab: &Lab, scratch: &Scratch, file: &Path) -> Result<Btf> {
    let out: PathBuf = scratch.path().join("pahole.btf");
    command::quiet(pahole(lab, &out)?.arg(file))?;
    Ok(Btf::parse(fs::read(&out)?)?)
}

/// pahole as a kernel's build runs it, but for the file.
fn pahole(lab: &Lab, out: &Path) -> Result<std::process::Command> {
    let mut pahole = lab.peer("pahole")?;
    pahole.args(["-J", "-j2", FEATURES]);
    pahole.arg(format!("--btf_encode_detached={}", out.display()));
    Ok(pahole)
}

/// Pairs types by shape. Functions are paired by name and prototype; at most `otherwise` have none.
fn pair(ours: &Btf, theirs: &Btf, otherwise: usize, report: &mut Report) -> Result<()> {
    let graph = Graph::new([ours.types(), theirs.types()]);
    let shapes = Shapes::new(&graph, Options { depth: Depth::All, forwards: Forwards::Apart });
    let names = |part: u32| -> BTreeSet<&str> {
        graph
            .nodes()
            .filter(|node| graph.part(*node) == part)
            .filter_map(|node| {
                let Type::Func(func) = graph.get(node) else { return None };
                Some(func.name())
            })
            .collect()
    };
    let apart = names(0).symmetric_difference(&names(1)).count();
    ensure!(apart <= otherwise, "{apart} functions in one of the two alone");
    report.count("functions in one of the two alone", u64::try_from(apart)?);
    let mut counts = vec![(0_u32, 0_u32); graph.len()];
    for node in graph.nodes() {
        let (ours, theirs) = counts.get_mut(shapes.first(node).index()).context("no node")?;
        *(if graph.part(node) == 0 { ours } else { theirs }) += 1;
    }
    let mut unpaired: BTreeMap<Kind, u64> = BTreeMap::new();
    for node in graph.nodes() {
        let ty = graph.get(node);
        let (ours, theirs) = counts.get(shapes.first(node).index()).context("no node")?;
        // A function that one of the two leaves out takes its prototype and its tags with it.
        let with_functions = matches!(ty.kind(), Kind::Func | Kind::FuncProto | Kind::DeclTag);
        if ours == theirs {
            report.count("types paired", u64::from(graph.part(node) == 0));
        } else if with_functions && 0 < apart {
            *unpaired.entry(ty.kind()).or_default() += 1;
        } else {
            ensure!(false, "{ty:?}: {ours} of its shape, pahole {theirs}");
        }
    }
    let n_unpaired: u64 = unpaired.values().sum();
    ensure!(n_unpaired <= 3 * u64::try_from(apart)?, "not paired: {unpaired:?}");
    report.count("types not paired", n_unpaired);
    Ok(())
}
