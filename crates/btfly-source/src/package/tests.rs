//! Packages put together here, in every compression, whole and damaged.

use std::cell::RefCell;
use std::num::NonZero;

use object::elf as e;

use super::cpio::tests::cpio;
use super::deb::tests::ar;
use super::rpm::tests::rpm;
use super::tar::tests::tar;
use super::*;
use crate::compressed::tests::compress;
use crate::elf::tests::elf;
use crate::section::tests::{int, section};

fn kernel() -> Vec<u8> {
    section(&int(1, false), b"\0int\0", false)
}

fn kmod(name: &str) -> Vec<u8> {
    section(&int(5, false), format!("{name}\0").as_bytes(), false)
}

fn ko(btf: &[u8]) -> Vec<u8> {
    elf(true, false, e::ET_REL, &[(".BTF", e::SHT_PROGBITS, 0, btf)])
}

/// A kernel package: an image, modules in two compressions, one without types, one broken.
fn members() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("./boot/System.map-6.1", b"0 a b".to_vec()),
        (
            "./boot/vmlinuz-6.1",
            crate::image::tests::bz_image(&compress(
                Compression::Gzip,
                &elf(true, false, e::ET_EXEC, &[(".BTF", e::SHT_PROGBITS, 0, &kernel())]),
            )),
        ),
        ("./usr/src/linux/vmlinux.h", b"struct list_head;".to_vec()),
        ("./lib/modules/6.1/kernel/nf-nat.ko.xz", compress(Compression::Xz, &ko(&kmod("nat")))),
        ("./lib/modules/6.1/kernel/xfs.ko", ko(&kmod("xfs"))),
        ("./lib/modules/6.1/kernel/bare.ko", elf(true, false, e::ET_REL, &[])),
        ("./lib/modules/6.1/kernel/broken.ko.xz", b"\xfd7zXZ\0 broken".to_vec()),
    ]
}

type Make = fn(&[(&str, &[u8])]) -> Vec<u8>;

fn packed(make: Make) -> Vec<u8> {
    let members = members();
    let members: Vec<_> =
        members.iter().map(|(name, content)| (*name, content.as_slice())).collect();
    make(&members)
}

fn open(package: &[u8], options: &Options<'_>) -> Result<(Container, Harvest), Error> {
    harvest(&Bytes::from(package.to_vec()), options).expect("an archive")
}

#[track_caller]
fn check(package: &[u8], expected: Container) {
    let (container, harvest) = open(package, &Options::default()).unwrap();
    assert_eq!(container, expected);
    let [(member, found)] = harvest.kernels.as_slice() else { panic!("{:?}", harvest.kernels) };
    assert_eq!((member.as_str(), found.btf.as_ref()), ("./boot/vmlinuz-6.1", kernel().as_slice()));
    let names: Vec<_> = harvest.kmods.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["broken", "nf_nat", "xfs"]);
    let found = |idx: usize| harvest.kmods[idx].1.as_ref().map(|found| found.btf.as_ref());
    assert_eq!((found(1).unwrap(), found(2).unwrap()), (&kmod("nat")[..], &kmod("xfs")[..]));
    let error = found(0).unwrap_err();
    assert_eq!(error.member(), Some("./lib/modules/6.1/kernel/broken.ko.xz"));
    assert_eq!(harvest.n_without_btf, 1);
    assert_eq!(harvest.releases.iter().collect::<Vec<_>>(), ["6.1"]);
}

#[test]
fn debian_packages_of_every_compression_are_opened() {
    let data = packed(tar);
    check(&ar(&[("debian-binary", b"2.0\n"), ("data.tar", &data)]), Container::Deb);
    for compression in [Compression::Gzip, Compression::Xz, Compression::Zstd, Compression::Bzip2] {
        let package = ar(&[
            ("debian-binary", b"2.0\n"),
            ("control.tar.xz", b"not looked at"),
            ("data.tar.any", &compress(compression, &data)),
        ]);
        check(&package, Container::Deb);
    }
}

#[test]
fn rpm_packages_of_every_compression_are_opened() {
    let data = packed(cpio);
    check(&rpm(&data), Container::Rpm);
    for compression in [Compression::Gzip, Compression::Xz, Compression::Zstd, Compression::Lzma] {
        check(&rpm(&compress(compression, &data)), Container::Rpm);
    }
}

#[test]
fn tar_archives_of_every_compression_are_opened() {
    let data = packed(tar);
    check(&data, Container::Tar);
    for compression in [Compression::Gzip, Compression::Xz, Compression::Zstd, Compression::Bzip2] {
        check(&compress(compression, &data), Container::Compressed(compression));
    }
}

#[test]
fn a_compressed_file_that_is_no_archive_is_left_to_others() {
    let file = compress(Compression::Xz, &kernel());
    assert!(harvest(&Bytes::from(file), &Options::default()).is_none());
    assert!(harvest(&Bytes::from(kernel()), &Options::default()).is_none());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let package = packed(tar);
    let answers: Vec<_> = [1, 2, 8]
        .map(|n| {
            let options = Options { threads: NonZero::new(n), ..Options::default() };
            format!("{:?}", open(&package, &options).unwrap())
        })
        .into();
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[test]
fn only_wanted_modules_are_unpacked() {
    let package = packed(tar);
    let named = Options { kmods: Kmods::Named(vec!["nf-nat".into()]), ..Options::default() };
    let (_, harvest) = open(&package, &named).unwrap();
    assert_eq!(harvest.kmods.len(), 1);
    let none = Options { kmods: Kmods::None, ..Options::default() };
    // What comes after the kernel is not even read.
    let cut = &package[..package.len() / 2];
    assert!(open(cut, &Options::default()).is_err());
    let (_, harvest) = open(cut, &none).unwrap();
    assert_eq!((harvest.kernels.len(), harvest.kmods.len()), (1, 0));
}

#[test]
fn progress_goes_forward_and_reaches_the_end() {
    let package = compress(Compression::Gzip, &packed(tar));
    let seen = RefCell::new(Vec::new());
    let note = |p: &Progress<'_>| seen.borrow_mut().push((p.done, p.total, p.member.to_owned()));
    let options = Options { progress: Some(&note), ..Options::default() };
    open(&package, &options).unwrap();
    let seen = seen.into_inner();
    assert!(seen.is_sorted_by_key(|(done, _, _)| *done), "{seen:?}");
    assert!(seen.iter().any(|(_, _, member)| member.ends_with("xfs.ko")));
    let total = package.len() as u64;
    assert_eq!(seen.last(), Some(&(total, total, String::new())));
}

#[test]
fn every_prefix_of_a_package_fails_or_is_complete() {
    let whole = ar(&[("debian-binary", b"2.0\n"), ("data.tar", &packed(tar))]);
    for len in (0..whole.len()).step_by(97) {
        let cut = Bytes::from(whole[..len].to_vec());
        if let Some(Ok((_, harvest))) = harvest(&cut, &Options::default()) {
            assert_eq!((harvest.kernels.len(), harvest.kmods.len()), (1, 3), "cut at {len}");
        }
    }
}

#[test]
fn a_bomb_among_the_members_is_an_error_of_that_member() {
    let bomb = compress(Compression::Xz, &vec![0; 4 << 20]);
    let package = tar(&[("vmlinux.btf", &kernel()), ("lib/modules/6.1/b.ko.xz", &bomb)]);
    let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
    let (_, harvest) = open(&package, &Options { limits, ..Options::default() }).unwrap();
    let error = harvest.kmods[0].1.as_ref().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::OverLimit { .. }), "{error}");
    assert_eq!(error.member(), Some("lib/modules/6.1/b.ko.xz"));
}

#[test]
fn the_types_of_all_members_together_have_the_limit_of_one_file() {
    let strings = [b"x".repeat(300 << 10), vec![0]].concat();
    let module = compress(Compression::Xz, &ko(&section(&int(5, false), &strings, false)));
    let names: Vec<String> = (0..10).map(|n| format!("lib/modules/6.1/m{n}.ko.xz")).collect();
    let package = |n: usize| {
        let kernel = kernel();
        let mut members = vec![("vmlinux.btf", &kernel[..])];
        members.extend(names.iter().take(n).map(|name| (name.as_str(), &module[..])));
        tar(&members)
    };
    let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
    for n in [1, 2, 8] {
        let options = Options { limits, threads: NonZero::new(n), ..Options::default() };
        assert_eq!(open(&package(3), &options).unwrap().1.kmods.len(), 3);
        let error = open(&package(10), &options).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OverLimit { limit: 1_048_576, .. }), "{error}");
        // Cut behind the fifth, which is one too many already: the answer is the same.
        let cut = package(10);
        let error = open(&cut[..cut.len() - 1600], &options).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OverLimit { .. }), "{error}");
    }
}
