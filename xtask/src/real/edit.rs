//! Edits of real BTF · kernels, modules and objects of the lab → counts · never our own word: libbpf deduplicates, the kernel's
//! build has sorted, bpftool reads what was merged.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
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
use btfly_btf::{Btf, BtfSet, Kind, TypeId, c, text};

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
        kernels.push(file);
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

/// All modules of a kernel on their base. Take a declaration for its definition, and each type of either result has one
/// of its shape in the other. What libbpf has more is there twice in its own result; what ours has more, only
/// a declaration in the base tells from what is there: `libbpf_depends_on_the_order` shows that libbpf then says this or that.
pub(super) fn libbpf_agrees_on_modules(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let judge = Dedup::new(lab)?;
    for label in WITH_KMODS {
        let kernel = lab.kernel(label)?;
        let file = kernel.vmlinux_btf().context("no BTF")?;
        let base = Btf::parse(fs::read(&file)?)?;
        let files: Vec<PathBuf> =
            kernel.modules()?.into_iter().filter_map(|kmod| kmod.btf).collect();
        let theirs = Btf::parse_split(judge.run(Some(&file), &files)?, &base)?;
        let inputs = files.iter().map(|file| Ok(Btf::parse_split(fs::read(file)?, &base)?));
        let inputs = inputs.collect::<Result<Vec<Btf>>>()?;
        let inputs: Vec<_> = inputs.iter().map(Into::into).collect();
        let ours = dedup(&inputs)?.to_btf();
        let graph = Graph::new([base.types(), theirs.types(), ours.types()]);
        let as_defined = Repeats::new(&graph, Forwards::AsDefined)?;
        ensure!(as_defined.alone == [0; 2], "{label}: {:?} say something else", as_defined.alone);
        let exact = Repeats::new(&graph, Forwards::Apart)?;
        let [_, repeated] = exact.repeated;
        ensure!(repeated == 0, "{label}: {repeated} of ours are there already");
        report.count("modules", u64::try_from(files.len())?);
        report.count("types paired", u64::try_from(ours.iter().len())?);
        report.count("that libbpf has twice", exact.repeated[0]);
        report.count("that only a declaration tells from others", as_defined.repeated[1]);
        report.count("of those, that libbpf tells too", as_defined.repeated[0] - exact.repeated[0]);
    }
    Ok(report)
}

/// Of two BTFs on one base, how many types say what nothing else says, and how many what the base or they themselves say
/// already. Variables and sections do not count, which are never the same, nor tags on them.
struct Repeats {
    alone: [u64; 2],
    repeated: [u64; 2],
}

impl Repeats {
    fn new(graph: &Graph<'_>, forwards: Forwards) -> Result<Repeats> {
        let shapes = Shapes::new(graph, Options { depth: Depth::All, forwards });
        let mut counts = vec![[0_u64; 3]; graph.len()];
        for node in graph.nodes() {
            let counts = counts.get_mut(shapes.first(node).index()).context("no node")?;
            *counts.get_mut(usize::try_from(graph.part(node))?).context("no part")? += 1;
        }
        let mut repeats = Repeats { alone: [0; 2], repeated: [0; 2] };
        for node in graph.nodes() {
            let [base, theirs, ours] = *counts.get(node.index()).context("no node")?;
            if matches!(graph.get(node).kind(), Kind::Var | Kind::Datasec | Kind::DeclTag) {
                continue;
            }
            let sums = repeats.alone.iter_mut().zip(&mut repeats.repeated);
            for ((alone, repeated), (own, other)) in sums.zip([(theirs, ours), (ours, theirs)]) {
                if base == 0 && other == 0 {
                    *alone += own;
                }
                *repeated += (base.min(1) + own).saturating_sub(1);
            }
        }
        Ok(repeats)
    }
}

/// A declaration in a base, and a module's types in two orders.
const DECLARED: &str = "[1] FWD 's' fwd_kind=struct\n[2] PTR type_id=1\n\
    [3] STRUCT 'u' size=8\n\t's' type_id=2 bits_offset=0\n[4] INT 'int' size=4\n[5] TYPEDEF 't' type_id=4";
const USED: &str = "[6] PTR type_id=3\n[7] STRUCT 'w' size=8\n\t'u' type_id=6 bits_offset=0\n\
    [8] STRUCT 's' size=4\n[9] PTR type_id=8\n[10] STRUCT 'u' size=8\n\t's' type_id=9 bits_offset=0\n\
    [11] PTR type_id=10\n[12] STRUCT 'w' size=8\n\t'u' type_id=11 bits_offset=0";

/// What libbpf leaves of the same types depends on their order, and it finds no typedef of a base: ours does neither.
pub(super) fn libbpf_depends_on_the_order(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let judge = Dedup::new(lab)?;
    let base = text::parse(DECLARED)?;
    let base_file = judge.scratch.path().join("base.btf");
    fs::write(&base_file, base.bytes())?;
    let mut leave = |module: &Btf| -> Result<[usize; 2]> {
        let file = judge.scratch.path().join("module.btf");
        fs::write(&file, module.bytes())?;
        let theirs = Btf::parse_split(judge.run(Some(&base_file), &[file])?, &base)?;
        let ours = dedup(&[module.into()])?.to_btf();
        report.count("inputs", 1);
        Ok([theirs.iter().len(), ours.iter().len()])
    };
    let used = text::parse_split(USED, &base)?;
    for (order, left) in [
        ([6, 7, 8, 9, 10, 11, 12], 6),
        ([6, 7, 8, 9, 11, 12, 10], 5),
        ([6, 8, 9, 11, 12, 7, 10], 4),
    ] {
        let [theirs, ours] = leave(&renumber((&used).into(), &order.map(TypeId))?.to_btf())?;
        ensure!(ours == 7, "{order:?}: {ours} types");
        ensure!(theirs == left, "{order:?}: libbpf leaves {theirs} and not {left}: a new version?");
    }
    let again = text::parse_split("[6] INT 'int' size=4\n[7] TYPEDEF 't' type_id=6", &base)?;
    let [theirs, ours] = leave(&again)?;
    ensure!(ours == 0 && theirs == 1, "libbpf leaves {theirs}, ours {ours}: a new version?");
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

    /// What libbpf makes of `files`, on a base if they have one.
    fn run(&self, base: Option<&Path>, files: &[impl AsRef<OsStr>]) -> Result<Vec<u8>> {
        let out = self.scratch.path().join("out.btf");
        let base = base.unwrap_or(Path::new("-"));
        command::text(self.judge.command()?.arg(&out).arg(base).args(files))?;
        Ok(fs::read(&out)?)
    }

    fn compare(&self, files: &[&Path], report: &mut Report) -> Result<()> {
        let theirs = Btf::parse(self.run(None, files)?)?;
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
