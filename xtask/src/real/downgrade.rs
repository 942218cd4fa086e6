//! BTF for older readers · kernels and objects of the lab → counts · never our own word: the bpftool of Linux 5.10's time
//! reads what it refused, and the running kernel, if it lets us, loads what is made of what it loads.

use std::fs;

use anyhow::{Context, Result, ensure};
use btfly_btf::Btf;
use btfly_btf::edit::downgrade::{downgrade, needs};
use btfly_btf::feature::{Feature, Features};

use super::Report;
use super::libbpf::Judge;
use crate::command;
use crate::lab::{Endian, Lab, Scratch};

/// What an old libbpf did not read, a name each, and others that are made from it.
const OLD: &str = "5.10,dot-names";

/// Kernels that a reader of 2020 refuses, and reads once they are made for it.
pub(super) fn old_bpftool_reads(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    let features = Features::parse(OLD).ok().context("no features")?;
    let old = scratch.path().join("old.btf");
    let list = |btf: &Btf| -> Result<()> {
        fs::write(&old, btf.bytes())?;
        let mut bpftool = lab.elder_bpftool()?;
        let listing = command::text(bpftool.args(["btf", "dump", "file"]).arg(&old))?;
        let listed = listing.lines().filter(|line| line.starts_with('[')).count();
        ensure!(listed == btf.iter().len(), "{listed} types are listed of {}", btf.iter().len());
        Ok(())
    };
    for kernel in lab.main_kernels()? {
        let Some(file) = kernel.vmlinux_btf() else { continue };
        let base = Btf::parse(fs::read(&file)?)?;
        let made = downgrade((&base).into(), features)?;
        // 5.10 itself needs nothing else than 5.10; every later kernel does.
        ensure!(list(&base).is_ok() == made.changes().is_empty(), "{}: as it is", kernel.label);
        list(&made.edited().to_btf()).context(kernel.label)?;
        ensure!(!made.has_grown(), "{}: modules do not fit any more", kernel.label);
        report.count("kernels", 1);
        report.count("types changed", u64::try_from(made.changes().len())?);
    }
    for btf in objects(lab, &scratch)? {
        let made = downgrade((&btf).into(), features)?;
        list(&made.edited().to_btf())?;
        report.count("objects", 1);
    }
    Ok(report)
}

/// The BTF of the lab's objects in our byte order, linked once, which is when sections get their sizes.
fn objects(lab: &Lab, scratch: &Scratch) -> Result<Vec<Btf>> {
    let mut found = Vec::new();
    for object in lab.objects()?.iter().filter(|object| object.endian == Endian::Little) {
        let (linked, cut) = (scratch.path().join("linked.o"), scratch.path().join("cut.btf"));
        let mut bpftool = lab.peer("bpftool")?;
        command::quiet(bpftool.args(["gen", "object"]).args([&linked, &object.path]))?;
        let mut objcopy = lab.peer("llvm-objcopy")?;
        objcopy.arg(format!("--dump-section=.BTF={}", cut.display()));
        command::quiet(objcopy.arg(&linked).arg("/dev/null"))?;
        found.push(Btf::parse(fs::read(&cut)?)?);
    }
    Ok(found)
}

/// What the running kernel loads, it also loads when it is made for an older one.
pub(super) fn the_kernel_loads(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    let judge = Judge::new(lab, &scratch, "load")?;
    let loaded = |files: &[String]| -> Result<Vec<bool>> {
        let list: String = files.iter().map(|file| format!("{file}\n")).collect();
        let said = command::fed(&mut judge.command()?, &list)?;
        let said = String::from_utf8(said.stdout)?;
        ensure!(said.lines().count() == files.len(), "the loader stopped in the midst");
        Ok(said.lines().map(|line| line == "y").collect())
    };
    let mut inputs = objects(lab, &scratch)?;
    let kernel = lab.kernel("6.12")?.vmlinux_btf().context("no BTF")?;
    inputs.push(Btf::parse(fs::read(kernel)?)?);
    let mut files = Vec::new();
    let mut save = |bytes: &[u8]| -> Result<()> {
        let path = scratch.path().join(format!("{}.load", files.len()));
        fs::write(&path, bytes)?;
        files.push(path.display().to_string());
        Ok(())
    };
    let without = Feature::all().map(|feature| Features::newest().without(feature));
    let kernels = ["4.18", "5.0", "5.2", "5.10", "5.15", "6.1", "6.12"];
    let kernels = kernels.into_iter().filter_map(Features::of_kernel);
    let targets: Vec<Features> = without.chain(kernels).collect();
    let mut n_made = Vec::new();
    for btf in &inputs {
        save(btf.bytes())?;
        let mut n = 0;
        for target in &targets {
            // What is the same as before is no news.
            if needs(btf).iter().all(|feature| target.has(feature)) {
                continue;
            }
            save(downgrade(btf.into(), *target)?.edited().bytes())?;
            n += 1;
        }
        n_made.push(n);
    }
    let mut answers = loaded(&files)?.into_iter().zip(&files);
    for n in n_made {
        let (is_loaded, _) = answers.next().context("no answer")?;
        for (answer, file) in answers.by_ref().take(n) {
            if is_loaded {
                ensure!(answer, "refused: {file}");
                report.count("loaded as made for older ones", 1);
            } else if answer {
                report.count("loaded only as made for older ones", 1);
            } else {
                report.count("refused both ways", 1);
            }
        }
        report.count(if is_loaded { "loaded as they are" } else { "refused as they are" }, 1);
    }
    Ok(report)
}
