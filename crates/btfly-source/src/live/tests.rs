//! A running kernel in a directory: what sysfs and procfs would show.

use btfly_btf::doc;

use super::*;
use crate::section::tests::section;
use crate::tree::tests::Dir;

/// A root with a kernel that runs and has these modules loaded.
fn root(kmods: &[(&str, Vec<u8>)]) -> Dir {
    let dir = Dir::new();
    dir.put("sys/kernel/btf/vmlinux", &doc::example_bytes());
    dir.put("proc/sys/kernel/osrelease", b"6.1-test\n");
    for (name, content) in kmods {
        dir.put(&format!("sys/kernel/btf/{name}"), content);
    }
    dir
}

fn options(dir: &Dir) -> Options<'static> {
    Options { root: Some(dir.0.clone()), ..Options::default() }
}

#[test]
fn loaded_modules_are_a_set_with_the_kernel() {
    // A module that adds no type has a header and nothing behind it.
    let empty = section(&[], &[], false);
    let dir = root(&[("dummy", doc::example_module_bytes()), ("empty", empty), ("bad", vec![1])]);
    let opened = running(&options(&dir)).unwrap();
    assert_eq!(opened.layers, [Container::Running]);
    assert_eq!(opened.release.as_deref(), Some("6.1-test"));
    let names: Vec<_> = opened.set.kmods().iter().map(|kmod| kmod.name().to_owned()).collect();
    assert_eq!(names, ["bad", "dummy", "empty"]);
    assert_eq!(opened.set.set_aside().count(), 1);
    assert_eq!(opened.set.find("dummy_priv", None).len(), 1);
}

#[test]
fn one_loaded_module_is_opened_on_the_running_kernel() {
    let dir = root(&[("dummy_net", doc::example_module_bytes())]);
    let opened = running_kmod("dummy-net", &options(&dir)).unwrap();
    let slot = opened.focus.unwrap();
    assert_eq!(opened.set.slot_name(slot), "dummy_net");
    assert_eq!(opened.set.btf(slot).unwrap().iter().len(), 1);
    assert_eq!(opened.base_from, BaseFrom::Running);
}

#[test]
fn a_module_that_is_not_loaded_and_a_name_that_is_a_path_are_refused() {
    let dir = root(&[]);
    for name in ["xfs", "../vmlinux", "", ".", "a/b"] {
        let error = running_kmod(name, &options(&dir)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::NoSuchKmod { .. }), "{name}: {error}");
    }
}

#[test]
fn a_kernel_without_types_says_what_to_do() {
    let dir = Dir::new();
    for error in [running(&options(&dir)), running_kmod("xfs", &options(&dir))] {
        let error = error.unwrap_err();
        assert!(error.is_absence() && error.hint().unwrap().contains("sysfs"), "{error}");
    }
}
