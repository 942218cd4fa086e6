//! Real kernels. `BTFLY_LAB` names a directory with `kernels/*/vmlinux.btf`, `mods/*.btf`, `debs/` and
//! `tree/`, whose raw files other tools took out of the same packages.

use std::collections::BTreeMap;

use btfly_btf::Slot;
use btfly_source::{Kmods, Opened, Options, decode_all, open, running};

use super::*;

#[test]
fn the_running_kernel_reads_as_its_file_does() {
    let path = Path::new("/sys/kernel/btf/vmlinux");
    let Ok(expected) = std::fs::read(path) else {
        eprintln!("skipped: no {}", path.display());
        return;
    };
    let options = Options::default();
    let kernel = running(&options).unwrap();
    assert!(kernel.set.base().bytes() == expected, "mapped and read differ");
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap();
    assert_eq!(kernel.release.as_deref(), Some(release.trim_end()));
    let n_files = std::fs::read_dir("/sys/kernel/btf").unwrap().count();
    assert_eq!(kernel.set.kmods().len() + 1, n_files);
    assert!(open(path, &options).unwrap().set.base().bytes() == expected);
}

fn kernels() -> Vec<PathBuf> {
    let Some(lab) = std::env::var_os("BTFLY_LAB") else {
        eprintln!("skipped: BTFLY_LAB is not set, no real kernels to open");
        return Vec::new();
    };
    let entries = std::fs::read_dir(Path::new(&lab).join("kernels")).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|kernel| kernel.join("vmlinux.btf").is_file());
    found.sort();
    assert!(!found.is_empty(), "no kernels in {lab:?}");
    found
}

/// Every byte of every section, against the files beside it.
fn check(opened: &Opened, kernel: &Path) {
    let expected = std::fs::read(kernel.join("vmlinux.btf")).unwrap();
    assert!(opened.set.base().bytes() == expected, "{}: vmlinux differs", opened.name);
    let files = std::fs::read_dir(kernel.join("mods")).into_iter().flatten();
    let files: BTreeMap<String, PathBuf> = files
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    decode_all(&opened.set, None, &|_| ());
    let mut n_same = 0;
    for slot in opened.set.slots().filter(|slot| *slot != Slot::BASE) {
        let name = opened.set.slot_name(slot);
        // The other tool's directory may hold fewer modules, and has no file for one without types.
        let Some(path) = files.get(name) else { continue };
        let btf = opened.set.btf(slot).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(btf.bytes() == std::fs::read(path).unwrap(), "{name} differs");
        n_same += 1;
    }
    assert_eq!(n_same, files.len(), "{}: modules that were not found", opened.name);
    eprintln!("{}: vmlinux and {n_same} modules are the same", opened.name);
}

#[test]
fn packages_of_real_kernels_hold_what_other_tools_found() {
    for kernel in kernels() {
        let opened = open(&kernel.join("debs"), &Options::default()).unwrap();
        let release = std::fs::read_to_string(kernel.join("release")).unwrap();
        assert_eq!(opened.release.as_deref(), Some(release.trim_end()));
        check(&opened, &kernel);
    }
}

#[test]
fn trees_and_directories_of_real_kernels_hold_the_same() {
    for kernel in kernels() {
        for place in [kernel.join("tree"), kernel.clone()] {
            if place.is_dir() {
                check(&open(&place, &Options::default()).unwrap(), &kernel);
            }
        }
    }
}

#[test]
fn the_kernel_alone_is_found_in_every_form() {
    let options = Options { kmods: Kmods::None, ..Options::default() };
    for kernel in kernels() {
        let expected = std::fs::read(kernel.join("vmlinux.btf")).unwrap();
        for form in ["vmlinux", "vmlinux.btf", "debs", "tree"].map(|form| kernel.join(form)) {
            if form.exists() {
                let opened = open(&form, &options).unwrap();
                assert!(opened.set.base().bytes() == expected, "{} differs", form.display());
            }
        }
    }
}
