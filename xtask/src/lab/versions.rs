//! What exactly is in the lab · kernels and tools → a file of lines `name version`, for reports and benchmarks · never
//! guesses: every version is what the thing says of itself.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Lab, stage};
use crate::command;

const FILE: &str = "versions";

/// Packages of the sid root that answers depend on.
const SID_PACKAGES: &[&str] = &[
    "bpftool",
    "libbpf1",
    "dwarves",
    "clang",
    "gcc",
    "golang-go",
    "golang-github-cilium-ebpf-dev",
];

pub(super) fn write(lab: &Lab) -> Result<()> {
    let mut text = String::new();
    for kernel in lab.kernels()? {
        writeln!(text, "kernel-{} {}", kernel.label, kernel.release)?;
    }
    for package in SID_PACKAGES {
        writeln!(text, "sid-{package} {}", sid_package(lab, package)?)?;
    }
    writeln!(text, "host-clang {}", clang_of_host()?)?;
    for (tool, argument) in [("gcc", "-dumpfullversion"), ("pahole", "--version")] {
        let said = command::text(Command::new(tool).arg(argument))?;
        writeln!(text, "host-{tool} {}", said.trim())?;
    }
    if fs::read_to_string(lab.path(FILE)).is_ok_and(|old| old == text) {
        return Ok(());
    }
    stage::publish_file(&lab.path(FILE), text.as_bytes())
}

pub(super) fn read(lab: &Lab) -> Result<Vec<(String, String)>> {
    let path = lab.path(FILE);
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect())
}

pub(super) fn clang_of_host() -> Result<String> {
    first_line(Command::new("clang").arg("--version"))
}

pub(super) fn clang_of_sid(lab: &Lab) -> Result<String> {
    sid_package(lab, "clang")
}

fn sid_package(lab: &Lab, package: &str) -> Result<String> {
    let admin = lab.path("sid").join("var/lib/dpkg");
    let mut query = Command::new("dpkg-query");
    query.arg(format!("--admindir={}", admin.display()));
    query.args(["-W", "-f", "${Version}", package]);
    command::text(&mut query)
}

fn first_line(command: &mut Command) -> Result<String> {
    let said = command::text(command)?;
    Ok(said.lines().next().unwrap_or_default().to_owned())
}
