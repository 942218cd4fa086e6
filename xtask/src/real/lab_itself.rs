//! The lab can be trusted · kernels and objects → counts · never uses the project's own readers.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::Report;
use crate::command;
use crate::lab::{Endian, Lab};

/// No kernel's BTF has been smaller; a smaller one was cut out wrongly.
const VMLINUX_MIN: u64 = 3_000_000;

/// Every kernel has the BTF it should have, in its byte order.
pub(super) fn sizes(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let modules = kernel.modules()?;
        report.count("kernels", 1);
        report.count("modules", u64::try_from(modules.len())?);
        let Some(btf) = kernel.vmlinux_btf() else {
            report.count("kernels without BTF", 1);
            continue;
        };
        let size = btf.metadata()?.len();
        ensure!(size >= VMLINUX_MIN, "{}: {size} bytes of BTF", kernel.label);
        let expected = match kernel.endian {
            Endian::Little => [0x9f, 0xeb],
            Endian::Big => [0xeb, 0x9f],
        };
        ensure!(fs::read(&btf)?.starts_with(&expected), "{}: wrong magic number", kernel.label);
        for module in &modules {
            let Some(btf) = &module.btf else { continue };
            report.count("modules with BTF", 1);
            ensure!(fs::read(btf)?.starts_with(&expected), "{}: {}", kernel.label, module.name);
        }
    }
    for kernel in lab.main_kernels()? {
        let modules = kernel.modules()?;
        ensure!(modules.len() > 900, "{}: only {} modules", kernel.label, modules.len());
        let with_btf = modules.iter().filter(|module| module.btf.is_some()).count();
        let expected = if kernel.release.starts_with("5.10.") { 0 } else { modules.len() };
        ensure!(with_btf == expected, "{}: {with_btf} modules with BTF", kernel.label);
    }
    Ok(report)
}

/// What was cut out of vmlinux is what bpftool finds in vmlinux itself.
pub(super) fn bpftool_agrees(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let (Some(btf), Some(vmlinux)) = (kernel.vmlinux_btf(), kernel.vmlinux()) else { continue };
        let cut = listing(lab, &btf)?;
        ensure!(cut == listing(lab, &vmlinux)?, "{}: the listings differ", kernel.label);
        report.count("kernels", 1);
        report.count("types", u64::try_from(cut.lines().filter(|l| l.starts_with('[')).count())?);
    }
    Ok(report)
}

/// The kinds that a compiler emits are all there, so what is tested on the objects is tested on every kind.
pub(super) fn objects_hold_every_kind(lab: &Lab) -> Result<Report> {
    const KINDS: [&str; 19] = [
        "ARRAY",
        "CONST",
        "DATASEC",
        "DECL_TAG",
        "ENUM",
        "ENUM64",
        "FLOAT",
        "FUNC",
        "FUNC_PROTO",
        "FWD",
        "INT",
        "PTR",
        "RESTRICT",
        "STRUCT",
        "TYPEDEF",
        "TYPE_TAG",
        "UNION",
        "VAR",
        "VOLATILE",
    ];
    let mut report = Report::default();
    for endian in [Endian::Little, Endian::Big] {
        let mut found = BTreeSet::new();
        for object in lab.objects()?.iter().filter(|object| object.endian == endian) {
            report.count("objects", 1);
            report.count(&format!("by {}'s compiler", object.compiler), 1);
            let text = listing(lab, &object.path).with_context(|| object.name.clone())?;
            for line in text.lines().filter(|line| line.starts_with('[')) {
                report.count("types", 1);
                found.extend(line.split_whitespace().nth(1).map(str::to_owned));
            }
        }
        if let Some(missing) = KINDS.iter().find(|kind| !found.contains(**kind)) {
            bail!("no object has a {missing} ({endian:?} endian)");
        }
    }
    Ok(report)
}

fn listing(lab: &Lab, path: &Path) -> Result<String> {
    command::text(lab.peer("bpftool")?.args(["btf", "dump", "file"]).arg(path))
}
