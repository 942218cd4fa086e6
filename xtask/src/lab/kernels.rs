//! Which kernels, and how each gets into the lab · a row of the table → a folder under `kernels/` · never decides what a
//! release is called: releases move on, so names come from Debian's meta packages at run time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::apt::Apt;
use super::{Lab, Log, kernel, outsider, stage};
use crate::command;

/// A kernel to fetch.
#[derive(Debug)]
pub(super) struct Source {
    /// Its name in the lab.
    pub(super) label: &'static str,
    pub(super) suite: &'static str,
    /// Debian's word for it: `amd64`, `arm64`, `s390x`.
    pub(super) architecture: &'static str,
    /// The last part of the package's name.
    flavour: &'static str,
    /// What its version begins with.
    series: &'static str,
    modules: Modules,
}

/// How many of a kernel's modules to keep.
#[derive(Clone, Copy, Debug)]
enum Modules {
    All,
    /// At most so many, evenly from the sorted list: enough to see that the architecture works.
    Some(usize),
    None,
}

const fn source(
    label: &'static str,
    suite: &'static str,
    architecture: &'static str,
    flavour: &'static str,
    series: &'static str,
    modules: Modules,
) -> Source {
    Source { label, suite, architecture, flavour, series, modules }
}

/// The kernels: four ages on x86, a big-endian one, and one for each further form of boot image.
pub(super) const SOURCES: &[Source] = &[
    // No BTF in modules yet; bzImage with LZ4.
    source("5.10", "bullseye", "amd64", "cloud-amd64", "5.10.", Modules::All),
    // Plain `.ko` files.
    source("6.1", "bookworm", "amd64", "cloud-amd64", "6.1.", Modules::All),
    // `.ko.xz`; bzImage with Zstandard.
    source("6.12", "trixie", "amd64", "cloud-amd64", "6.12.", Modules::All),
    // Sorted by name; modules repeat types of vmlinux; the image lies among the modules.
    source("7.2", "sid", "amd64", "cloud-amd64", "7.2.", Modules::All),
    // 64-bit big-endian, with a boot image of its own kind.
    source("6.12-s390x", "trixie", "s390x", "s390x", "6.12.", Modules::Some(300)),
    // An uncompressed image.
    source("6.12-arm64", "trixie", "arm64", "cloud-arm64", "6.12.", Modules::Some(10)),
    // bzImage with XZ and its filter for x86 code.
    source("5.10-amd64", "bullseye", "amd64", "amd64", "5.10.", Modules::None),
    source("7.2-riscv64", "sid", "riscv64", "riscv64", "7.2.", Modules::None),
    // An EFI zboot image with Zstandard. This kernel is built without BTF, which a reader has to say.
    source("7.2-loong64", "sid", "loong64", "loong64", "7.2.", Modules::None),
];

/// Counts up when the steps below change, so that folders made by older ones are made anew.
const RECIPE: &str = "2\n";

/// Written into a kernel's folder; says which steps made it.
const STAMP: &str = "recipe";

impl Source {
    pub(super) fn is_made(&self, lab: &Lab) -> bool {
        let stamp = lab.path("kernels").join(self.label).join(STAMP);
        fs::read_to_string(stamp).is_ok_and(|recipe| recipe == RECIPE)
    }
}

/// Fetches every kernel that is not there.
pub(super) fn make(lab: &Lab, log: &Log) -> Result<()> {
    fs::create_dir_all(lab.path("kernels"))?;
    for source in SOURCES.iter().filter(|source| !source.is_made(lab)) {
        let target = lab.path("kernels").join(source.label);
        stage::publish(&target, |new| make_one(lab, source, new, log))
            .with_context(|| format!("kernel {}", source.label))?;
    }
    Ok(())
}

fn make_one(lab: &Lab, source: &Source, new: &Path, log: &Log) -> Result<()> {
    let label = source.label;
    let apt = Apt::open(lab.root(), source.suite, source.architecture)?;
    let packages = packages(&apt, source, log)?;
    let debs = new.join("debs");
    fs::create_dir(&debs)?;
    log.say(&format!("kernel {label}: download {}", packages.join(" ")));
    apt.download(&packages, &debs)?;

    let tree = new.join("tree");
    for deb in kernel::files(&debs)? {
        command::quiet(Command::new("dpkg-deb").arg("-x").args([&deb, &tree]))?;
    }
    let modules = kernel::modules_folder(&tree)?;
    let release = kernel::file_name(&modules).to_owned();
    fs::write(new.join("release"), format!("{release}\n"))?;
    let image = image(&tree, &release)?;
    let within = image.strip_prefix(new)?;
    std::os::unix::fs::symlink(within, new.join("image"))?;

    let mut found = kernel::module_files(&modules)?;
    prune(&mut found, source.modules)?;
    let types = outsider::vmlinux(&image, new)?;
    let mods = new.join("mods");
    fs::create_dir(&mods)?;
    let with_btf = outsider::modules(&found, &mods, source.architecture)?;
    log.say(&format!(
        "kernel {label}: {release}, vmlinux {types} bytes of BTF, {with_btf} of {} modules with BTF",
        found.len()
    ));
    fs::write(new.join(STAMP), RECIPE)?;
    Ok(())
}

/// The packages that hold the newest kernel of a source. Up to 6.12 one package holds everything; from 7.x on the image
/// package is empty and depends on parts.
fn packages(apt: &Apt, source: &Source, log: &Log) -> Result<Vec<String>> {
    let meta = format!("linux-image-{}", source.flavour);
    let prefix = format!("linux-image-{}", source.series);
    let named = apt.depends(&meta)?.into_iter().find(|name| is_image(name));
    let image = match named {
        Some(name) if name.starts_with(&prefix) => name,
        // The suite has moved on to another series; the old one may still be in the archive.
        other => {
            let mut left = apt.names(&prefix)?;
            left.retain(|name| is_of_flavour(name, &prefix, source.flavour));
            match (left.into_iter().max(), other) {
                (Some(name), _) => name,
                (None, Some(name)) => {
                    log.say(&format!(
                        "kernel {}: SERIES IS GONE, takes {name} instead",
                        source.label
                    ));
                    name
                }
                (None, None) => {
                    bail!("`{meta}` names no kernel, and no package begins with `{prefix}`")
                }
            }
        }
    };
    let mut parts = apt.depends(&image)?;
    parts.retain(|name| {
        let part = |kind: &str| name.starts_with(&format!("linux-{kind}-"));
        part("binary") || (part("modules") && !matches!(source.modules, Modules::None))
    });
    Ok(if parts.is_empty() { vec![image] } else { parts })
}

fn is_image(package: &str) -> bool {
    package
        .strip_prefix("linux-image-")
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// `linux-image-6.12.107+deb13-amd64` is of flavour `amd64`; `…+deb13-cloud-amd64` and `…-amd64-dbg` are not.
fn is_of_flavour(package: &str, prefix: &str, flavour: &str) -> bool {
    let middle = package
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_suffix(flavour))
        .and_then(|rest| rest.strip_suffix('-'));
    middle.is_some_and(|middle| {
        middle.replace("deb", "").chars().all(|c| c.is_ascii_digit() || "+.-~".contains(c))
    })
}

fn image(tree: &Path, release: &str) -> Result<PathBuf> {
    let modules = kernel::modules_folder(tree)?;
    let candidates = [
        tree.join(format!("boot/vmlinuz-{release}")),
        tree.join(format!("boot/vmlinux-{release}")),
        modules.join("vmlinuz"),
        modules.join("vmlinux"),
    ];
    candidates
        .into_iter()
        .find(|path| path.exists())
        .with_context(|| format!("no boot image in {}", tree.display()))
}

/// Deletes the modules that are not wanted, from the list and from the disk.
fn prune(modules: &mut Vec<PathBuf>, wanted: Modules) -> Result<()> {
    let keep = match wanted {
        Modules::All => return Ok(()),
        Modules::Some(count) => count,
        Modules::None => 0,
    };
    let step = modules.len().checked_div(keep).unwrap_or(usize::MAX).max(1);
    let mut kept = Vec::new();
    for (index, path) in modules.drain(..).enumerate() {
        if index % step == 0 && kept.len() < keep {
            kept.push(path);
        } else {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    *modules = kept;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(package: &str, expected: bool) {
        assert_eq!(is_of_flavour(package, "linux-image-6.12.", "amd64"), expected, "{package}");
    }

    #[test]
    fn a_flavour_is_the_whole_end_of_a_name() {
        check("linux-image-6.12.107+deb13-amd64", true);
        check("linux-image-6.12.9-1-amd64", true);
        check("linux-image-6.12.107+deb13-cloud-amd64", false);
        check("linux-image-6.12.107+deb13-rt-amd64", false);
        check("linux-image-6.12.107+deb13-amd64-dbg", false);
        check("linux-image-6.1.0-50-amd64", false);
    }

    #[test]
    fn the_meta_packages_own_name_is_no_image() {
        assert!(is_image("linux-image-7.2.13+deb14-cloud-amd64"));
        assert!(!is_image("linux-image-cloud-amd64"));
        assert!(!is_image("linux-base-cloud-amd64"));
    }

    #[test]
    fn labels_are_unique() {
        for (index, source) in SOURCES.iter().enumerate() {
            assert!(SOURCES.iter().skip(index + 1).all(|other| other.label != source.label));
        }
    }
}
