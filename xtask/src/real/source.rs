//! `btfly-source` on real kernels · every form in which a kernel comes → the very bytes that other tools took out of it · never a comparison of less than whole sections.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use btfly_btf::Slot;
use btfly_source::{BaseFrom, Kmods, Opened, Options, decode_all, find, open, open_packages};

use super::Report;
use crate::lab::{Kernel, Lab};

/// Packages, the tree they unpack to and a directory of raw files give the same sections.
pub(super) fn whole_kernels(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let options = Options::default();
    for kernel in lab.kernels()?.iter().filter(|kernel| kernel.vmlinux_btf().is_some()) {
        let packages = open_packages(&kernel.debs()?, &options)?;
        ensure!(
            packages.release.as_deref() == Some(kernel.release.as_str()),
            "{}: release {:?}",
            kernel.label,
            packages.release
        );
        compare(&packages, kernel, &mut report).context("packages")?;
        for place in [kernel.folder.join("tree"), kernel.modules_folder()?, kernel.folder.clone()] {
            let opened = open(&place, &options)?;
            compare(&opened, kernel, &mut report).with_context(|| place.display().to_string())?;
        }
    }
    Ok(report)
}

/// A kernel alone comes out of its boot image, its ELF file and its packages; one without types says so.
pub(super) fn kernels_alone(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let options = Options { kmods: Kmods::None, ..Options::default() };
    for kernel in lab.kernels()? {
        let Some(btf) = kernel.vmlinux_btf() else {
            let error = open(&kernel.image(), &options).err();
            ensure!(
                error.as_ref().is_some_and(btfly_source::Error::is_absence),
                "{}: expected no types, got {error:?}",
                kernel.label
            );
            report.count("images without types", 1);
            continue;
        };
        let expected = fs::read(&btf)?;
        let forms = [btf, kernel.image(), kernel.folder.join("debs")];
        for form in forms.into_iter().chain(kernel.vmlinux()) {
            let opened = open(&form, &options)?;
            ensure!(opened.set.base().bytes() == expected, "{} differs", form.display());
            report.count("files", 1);
        }
    }
    Ok(report)
}

/// A module opened alone finds the kernel it belongs to, compressed or not.
pub(super) fn kmods_alone(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.kernels()? {
        let Some(module) = kernel.modules()?.into_iter().find(|module| module.btf.is_some()) else {
            continue;
        };
        let expected = fs::read(module.btf.context("checked above")?)?;
        let opened = open(&module.file, &Options::default())?;
        let slot = opened.focus.context("a module has a slot of its own")?;
        ensure!(opened.set.btf(slot)?.bytes() == expected, "{} differs", module.file.display());
        ensure!(opened.set.slot_name(slot) == module.name, "{}", opened.set.slot_name(slot));
        ensure!(matches!(opened.base_from, BaseFrom::File(_)), "{:?}", opened.base_from);
        report.count("modules", 1);
    }
    Ok(report)
}

/// Names of modules are found without reading the others, and any number of threads finds the same.
pub(super) fn names_of_kmods(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for kernel in lab.main_kernels()? {
        if kernel.mods().read_dir()?.next().is_none() {
            continue;
        }
        for name in ["nf_conntrack_net", "xfs_inode", "no_such_type", "list_head"] {
            let opened = open(&kernel.folder, &Options::default())?;
            let alone = find(&opened.set, name, None, std::num::NonZero::new(1));
            let n_decoded = opened.set.decoded();
            ensure!(n_decoded < 100, "{}: {name} decoded {n_decoded} modules", kernel.label);
            let again = open(&kernel.folder, &Options::default())?;
            ensure!(find(&again.set, name, None, None) == alone, "{}: {name}", kernel.label);
            // The naive way: decode everything, look everywhere.
            decode_all(&again.set, None, &|_| ());
            ensure!(again.set.find(name, None) == alone, "{}: {name}, decoded", kernel.label);
            report.count("searches", 1);
            report.count("hits", u64::try_from(alone.len())?);
        }
    }
    Ok(report)
}

fn compare(opened: &Opened, kernel: &Kernel, report: &mut Report) -> Result<()> {
    let expected = fs::read(kernel.vmlinux_btf().context("the caller looked")?)?;
    ensure!(opened.set.base().bytes() == expected, "{}: vmlinux differs", opened.name);
    report.count("kernels", 1);
    let files = raw_files(&kernel.mods())?;
    decode_all(&opened.set, None, &|_| ());
    let mut n_same = 0;
    for slot in opened.set.slots().filter(|slot| *slot != Slot::BASE) {
        let name = opened.set.slot_name(slot);
        // Kernels that are here for their image have few raw files, and modules without types have none.
        let Some(expected) = files.get(name) else { continue };
        let btf = opened.set.btf(slot).with_context(|| name.to_owned())?;
        ensure!(btf.bytes() == fs::read(expected)?, "{name} differs");
        n_same += 1;
    }
    ensure!(n_same == files.len(), "{n_same} of {} modules found", files.len());
    report.count("modules", u64::try_from(n_same)?);
    Ok(())
}

fn raw_files(mods: &Path) -> Result<BTreeMap<String, std::path::PathBuf>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(mods)? {
        let path = entry?.path();
        let name = path.file_stem().context("a name")?.to_string_lossy().into_owned();
        files.insert(name, path);
    }
    Ok(files)
}
