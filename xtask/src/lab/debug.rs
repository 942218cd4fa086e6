//! vmlinux with debug information, as Debian packages it · a kernel of the lab → an ELF of 300 MB and more · never part of
//! a complete lab: what needs it fetches it.

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
        stage::publish_once(&folder, |new| fetch(self, label, new))
            .with_context(|| format!("debug package of {label}"))?;
        let found = kernel::files(&folder.join(BOOT))?;
        found.into_iter().next().with_context(|| format!("no vmlinux in {}", folder.display()))
    }
}

fn fetch(lab: &Lab, label: &str, new: &Path) -> Result<()> {
    let log = Log { start: Instant::now() };
    let source = kernels::SOURCES.iter().find(|source| source.label == label);
    let source = source.context("no such kernel in the lab")?;
    let release = fs::read_to_string(lab.path("kernels").join(label).join("release"))?;
    let package = format!("linux-image-{}-dbg", release.trim());
    log.say(&format!("debug {label}: download {package}"));
    Apt::open(lab.root(), source.suite, source.architecture)?.download(&[package], new)?;
    let deb = kernel::files(new)?.into_iter().next().context("no package downloaded")?;
    // The modules' debug information is five times as much and not needed for vmlinux.
    let mut unpack = Command::new("sh");
    unpack.args([
        "-c",
        "dpkg-deb --fsys-tarfile \"$1\" | tar -x -C \"$2\" --wildcards \"./$3/vmlinux-*\"",
        "sh",
    ]);
    command::quiet(unpack.args([&deb, new]).arg(BOOT))?;
    fs::remove_file(deb)?;
    Ok(())
}
