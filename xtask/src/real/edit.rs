//! Edits of real BTF · kernels, modules and objects of the lab → counts · never our own word: libbpf deduplicates, the kernel's
//! build has sorted, bpftool reads what was merged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use btfly_btf::edit::dedup::dedup;
use btfly_btf::edit::merge::{Repeated, merge};
use btfly_btf::edit::renumber::{renumber, sorted_by_name};
use btfly_btf::graph::Graph;
use btfly_btf::set::Ready;
use btfly_btf::shape::{Depth, Forwards, Options, Shapes};
use btfly_btf::{Btf, BtfSet, Kind, c};

use super::Report;
use super::libbpf::Judge;
use crate::command;
use crate::lab::{Lab, Scratch};

/// Kernels whose modules have BTF.
const WITH_KMODS: [&str; 3] = ["6.1", "6.12", "7.2"];

/// As many types of each kind as libbpf, and each says the same as one of libbpf's.
pub(super) fn libbpf_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let judge = Dedup::new(lab)?;
    let mut kernels = Vec::new();
    for kernel in lab.main_kernels()? {
        let Some(file) = kernel.vmlinux_btf() else { continue };
        judge.compare(&[&file, &file], &mut report).context(kernel.label)?;
        // 5.10 declares and defines `trace_buffer` in one BTF. Beside another kernel's definition, libbpf takes the
        // declaration for one of them and ours leaves it: one type and its users more.
        if kernel.label != "5.10" {
            kernels.push(file);
        }
    }
    for pair in kernels.windows(2) {
        let pair: Vec<&Path> = pair.iter().map(PathBuf::as_path).collect();
        judge.compare(&pair, &mut report)?;
    }
    let mut by_maker: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for object in lab.objects()? {
        let maker = format!("{:?} {:?}", object.compiler, object.endian);
        by_maker.entry(maker).or_default().push(judge.cut(lab, &object.path)?);
    }
    for (maker, objects) in by_maker {
        for object in &objects {
            judge.compare(&[object], &mut report).with_context(|| maker.clone())?;
        }
        let all: Vec<&Path> = objects.iter().map(PathBuf::as_path).collect();
        judge.compare(&all, &mut report).context(maker)?;
    }
    Ok(report)
}

/// libbpf's deduplication.
struct Dedup {
    scratch: Scratch,
    judge: Judge,
}

impl Dedup {
    fn new(lab: &Lab) -> Result<Dedup> {
        let scratch = lab.scratch()?;
        let judge = Judge::new(lab, &scratch, "dedup")?;
        Ok(Dedup { scratch, judge })
    }

    /// The `.BTF` of an object, in a file of its own.
    fn cut(&self, lab: &Lab, object: &Path) -> Result<PathBuf> {
        let name = object.to_string_lossy().replace('/', "_");
        let file = self.scratch.path().join(format!("{name}.btf"));
        let mut objcopy = lab.peer("llvm-objcopy")?;
        objcopy.arg(format!("--dump-section=.BTF={}", file.display()));
        command::quiet(objcopy.arg(object).arg("/dev/null"))?;
        Ok(file)
    }

    fn compare(&self, files: &[&Path], report: &mut Report) -> Result<()> {
        let out = self.scratch.path().join("out.btf");
        command::text(self.judge.command()?.arg(&out).arg("-").args(files))?;
        let theirs = Btf::parse(fs::read(&out)?)?;
        let inputs = files.iter().map(|file| Ok(Btf::parse(fs::read(file)?)?));
        let inputs = inputs.collect::<Result<Vec<Btf>>>()?;
        let inputs: Vec<_> = inputs.iter().map(Into::into).collect();
        let ours = dedup(&inputs)?.to_btf();
        // libbpf writes for the machine it runs on.
        let (ours, theirs) = if ours.endian() == theirs.endian() {
            (ours, theirs)
        } else {
            (turned(&ours)?, theirs)
        };
        let kinds = |btf: &Btf| {
            let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
            btf.iter().for_each(|(_, ty)| *kinds.entry(ty.kind()).or_default() += 1);
            kinds
        };
        ensure!(kinds(&ours) == kinds(&theirs), "{:?}, libbpf {:?}", kinds(&ours), kinds(&theirs));
        let graph = Graph::new([ours.types(), theirs.types()]);
        let options = Options { depth: Depth::All, forwards: Forwards::Apart };
        let shapes = Shapes::new(&graph, options);
        let mut counts = vec![(0_u32, 0_u32); graph.len()];
        for node in graph.nodes() {
            let (ours, theirs) = counts.get_mut(shapes.first(node).index()).context("no node")?;
            *(if graph.part(node) == 0 { ours } else { theirs }) += 1;
        }
        for node in graph.nodes() {
            let (ours, theirs) = counts.get(shapes.first(node).index()).context("no node")?;
            ensure!(ours == theirs, "{:?}: {ours} of its shape, libbpf {theirs}", graph.get(node));
        }
        report.count("inputs", u64::try_from(files.len())?);
        report.count("types paired", u64::try_from(ours.iter().len())?);
        Ok(())
    }
}

/// The same types in the other byte order.
fn turned(btf: &Btf) -> Result<Btf> {
    let other = match btf.endian() {
        btfly_btf::Endian::Little => btfly_btf::Endian::Big,
        btfly_btf::Endian::Big => btfly_btf::Endian::Little,
    };
    let mut builder = btfly_btf::build::Builder::new(other);
    for (_, ty) in btf.iter() {
        builder.add(&ty.to_def().context("void has an id")?)?;
    }
    Ok(builder.build(&btfly_btf::build::Options::default())?)
}

/// What the kernel's build has sorted is sorted for us, and what is shuffled comes back.
pub(super) fn kernel_build_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let kernel = lab.kernel("7.2")?;
    let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF")?)?)?;
    let mut check = |btf: &Btf| -> Result<()> {
        let ids: Vec<_> = btf.iter().map(|(id, _)| id).collect();
        ensure!(sorted_by_name(&btf.types()) == ids, "sorted otherwise");
        let same = renumber(btf.into(), &ids)?;
        ensure!(same.bytes() == btf.bytes(), "in its own order it is not the same bytes");
        report.count("types in order", u64::try_from(ids.len())?);
        report.count("BTFs", 1);
        Ok(())
    };
    check(&base).context("vmlinux")?;
    for module in kernel.modules()? {
        let Some(file) = &module.btf else { continue };
        check(&Btf::parse_split(fs::read(file)?, &base)?).context(module.name.clone())?;
    }
    Ok(report)
}

/// Which number a type has changes nothing in a header that is sorted by name, but for the order in which what is only
/// declared is declared: that is bpftool's, which has no other to go by.
pub(super) fn ids_do_not_show(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.main_kernels()? {
        let Some(file) = kernel.vmlinux_btf() else { continue };
        let btf = Btf::parse(fs::read(file)?)?;
        let mut order: Vec<_> = btf.iter().map(|(id, _)| id).collect();
        // Far from where they were, and the same in each run: by the bits of an odd multiple.
        order.sort_by_key(|id| id.0.wrapping_mul(0x9e37_79b1));
        let shuffled = renumber((&btf).into(), &order)?.to_btf();
        ensure!(shuffled.bytes() != btf.bytes(), "nothing has moved");
        let (text, other) = (header(&btf)?, header(&shuffled)?);
        let is_declared = |line: &&str| {
            let is_tag = line.starts_with("struct ") || line.starts_with("union ");
            is_tag && line.ends_with(';') && line.split(' ').count() == 2
        };
        let defined = |text: &str| -> Vec<String> {
            text.lines().filter(|line| !is_declared(line)).map(str::to_owned).collect()
        };
        let declared = |text: &str| -> BTreeSet<String> {
            text.lines().filter(is_declared).map(str::to_owned).collect()
        };
        ensure!(defined(&text) == defined(&other), "{}: another header", kernel.label);
        ensure!(declared(&text) == declared(&other), "{}: other declarations", kernel.label);
        report.count("kernels", 1);
        report.count("lines of C", u64::try_from(text.lines().count())?);
    }
    Ok(report)
}

fn header(btf: &Btf) -> Result<String> {
    let mut text = Vec::new();
    let graph = c::Graph::new(btf.types());
    let Ok(_) = c::dump(&graph, c::Options::default(), c::Order::Sorted, |chunk| {
        text.append(chunk);
        Ok::<(), std::convert::Infallible>(())
    });
    Ok(String::from_utf8(text)?)
}

/// A kernel and all its modules in one: bpftool reads it, and every type is in it with an equal shape.
pub(super) fn merged_kernels(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    for label in WITH_KMODS {
        let kernel = lab.kernel(label)?;
        let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF")?)?)?;
        let mut set = BtfSet::new(base.clone());
        for module in kernel.modules()? {
            let Some(file) = &module.btf else { continue };
            set.push(Arc::new(Ready::parse(module.name.clone(), fs::read(file)?, &base)));
        }
        for repeated in [Repeated::Kept, Repeated::Once] {
            let merged = merge(&set, repeated)?;
            let flat = merged.to_btf();
            let file = scratch.path().join("flat.btf");
            fs::write(&file, flat.bytes())?;
            let mut bpftool = lab.peer("bpftool")?;
            let listing = command::text(
                bpftool.args(["btf", "dump", "file"]).arg(&file).args(["format", "raw"]),
            )?;
            let listed = listing.lines().filter(|line| line.starts_with('[')).count();
            ensure!(listed == flat.iter().len(), "bpftool lists {listed}");
            let parts = set.btfs().map(|(_, btf)| btf.types()).chain([flat.types()]);
            let graph = Graph::new(parts);
            let options = Options { depth: Depth::Layout, forwards: Forwards::AsDefined };
            let shapes = Shapes::new(&graph, options);
            let last = u32::try_from(graph.parts())? - 1;
            for (part, (slot, btf)) in (0..).zip(set.btfs()) {
                for (id, ty) in btf.iter() {
                    let new = merged.id(set.loc(slot, id)).context("a type got lost")?;
                    let (old, new) = (graph.node(part, id), graph.node(last, new.0));
                    let same = shapes.same(old, new);
                    ensure!(same, "{label} {slot:?} {id}: {ty:?}, merged {:?}", graph.get(new));
                }
                report.count("types found again", u64::try_from(btf.iter().len())?);
            }
            report.count("merged types", u64::try_from(flat.iter().len())?);
        }
    }
    Ok(report)
}
