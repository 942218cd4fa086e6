//! Listings and JSON are bpftool's · kernels, modules, objects, fixtures → counts of what was compared and of each listed
//! defect of bpftool · never a difference that is neither equal nor listed.

mod bpftool;
mod json;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result, anyhow, bail, ensure};
use btfly_btf::text;
use btfly_btf::{Btf, json as btf_json};

use self::bpftool::{Format, Listing};
use super::Report;
use crate::lab::{Kernel, Lab};
use crate::{command, workspace};

/// How many sections one bpftool reads: few enough to hold its answer, many enough that the base is read seldom.
const BATCH: usize = 100;

/// vmlinux of every kernel that has BTF, raw and JSON.
pub(super) fn vmlinux(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(path) = kernel.vmlinux_btf() else { continue };
        let mut counts =
            compare(lab, None, &[path]).with_context(|| format!("vmlinux of {}", kernel.label))?;
        counts.rename("sections", "kernels");
        report.add(&counts);
    }
    Ok(report)
}

/// Every module of every kernel, on its vmlinux.
pub(super) fn modules(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(base) = kernel.vmlinux_btf() else { continue };
        let paths = module_paths(&kernel)?;
        if paths.is_empty() {
            continue;
        }
        let mut counts = compare(lab, Some(&base), &paths)
            .with_context(|| format!("modules of {}", kernel.label))?;
        counts.rename("sections", "modules");
        report.count("kernels", 1);
        report.add(&counts);
    }
    Ok(report)
}

fn module_paths(kernel: &Kernel) -> Result<Vec<PathBuf>> {
    Ok(kernel.modules()?.into_iter().filter_map(|module| module.btf).collect())
}

/// What two clangs wrote for both byte orders, cut out of the objects by a tool.
pub(super) fn objects(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let mut paths = Vec::new();
    for object in lab.objects()? {
        let name = format!("{}-{:?}-{}.btf", object.compiler, object.endian, object.name);
        let path = scratch.path().join(name);
        let dump = format!("--dump-section=.BTF={}", path.display());
        let objcopy = lab.peer("llvm-objcopy")?;
        command::quiet({ objcopy }.arg(dump).arg(&object.path).arg("/dev/null"))?;
        paths.push(path);
    }
    let mut counts = compare(lab, None, &paths)?;
    counts.rename("sections", "objects");
    Ok(counts)
}

/// The fixtures of the tests, and what bpftool says of them, which is recorded beside them: with `BLESS=1` it is written
/// down anew.
pub(super) fn fixtures(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let mut report = Report::default();
    let recorded = workspace::root().join("fixtures/oracle");
    for (name, btf) in alone()? {
        let path = scratch.path().join(format!("{name}.btf"));
        fs::write(&path, btf.bytes())?;
        report.add(&compare(lab, None, std::slice::from_ref(&path)).context(name.clone())?);
        let answer = bpftool::dump(lab, Format::Raw, None, &[path])?;
        let answer = answer.first().map(Listing::bytes).unwrap_or_default();
        let file = recorded.join(format!("{name}.raw"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, answer)?;
        }
        let known = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        ensure!(known == answer, "{} is not what bpftool says today", file.display());
    }
    report.rename("sections", "fixtures");
    Ok(report)
}

/// Fixtures that need no base, by name.
fn alone() -> Result<Vec<(String, Btf)>> {
    let folder = workspace::root().join("fixtures/text");
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = name.strip_suffix(".btf.txt") else { continue };
        if !name.starts_with("module-") {
            let btf = text::parse(&fs::read_to_string(&path)?).context(name.to_owned())?;
            found.push((name.to_owned(), btf));
        }
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(found)
}

/// Compares both formats of all sections with bpftool's, on two threads.
fn compare(lab: &Lab, base: Option<&Path>, paths: &[PathBuf]) -> Result<Report> {
    let base_btf = match base {
        Some(path) => Some(Btf::parse(fs::read(path)?)?),
        None => None,
    };
    let batches = Mutex::new(paths.chunks(BATCH));
    let report = Mutex::new(Report::default());
    let work = || -> Result<()> {
        while let Some(batch) = next(&batches) {
            let counts = compare_batch(lab, base.zip(base_btf.as_ref()), batch)?;
            report.lock().map_err(|_| anyhow!("another comparison broke"))?.add(&counts);
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

fn next<'p>(batches: &Mutex<std::slice::Chunks<'p, PathBuf>>) -> Option<&'p [PathBuf]> {
    batches.lock().ok()?.next()
}

fn compare_batch(lab: &Lab, base: Option<(&Path, &Btf)>, paths: &[PathBuf]) -> Result<Report> {
    let mut report = Report::default();
    let base_path = base.map(|(path, _)| path);
    let raw = bpftool::dump(lab, Format::Raw, base_path, paths)?;
    let json = bpftool::dump(lab, Format::Json, base_path, paths)?;
    for ((path, raw), json) in paths.iter().zip(&raw).zip(&json) {
        let place = || path.display().to_string();
        let bytes = fs::read(path)?;
        let btf = match base {
            Some((_, base)) => Btf::parse_split(bytes, base),
            None => Btf::parse(bytes),
        };
        let btf = btf.with_context(place)?;
        let mut ours = Vec::new();
        text::write(&btf, &text::Options::default(), &mut ours);
        same_lines(&ours, raw.bytes()).with_context(place)?;
        json::same(&btf, json.bytes(), &mut report).with_context(place)?;
        let compat = btf_json::Options { compat: true, ..btf_json::Options::default() };
        let compat = bpftool::escape_controls(btf_json::to_string(&btf, &compat).trim_end());
        ensure!(compat.as_bytes() == json.bytes(), "{}: compatible JSON differs", place());
        report.count("sections", 1);
        report.count("types", u64::try_from(btf.iter().len())?);
        report.count("bytes of listing", u64::try_from(ours.len())?);
        same_whole(&btf).with_context(place)?;
    }
    Ok(report)
}

/// Byte for byte, or the first line that differs.
pub(super) fn same_lines(ours: &[u8], theirs: &[u8]) -> Result<()> {
    if ours == theirs {
        return Ok(());
    }
    let lines = |text: &[u8]| {
        text.split(|byte| *byte == b'\n')
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect::<Vec<_>>()
    };
    let (ours, theirs) = (lines(ours), lines(theirs));
    let at = ours.iter().zip(&theirs).take_while(|(a, b)| a == b).count();
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    bail!("line {}\n    ours:    {}\n    bpftool: {}", at + 1, line(&ours), line(&theirs))
}

/// A full listing is read back to the same types, and the parts of the JSON make up its whole.
fn same_whole(btf: &Btf) -> Result<()> {
    let full = text::to_string(btf, &text::Options { full: true });
    let again = match btf.base() {
        Some(base) => text::parse_split(&full, base)?,
        None => text::parse(&full)?,
    };
    ensure!(text::to_string(&again, &text::Options { full: true }) == full, "read back otherwise");
    let plain = text::Options::default();
    ensure!(text::to_string(&again, &plain) == text::to_string(btf, &plain), "listed otherwise");
    let options = btf_json::Options::default();
    ensure!(btf_json::to_string(&again, &options) == btf_json::to_string(btf, &options), "JSON");
    Ok(())
}
