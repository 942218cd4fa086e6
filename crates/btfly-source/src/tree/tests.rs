//! Directories as distributions and tools lay them out.

use std::sync::atomic::{AtomicUsize, Ordering};

use btfly_btf::{Kind, doc};

use super::*;
use crate::{Base, Kmods};

/// A directory that is gone at the end of the test.
pub(crate) struct Dir(pub(crate) PathBuf);

impl Dir {
    pub(crate) fn new() -> Self {
        static N: AtomicUsize = AtomicUsize::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("btfly-tree-{}-{n}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn put(&self, path: &str, content: &[u8]) -> PathBuf {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Dir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn vmlinux() -> Vec<u8> {
    doc::example_bytes()
}

fn kmod() -> Vec<u8> {
    doc::example_module_bytes()
}

/// The modules that define what the example module defines.
fn owners(opened: &Opened) -> Vec<String> {
    let found = opened.set.find("dummy_priv", Some(Kind::Struct));
    found.iter().map(|loc| opened.set.slot_name(loc.slot).to_owned()).collect()
}

fn plain(path: &Path) -> Result<Opened, Error> {
    open(path, &Options::default())
}

#[test]
fn raw_files_side_by_side_are_a_set() {
    let dir = Dir::new();
    dir.put("vmlinux.btf", &vmlinux());
    dir.put("dummy-net.btf", &kmod());
    dir.put("mods/xfs.btf", &kmod());
    dir.put("README.md", b"nothing to see");
    let opened = plain(&dir.0).unwrap();
    assert_eq!(owners(&opened), ["dummy_net", "xfs"]);
    assert_eq!(opened.base_from, BaseFrom::File(dir.0.join("vmlinux.btf")));
}

#[test]
fn a_copy_of_sysfs_has_names_without_suffix() {
    let dir = Dir::new();
    dir.put("vmlinux", &vmlinux());
    dir.put("xfs", &kmod());
    dir.put("COPYING", b"a licence, and no BTF");
    assert_eq!(owners(&plain(&dir.0).unwrap()), ["xfs"]);
}

#[test]
fn opening_reads_no_module() {
    let dir = Dir::new();
    dir.put("vmlinux.btf", &vmlinux());
    dir.put("xfs.btf", &kmod());
    let opened = plain(&dir.0).unwrap();
    assert_eq!(opened.set.decoded(), 0);
    fs::remove_file(dir.0.join("xfs.btf")).unwrap();
    let aside: Vec<_> = opened.set.set_aside().collect();
    assert_eq!(aside.len(), 1);
    assert!(aside[0].1.to_string().contains("xfs.btf: cannot read"), "{}", aside[0].1);
}

#[test]
fn one_broken_module_is_set_aside_and_the_others_answer() {
    let dir = Dir::new();
    dir.put("vmlinux.btf", &vmlinux());
    dir.put("a.btf", b"broken");
    dir.put("b.btf", &kmod());
    let opened = plain(&dir.0).unwrap();
    assert_eq!(owners(&opened), ["b"]);
    let aside: Vec<_> =
        opened.set.set_aside().map(|(slot, _)| opened.set.slot_name(slot).to_owned()).collect();
    assert_eq!(aside, ["a"]);
}

#[test]
fn a_module_tree_finds_its_kernel_in_boot() {
    for boot in [
        "boot/vmlinuz-6.1",
        "boot/vmlinux-6.1",
        "lib/modules/6.1/vmlinuz",
        "usr/lib/debug/boot/vmlinux-6.1",
    ] {
        let dir = Dir::new();
        dir.put(boot, &vmlinux());
        dir.put("lib/modules/6.1/kernel/fs/xfs.ko", &kmod());
        dir.put("lib/modules/6.1/modules.dep", b"");
        let opened = plain(&dir.0.join("lib/modules/6.1")).unwrap();
        assert_eq!(owners(&opened), ["xfs"], "{boot}");
        assert_eq!(opened.release.as_deref(), Some("6.1"));
        // The root of the file system, and the directory of all trees, lead to the only tree there is.
        assert_eq!(owners(&plain(&dir.0).unwrap()), ["xfs"]);
        assert_eq!(owners(&plain(&dir.0.join("lib/modules")).unwrap()), ["xfs"]);
    }
}

#[test]
fn updates_come_before_the_kernels_own_modules() {
    let dir = Dir::new();
    dir.put("boot/vmlinuz-6.1", &vmlinux());
    dir.put("lib/modules/6.1/kernel/fs/xfs.ko", b"the old one");
    dir.put("lib/modules/6.1/updates/dkms/xfs.ko", &kmod());
    let opened = plain(&dir.0.join("lib/modules/6.1")).unwrap();
    assert_eq!(owners(&opened), ["xfs"]);
    assert_eq!(opened.set.kmods().len(), 1);
}

#[test]
fn several_kernels_are_an_error_that_names_them() {
    let dir = Dir::new();
    dir.put("lib/modules/6.1/kernel/x.ko", &kmod());
    dir.put("lib/modules/6.12/kernel/x.ko", &kmod());
    let error = plain(&dir.0).unwrap_err();
    assert!(error.to_string().ends_with("several kernels: 6.1, 6.12"), "{error}");
}

#[test]
fn modules_without_a_kernel_say_where_it_was_looked_for() {
    let dir = Dir::new();
    dir.put("lib/modules/6.1/kernel/x.ko", &kmod());
    let tree = dir.0.join("lib/modules/6.1");
    let error = plain(&tree).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoKernel { n_kmods: 1 }), "{error}");
    assert!(error.hint().unwrap().contains("boot/vmlinuz-6.1"), "{:?}", error.hint());
    let base = dir.put("elsewhere.btf", &vmlinux());
    let options = Options { base: Some(Base::Path(base)), ..Options::default() };
    let opened = open(&tree, &options).unwrap();
    assert_eq!((owners(&opened), opened.base_from.clone()), (vec!["x".into()], BaseFrom::Given));
}

#[test]
fn a_kernel_that_cannot_be_used_says_why() {
    let dir = Dir::new();
    dir.put("boot/vmlinuz-6.1", b"\x7fELF and no more");
    dir.put("lib/modules/6.1/kernel/x.ko", &kmod());
    let error = plain(&dir.0.join("lib/modules/6.1")).unwrap_err();
    assert!(error.path().ends_with("boot/vmlinuz-6.1"), "{error}");
}

#[test]
fn named_modules_only() {
    let dir = Dir::new();
    dir.put("vmlinux.btf", &vmlinux());
    dir.put("a.btf", &kmod());
    dir.put("b_c.btf", &kmod());
    let kmods = Kmods::Named(vec!["b-c".into()]);
    let opened = open(&dir.0, &Options { kmods, ..Options::default() }).unwrap();
    assert_eq!(owners(&opened), ["b_c"]);
}

#[test]
fn a_directory_without_types_is_an_error_with_a_hint() {
    let dir = Dir::new();
    dir.put("notes.txt", b"nothing");
    let error = plain(&dir.0).unwrap_err();
    assert!(error.is_absence() && error.hint().is_some(), "{error}");
}

#[cfg(unix)]
#[test]
fn links_to_directories_are_not_followed() {
    let dir = Dir::new();
    dir.put("boot/vmlinuz-6.1", &vmlinux());
    dir.put("lib/modules/6.1/kernel/x.ko", &kmod());
    let tree = dir.0.join("lib/modules/6.1");
    std::os::unix::fs::symlink(&tree, tree.join("build")).unwrap();
    std::os::unix::fs::symlink(&dir.0, tree.join("kernel/loop")).unwrap();
    assert_eq!(owners(&plain(&tree).unwrap()), ["x"]);
}
