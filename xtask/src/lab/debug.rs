//! vmlinux and modules with debug information, as Debian packages them · a kernel of the lab → an ELF of 300 MB and more, and
//! some modules · never part of a complete lab: what needs it fetches it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use super::apt::Apt;
use super::{Lab, Log, kernel, kernels, stage};
use crate::command;

/// Where in the package, and so in the lab, vmlinux lies.
const BOOT: &str = "usr/lib/debug/boot";

impl Lab {
    /// The vmlinux with DWARF of the kernel under `label`; fetched if it is not there.
    pub fn debug_vmlinux(&self, label: &str) -> Result<PathBuf> {
        let folder = self.path("debug").join(label);
        stage::publish_once(&folder, |new| {
            fetch(self, label, new, &[format!("./{BOOT}/vmlinux-*")])
        })
        .with_context(|| format!("debug package of {label}"))?;
        let found = kernel::files(&folder.join(BOOT))?;
        found.into_iter().next().with_context(|| format!("no vmlinux in {}", folder.display()))
    }

    /// Modules with DWARF of the kernel under `label`, sorted by path: every `nth`. Fetched if they are not there; all of
    /// 6.12 are 1.5 GB.
    pub fn debug_kmods(&self, label: &str, nth: usize) -> Result<Vec<PathBuf>> {
        let folder = self.path("debug").join(format!("{label}-kmods-{nth}"));
        stage::publish_once(&folder, |new| {
            let modules = self.kernel(label)?.modules()?;
            let wanted: Vec<String> = modules
                .iter()
                .step_by(nth)
                .map(|module| kernel::file_name(&module.file))
                .filter_map(|name| Some(format!("*/{}.ko*", name.split_once(".ko")?.0)))
                .collect();
            fetch(self, label, new, &wanted)
        })
        .with_context(|| format!("debug package of {label}"))?;
        kernel::module_files(&folder)
    }
}

/// Downloads the debug package and unpacks what the patterns name.
fn fetch(lab: &Lab, label: &str, new: &Path, wanted: &[String]) -> Result<()> {
    let log = Log { start: Instant::now() };
    let source = kernels::SOURCES.iter().find(|source| source.label == label);
    let source = source.context("no such kernel in the lab")?;
    let release = fs::read_to_string(lab.path("kernels").join(label).join("release"))?;
    let package = format!("linux-image-{}-dbg", release.trim());
    log.say(&format!("debug {label}: download {package}"));
    Apt::open(lab.root(), source.suite, source.architecture)?.download(&[package], new)?;
    let deb = kernel::files(new)?.into_iter().next().context("no package downloaded")?;
    let mut unpack = Command::new("sh");
    unpack.args([
        "-c",
        "deb=$1; cd \"$2\"; shift 2; dpkg-deb --fsys-tarfile \"$deb\" | tar -x --wildcards \"$@\"",
        "sh",
    ]);
    command::quiet(unpack.args([&deb, new]).args(wanted))?;
    fs::remove_file(deb)?;
    Ok(())
}
