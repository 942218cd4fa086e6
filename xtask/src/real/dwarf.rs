//! BTF out of debug information · a debug vmlinux, objects of two compilers → counts · never our own word: pahole encodes the
//! same file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

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

/// What pahole makes of a file.
fn theirs(lab: &Lab, scratch: &Scratch, file: &Path) -> Result<Btf> {
    let out: PathBuf = scratch.path().join("pahole.btf");
    let mut pahole = lab.peer("pahole")?;
    pahole.args(["-J", "-j2", FEATURES]);
    pahole.arg(format!("--btf_encode_detached={}", out.display()));
    command::quiet(pahole.arg(file))?;
    Ok(Btf::parse(fs::read(&out)?)?)
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
