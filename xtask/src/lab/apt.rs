//! Debian's archive · suite and architecture → packages downloaded, by apt with a folder of its own · never changes the
//! system's sources; installs tools on the host only where one is missing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

use super::Log;
use super::stage::Scratch;
use crate::command;

/// Programs that the lab needs on the host, and the package of each.
const HOST_TOOLS: &[(&str, &str)] = &[
    ("debootstrap", "debootstrap"),
    ("clang", "clang"),
    ("gcc", "gcc"),
    ("ld.lld", "lld"),
    ("dwz", "dwz"),
    ("pahole", "dwarves"),
    ("objcopy", "binutils"),
    ("s390x-linux-gnu-objcopy", "binutils-s390x-linux-gnu"),
    ("aarch64-linux-gnu-objcopy", "binutils-aarch64-linux-gnu"),
    ("xz", "xz-utils"),
    ("zstd", "zstd"),
    ("lz4", "lz4"),
];

/// The C library's headers have no program to look for.
const HOST_FILES: &[(&str, &str)] = &[("/usr/include/stdio.h", "libc6-dev")];

/// Where Debian keeps its keys, on hosts that are not Debian too when the package is installed.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Installs the packages of tools that the host does not have.
pub(super) fn host_tools(log: &Log) -> Result<()> {
    let programs = HOST_TOOLS.iter().filter(|(program, _)| command::which(program).is_none());
    let files = HOST_FILES.iter().filter(|(file, _)| !Path::new(file).exists());
    let missing: Vec<&str> = programs.chain(files).map(|&(_, package)| package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    log.say(&format!("install on the host: {}", missing.join(" ")));
    let hint = "hint: as root on Debian this is automatic; elsewhere install these by hand";
    command::quiet(Command::new("apt-get").args(["-q", "update"])).context(hint)?;
    command::quiet(
        Command::new("apt-get")
            .args(["-qy", "--no-install-recommends", "install"])
            .args(&missing)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .context(hint)
}

/// The archive to fetch from: `$BTFLY_DEBIAN_MIRROR`, or the one that the system's own apt uses.
pub(super) fn mirror() -> Result<String> {
    static FOUND: Mutex<Option<String>> = Mutex::new(None);
    let mut found = FOUND.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(mirror) = found.as_ref() {
        return Ok(mirror.clone());
    }
    let mirror = match std::env::var("BTFLY_DEBIAN_MIRROR") {
        Ok(mirror) if !mirror.is_empty() => mirror,
        _ => system_mirror()?,
    };
    *found = Some(mirror.clone());
    Ok(mirror)
}

fn system_mirror() -> Result<String> {
    let ask = || {
        command::text(Command::new("apt-get").args([
            "indextargets",
            "--format",
            "$(REPO_URI)",
            "Created-By: Packages",
            "Origin: Debian",
            "Label: Debian",
        ]))
    };
    let mut answer = ask()?;
    if answer.trim().is_empty() {
        // Who an archive belongs to stands in its release file, which a bare machine has not read yet.
        command::quiet(Command::new("apt-get").args(["-q", "update"]))?;
        answer = ask()?;
    }
    match answer.lines().next() {
        Some(mirror) => Ok(mirror.to_owned()),
        None => bail!(
            "apt knows no archive of Debian\nhint: set `BTFLY_DEBIAN_MIRROR` to the address of one"
        ),
    }
}

/// One suite for one architecture, with package lists of its own; removed when dropped.
#[derive(Debug)]
pub(super) struct Apt {
    folder: Scratch,
    architecture: String,
}

impl Apt {
    /// Reads the package lists of `suite` for `architecture`.
    pub(super) fn open(lab: &Path, suite: &str, architecture: &str) -> Result<Apt> {
        let folder = Scratch::new(lab, "apt")?;
        let apt = Apt { folder, architecture: architecture.to_owned() };
        for part in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(apt.folder.path().join(part))?;
        }
        let key = if Path::new(KEYRING).exists() {
            format!("signed-by={KEYRING} ")
        } else {
            String::new()
        };
        // Suites out of support no longer get their date renewed.
        let source = format!("deb [{key}check-valid-until=no] {} {suite} main\n", mirror()?);
        fs::write(apt.sources(), source)?;
        command::quiet(apt.apt_get().args(["-q", "update"]))
            .with_context(|| format!("package lists of {suite} for {architecture}"))?;
        Ok(apt)
    }

    /// The packages that `package` depends on.
    pub(super) fn depends(&self, package: &str) -> Result<Vec<String>> {
        let text =
            command::text(self.command("apt-cache").args(["depends", "--important", package]))?;
        Ok(dependencies(&text))
    }

    /// The names of all packages that begin so.
    pub(super) fn names(&self, prefix: &str) -> Result<Vec<String>> {
        let text = command::text(self.command("apt-cache").args(["pkgnames", prefix]))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Downloads `packages` into `folder`, under the archive's own file names.
    pub(super) fn download(&self, packages: &[String], folder: &Path) -> Result<()> {
        command::quiet(self.apt_get().args(["-q", "download"]).args(packages).current_dir(folder))
    }

    fn sources(&self) -> PathBuf {
        self.folder.path().join("sources.list")
    }

    fn apt_get(&self) -> Command {
        self.command("apt-get")
    }

    fn command(&self, program: &str) -> Command {
        let folder = self.folder.path().display();
        let mut command = Command::new(program);
        command.args([
            format!("-oDir::Etc::sourcelist={}", self.sources().display()),
            "-oDir::Etc::sourceparts=/dev/null".to_owned(),
            format!("-oDir::State::Lists={folder}/lists"),
            "-oDir::State::status=/dev/null".to_owned(),
            format!("-oDir::Cache={folder}/cache"),
            "-oAPT::Sandbox::User=root".to_owned(),
            format!("-oAPT::Architecture={}", self.architecture),
            format!("-oAPT::Architectures={}", self.architecture),
            "-oAcquire::Languages=none".to_owned(),
            "-oAcquire::Retries=3".to_owned(),
            // Icons and descriptions of programs: larger than the package lists, and of no use here.
            "-oAcquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
        ]);
        command
    }
}

fn dependencies(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("Depends: "))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_are_read_but_not_alternatives() {
        let text = "linux-image-7.2.13-amd64\n  Depends: linux-binary-7.2.13-amd64\n |Depends: kmod\n  \
                    Depends: linux-modules-7.2.13-amd64\n  Recommends: firmware\n";
        assert_eq!(dependencies(text), ["linux-binary-7.2.13-amd64", "linux-modules-7.2.13-amd64"]);
    }
}
