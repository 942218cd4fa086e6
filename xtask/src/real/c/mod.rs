//! C is bpftool's · kernels, modules, objects → counts of what was compared, and of each class of listed defect · never a
//! difference that no finding of the printer explains, nor a finding without a difference.

mod declarations;
mod reconcile;

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::{Context, Result, anyhow, bail, ensure};
use btfly_btf::c::{self, Graph, Options, Order};
use btfly_btf::{Btf, text};

use super::Report;
use super::dump::same_lines;
use super::header::compile::{Compiler, Place};
use crate::lab::Lab;
use crate::{command, workspace};

/// Which of the newest kernel's modules are compared: one of so many, because bpftool prints the whole base with each.
const EVERY: usize = 16;

/// The kernel whose modules are compared: the newest, where they repeat types of the base.
const WITH_MODULES: &str = "7.2";

/// A section, and what of it is compared.
struct Job {
    place: String,
    base: Option<PathBuf>,
    path: PathBuf,
    orders: &'static [Order<'static>],
    /// Whether declarations can be told apart in bpftool's text: not where names are none in C.
    is_c: bool,
}

const BOTH: &[Order<'_>] = &[Order::Sorted, Order::ById];

/// The fixtures of the tests: compilers take our C, and bpftool's is what is recorded beside it. With `BLESS=1` that
/// is written down anew.
pub(super) fn fixtures(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let folder = workspace::root().join("fixtures/printed");
    let mut jobs = Vec::new();
    let mut report = Report::default();
    for entry in fs::read_dir(&folder)? {
        let file = entry?.path();
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".btf.txt") else { continue };
        let btf = text::parse(&fs::read_to_string(&file)?).with_context(|| name.to_owned())?;
        let path = scratch.path().join(format!("{name}.btf"));
        fs::write(&path, btf.bytes())?;
        let is_c = name != "odd";
        let job = Job { place: name.to_owned(), base: None, path, orders: BOTH, is_c };
        let answer = bpftool(lab, &job, Order::ById)?;
        let recorded = folder.join(format!("{name}.bpftool.h"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&recorded, &answer)?;
        }
        let known = fs::read(&recorded).with_context(|| recorded.display().to_string())?;
        ensure!(known == answer, "{} is not what bpftool says today", recorded.display());
        let place = Place::new(lab, &fs::read(folder.join(format!("{name}.h")))?)?;
        for compiler in Compiler::ALL {
            for flags in compiler.flag_sets() {
                let context = || format!("{name} with {} {}", compiler.name(), flags.join(" "));
                compiler.check(&place, flags).with_context(context)?;
                report.count("compilations", 1);
            }
        }
        jobs.push(job);
    }
    report.add(&run(lab, &jobs, "fixtures")?);
    Ok(report)
}

/// vmlinux of every kernel that has BTF, in both orders.
pub(super) fn vmlinux(lab: &Lab) -> Result<Report> {
    let mut jobs = Vec::new();
    for kernel in lab.kernels()? {
        if let Some(path) = kernel.vmlinux_btf() {
            let place = format!("vmlinux of {}", kernel.label);
            jobs.push(Job { place, base: None, path, orders: BOTH, is_c: true });
        }
    }
    run(lab, &jobs, "kernels")
}

/// Some modules on their vmlinux, in either order.
pub(super) fn modules(lab: &Lab) -> Result<Report> {
    let kernel = lab.kernel(WITH_MODULES)?;
    let base = kernel.vmlinux_btf().context("no vmlinux")?;
    let mut jobs = Vec::new();
    let found = kernel.modules()?.into_iter().filter_map(|module| Some((module.name, module.btf?)));
    for (at, (name, path)) in found.step_by(EVERY).enumerate() {
        let orders: &[_] = if at % 2 == 0 { &[Order::Sorted] } else { &[Order::ById] };
        let (place, base) = (format!("module {name}"), Some(base.clone()));
        jobs.push(Job { place, base, path, orders, is_c: true });
    }
    run(lab, &jobs, "modules")
}

/// What two clangs wrote for both byte orders, cut out of the objects by a tool.
pub(super) fn objects(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let mut jobs = Vec::new();
    for object in lab.objects()? {
        let place = format!("{}-{:?}-{}", object.compiler, object.endian, object.name);
        let path = scratch.path().join(format!("{place}.btf"));
        let dump = format!("--dump-section=.BTF={}", path.display());
        let objcopy = lab.peer("llvm-objcopy")?;
        command::quiet({ objcopy }.arg(dump).arg(&object.path).arg("/dev/null"))?;
        jobs.push(Job { place, base: None, path, orders: BOTH, is_c: true });
    }
    run(lab, &jobs, "objects")
}

/// Does all jobs, on two threads.
fn run(lab: &Lab, jobs: &[Job], unit: &str) -> Result<Report> {
    let open = Mutex::new(jobs.iter());
    let report = Mutex::new(Report::default());
    let next = || open.lock().ok().and_then(|mut jobs| jobs.next());
    let work = || -> Result<()> {
        let mut base: Option<(PathBuf, Btf)> = None;
        while let Some(job) = next() {
            let counts = compare(lab, job, &mut base).with_context(|| job.place.clone())?;
            let mut report = report.lock().map_err(|_| anyhow!("another comparison broke"))?;
            report.count(unit, 1);
            report.add(&counts);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let this = work();
        let other = other.join().unwrap_or_else(|_| bail!("a comparison broke"));
        this.and(other)
    })?;
    report.into_inner().map_err(|_| anyhow!("a comparison broke"))
}

/// Compares one section; `base` keeps what was parsed last.
fn compare(lab: &Lab, job: &Job, base: &mut Option<(PathBuf, Btf)>) -> Result<Report> {
    let bytes = fs::read(&job.path)?;
    let btf = match &job.base {
        None => Btf::parse(bytes)?,
        Some(path) => {
            if base.as_ref().is_none_or(|(known, _)| known != path) {
                *base = Some((path.clone(), Btf::parse(fs::read(path)?)?));
            }
            let (_, base) = base.as_ref().context("no base")?;
            Btf::parse_split(bytes, base)?
        }
    };
    let graph = Graph::new(btf.types());
    let mut report = Report::default();
    for order in job.orders {
        let theirs = bpftool(lab, job, *order)?;
        let (compat, _) = dump(&graph, Options { compat: true }, *order);
        same_lines(&compat, &theirs).with_context(|| format!("{order:?}, compatible"))?;
        if !job.is_c {
            continue;
        }
        let (ours, found) = dump(&graph, Options::default(), *order);
        ensure!(found.unprintable.is_empty(), "{order:?}: {:?}", found.unprintable);
        let (ours, theirs) = (String::from_utf8(ours)?, String::from_utf8(theirs)?);
        let counts = reconcile::same_but_for(&graph, &ours, &theirs, &found.findings)
            .with_context(|| format!("{order:?}, correct"))?;
        report.add(&counts);
    }
    Ok(report)
}

fn dump(graph: &Graph<'_>, options: Options, order: Order<'_>) -> (Vec<u8>, c::Report) {
    let mut text = Vec::new();
    let report = c::dump(graph, options, order, |chunk| {
        text.append(chunk);
        Ok::<(), Infallible>(())
    });
    let Ok(report) = report;
    (text, report)
}

fn bpftool(lab: &Lab, job: &Job, order: Order<'_>) -> Result<Vec<u8>> {
    let mut bpftool = lab.peer("bpftool")?;
    if let Some(base) = &job.base {
        bpftool.arg("--base-btf").arg(base);
    }
    bpftool.args(["btf", "dump", "file"]).arg(&job.path).args(["format", "c"]);
    if order == Order::ById {
        bpftool.arg("unsorted");
    }
    command::output(&mut bpftool)
}
