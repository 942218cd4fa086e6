//! Sources as users have them: a file alone, a module beside its kernel, packages.

use btfly_btf::{Kind, doc};
use object::elf as e;

use super::*;
use crate::Base;
use crate::compressed::Compression;
use crate::compressed::tests::compress;
use crate::elf::tests::elf;
use crate::package::deb::tests::ar;
use crate::package::tar::tests::tar;
use crate::tree::tests::Dir;

fn vmlinux() -> Vec<u8> {
    doc::example_bytes()
}

fn kmod() -> Vec<u8> {
    doc::example_module_bytes()
}

fn ko(sections: &[(&str, &[u8])]) -> Vec<u8> {
    let sections: Vec<_> =
        sections.iter().map(|(name, data)| (*name, e::SHT_PROGBITS, 0, *data)).collect();
    elf(true, false, e::ET_REL, &sections)
}

fn deb(members: &[(&str, &[u8])]) -> Vec<u8> {
    let data = compress(Compression::Xz, &tar(members));
    ar(&[("debian-binary", b"2.0\n"), ("data.tar.xz", &data)])
}

fn plain(path: &Path) -> Result<Opened, Error> {
    open(path, &Options::default())
}

/// What is the source itself: the slot in focus, by name and number of types.
#[track_caller]
fn check_kmod(opened: &Opened, name: &str, base_from: &BaseFrom) {
    let slot = opened.focus.expect("a module was opened");
    assert_eq!(opened.set.slot_name(slot), name);
    assert_eq!(opened.set.btf(slot).unwrap().bytes(), kmod());
    assert_eq!(&opened.base_from, base_from);
}

#[test]
fn a_kernel_is_whole_in_itself() {
    let dir = Dir::new();
    let opened = plain(&dir.put("5.4.0-42-generic.btf", &vmlinux())).unwrap();
    assert_eq!((opened.focus, &opened.base_from), (None, &BaseFrom::Itself));
    assert_eq!(opened.set.slot_name(Slot::BASE), "vmlinux");
    assert_eq!(opened.set.base().bytes(), vmlinux());
}

#[test]
fn a_program_keeps_its_name_and_its_ext() {
    let dir = Dir::new();
    let object = ko(&[(".BTF", &vmlinux()), (".BTF.ext", b"ext")]);
    let opened = plain(&dir.put("trace.bpf.o", &object)).unwrap();
    assert_eq!(opened.set.slot_name(Slot::BASE), "trace.bpf");
    assert_eq!(opened.ext.unwrap().as_ref(), b"ext");
}

#[test]
fn a_module_finds_its_base_beside_it() {
    for base in ["vmlinux", "vmlinux.btf", "mods/vmlinux"] {
        let dir = Dir::new();
        let base = dir.put(base, &vmlinux());
        let opened = plain(&dir.put("mods/nf-nat.btf", &kmod())).unwrap();
        check_kmod(&opened, "nf_nat", &BaseFrom::File(base));
    }
}

#[test]
fn a_module_of_a_tree_finds_the_kernel_of_that_tree() {
    let dir = Dir::new();
    let base = dir.put("boot/vmlinuz-6.1", &vmlinux());
    let packed = compress(Compression::Xz, &ko(&[(".BTF", &kmod())]));
    let opened = plain(&dir.put("lib/modules/6.1/kernel/fs/xfs/xfs.ko.xz", &packed)).unwrap();
    check_kmod(&opened, "xfs", &BaseFrom::File(base));
    assert_eq!(opened.layers, [Container::Compressed(Compression::Xz), Container::Elf]);
}

#[test]
fn a_given_base_comes_first_in_every_form() {
    let dir = Dir::new();
    dir.put("vmlinux", b"not even BTF");
    let path = dir.put("xfs.btf", &kmod());
    let kernel = dir.put("elsewhere/kernel.btf", &vmlinux());
    let package = deb(&[("./boot/vmlinuz-6.1", &vmlinux())]);
    let package = dir.put("linux-image.deb", &package);
    let btf = Btf::parse(vmlinux()).unwrap();
    for base in [Base::Path(kernel), Base::Path(package), Base::Btf(btf)] {
        let options = Options { base: Some(base), ..Options::default() };
        check_kmod(&open(&path, &options).unwrap(), "xfs", &BaseFrom::Given);
    }
}

#[test]
fn a_module_without_a_base_says_which_kernel_is_missing() {
    let dir = Dir::new();
    let error = plain(&dir.put("xfs.btf", &kmod())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoBase), "{error}");
    assert!(error.path().ends_with("xfs.btf"));
    let module = ko(&[(".BTF", &kmod()), (".modinfo", b"vermagic=6.1-x SMP\0")]);
    let error = plain(&dir.put("xfs.ko", &module)).unwrap_err();
    assert!(error.hint().unwrap().contains("6.1-x"), "{:?}", error.hint());
}

#[test]
fn the_running_kernel_is_the_base_of_its_own_modules_only() {
    let dir = Dir::new();
    dir.put("sys/kernel/btf/vmlinux", &vmlinux());
    dir.put("proc/sys/kernel/osrelease", b"6.1-x\n");
    let options = Options { root: Some(dir.0.clone()), ..Options::default() };
    let module = |release: &str| {
        let modinfo = format!("vermagic={release} SMP\0");
        ko(&[(".BTF", &kmod()), (".modinfo", modinfo.as_bytes())])
    };
    let own = open(&dir.put("a/b/own.ko", &module("6.1-x")), &options).unwrap();
    check_kmod(&own, "own", &BaseFrom::Running);
    assert!(open(&dir.put("a/b/other.ko", &module("6.2")), &options).is_err());
    assert!(open(&dir.put("a/b/untold.btf", &kmod()), &options).is_err());
}

#[test]
fn a_distilled_base_is_used_and_told() {
    let dir = Dir::new();
    let module = ko(&[(".BTF", &kmod()), (".BTF.base", &vmlinux())]);
    let opened = plain(&dir.put("dkms.ko", &module)).unwrap();
    check_kmod(&opened, "dkms", &BaseFrom::Distilled);
    assert_eq!(opened.set.slot_name(Slot::BASE), ".BTF.base");
    // In a set with a kernel it has no place yet, and says so.
    dir.put("vmlinux", &vmlinux());
    let aside: Vec<_> = plain(&dir.0).unwrap().set.set_aside().map(|(_, why)| why).collect();
    assert!(aside[0].to_string().contains(".BTF.base"), "{aside:?}");
}

#[test]
fn a_package_is_a_set() {
    let dir = Dir::new();
    let module = compress(Compression::Xz, &ko(&[(".BTF", &kmod())]));
    let package = deb(&[
        ("./boot/vmlinuz-6.1", &vmlinux()),
        ("./lib/modules/6.1/kernel/xfs.ko.xz", &module),
        ("./lib/modules/6.1/kernel/bare.ko", &ko(&[])),
    ]);
    let opened = plain(&dir.put("linux-image-6.1.deb", &package)).unwrap();
    assert_eq!(opened.layers, [Container::Deb]);
    assert_eq!(opened.base_from, BaseFrom::Member("./boot/vmlinuz-6.1".into()));
    assert_eq!(opened.release.as_deref(), Some("6.1"));
    assert_eq!(opened.n_without_btf, 1);
    let found = opened.set.find("dummy_priv", Some(Kind::Struct));
    assert_eq!(opened.set.slot_name(found[0].slot), "xfs");
}

#[test]
fn image_and_modules_in_two_packages_are_one_kernel() {
    let dir = Dir::new();
    let image = deb(&[("./usr/lib/modules/6.1/vmlinuz", &vmlinux())]);
    let modules = deb(&[("./usr/lib/modules/6.1/kernel/xfs.ko", &ko(&[(".BTF", &kmod())]))]);
    let alone = dir.put("modules/linux-modules-6.1_1.deb", &modules);
    let error = plain(&alone).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoKernel { n_kmods: 1 }), "{error}");
    let image = dir.put("both/linux-binary-6.1_1.deb", &image);
    let beside = dir.put("both/linux-modules-6.1_1.deb", &modules);
    let options = Options::default();
    for opened in [
        plain(&beside).unwrap(),
        plain(&dir.0.join("both")).unwrap(),
        open_packages(&[alone, image], &options).unwrap(),
    ] {
        assert_eq!(opened.set.kmods().len(), 1);
        assert_eq!(opened.set.find("dummy_priv", None).len(), 1);
        let BaseFrom::Member(member) = opened.base_from else { panic!("{:?}", opened.base_from) };
        assert!(
            member.ends_with("linux-binary-6.1_1.deb: ./usr/lib/modules/6.1/vmlinuz"),
            "{member}"
        );
    }
}

#[test]
fn packages_of_two_kernels_are_an_error() {
    let dir = Dir::new();
    for release in ["6.1", "6.2"] {
        let package = deb(&[(format!("./boot/vmlinuz-{release}").as_str(), &vmlinux())]);
        dir.put(&format!("linux-image-{release}.deb"), &package);
    }
    let error = plain(&dir.0).unwrap_err();
    assert!(error.to_string().ends_with("several kernels: 6.1, 6.2"), "{error}");
}

#[test]
fn an_archive_of_one_btf_is_that_kernel() {
    let dir = Dir::new();
    let archive = compress(Compression::Xz, &tar(&[("5.4.0-42-generic.btf", &vmlinux())]));
    let opened = plain(&dir.put("5.4.0-42-generic.btf.tar.xz", &archive)).unwrap();
    assert_eq!(opened.set.base().bytes(), vmlinux());
    assert_eq!(opened.base_from, BaseFrom::Member("5.4.0-42-generic.btf".into()));
}

#[test]
fn a_package_whose_kernel_is_broken_says_why() {
    let package =
        deb(&[("./boot/vmlinuz-6.1", b"\x7fELF?"), ("./x.ko", &ko(&[(".BTF", &kmod())]))]);
    let error = open_bytes("p.deb", Bytes::from(package), &Options::default()).unwrap_err();
    assert!(
        error.to_string().starts_with("p.deb: ./boot/vmlinuz-6.1: ELF file is damaged"),
        "{error}"
    );
}

#[test]
fn a_package_without_kernel_and_modules_has_no_types() {
    let package = deb(&[("./usr/share/doc/x", b"text")]);
    let error = open_bytes("p.deb", Bytes::from(package), &Options::default()).unwrap_err();
    assert!(error.is_absence(), "{error}");
}

#[test]
fn bytes_have_nothing_beside_them() {
    let options = Options::default();
    assert!(open_bytes("vmlinux", Bytes::from(vmlinux()), &options).is_ok());
    let error = open_bytes("xfs.btf", Bytes::from(kmod()), &options).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoBase), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    let error = plain(Path::new("/no/such/file")).unwrap_err();
    assert!(error.to_string().starts_with("/no/such/file: cannot read: "), "{error}");
}

#[test]
fn every_prefix_of_every_small_source_opens_or_fails() {
    let module = ko(&[(".BTF", &kmod()), (".BTF.base", &vmlinux())]);
    let package = deb(&[("vmlinuz", &vmlinux()), ("x.ko", &ko(&[(".BTF", &kmod())]))]);
    let options = Options { threads: std::num::NonZero::new(1), ..Options::default() };
    for whole in [vmlinux(), kmod(), module, compress(Compression::Zstd, &vmlinux()), package] {
        for len in 0..whole.len() {
            if let Ok(opened) = open_bytes("x", Bytes::from(whole[..len].to_vec()), &options) {
                assert_eq!(opened.set.base().bytes(), vmlinux(), "cut at {len} of {}", whole.len());
            }
        }
    }
}
