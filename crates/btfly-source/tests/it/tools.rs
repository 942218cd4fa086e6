//! Files that the formats' own tools wrote.

use btfly_btf::doc;
use btfly_source::{BaseFrom, Compression, Container, Elf, Limits, Options, open};

use super::*;

/// BTF of 600 KiB: enough for several blocks of every format.
fn kernel() -> Vec<u8> {
    let mut strings = b"\0int\0".to_vec();
    let mut seed = 1_u32;
    while strings.len() < 600 << 10 {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        strings.extend(format!("name_{:x}\0", seed >> 12).as_bytes());
    }
    let int: Vec<u8> = [1, 1 << 24, 4, 32_u32].iter().flat_map(|w| w.to_le_bytes()).collect();
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let mut out = vec![0x9f, 0xeb, 1, 0];
    for word in [24_u32.to_le_bytes(), [0; 4], len(&int), len(&int), len(&strings)] {
        out.extend(word);
    }
    out.extend(int);
    out.extend(strings);
    out
}

/// `tool args vmlinux` leaves a file with the suffix, which opens to what went in.
#[track_caller]
fn check(tool: &str, args: &[&str], suffix: &str, compression: Compression) {
    let dir = Dir::new();
    dir.put("vmlinux", &kernel());
    let args: Vec<&str> = args.iter().copied().chain(["vmlinux"]).collect();
    if !run(&dir.0, tool, &args) {
        return;
    }
    let opened = open(&dir.0.join(format!("vmlinux{suffix}")), &Options::default()).unwrap();
    assert_eq!(opened.layers, [Container::Compressed(compression), Container::Btf]);
    assert!(opened.set.base().bytes() == kernel(), "{tool} {args:?}: other content");
}

#[test]
fn compressed_by_the_formats_own_tools() {
    check("gzip", &["-9"], ".gz", Compression::Gzip);
    check("bzip2", &["-1"], ".bz2", Compression::Bzip2);
    check("xz", &["-0"], ".xz", Compression::Xz);
    check("xz", &["--block-size=262144", "-T2", "--check=sha256"], ".xz", Compression::Xz);
    check("xz", &["--x86", "--lzma2=dict=128MiB", "--check=crc32"], ".xz", Compression::Xz);
    check("xz", &["--arm64", "--delta=dist=4", "--lzma2=preset=1"], ".xz", Compression::Xz);
    check("xz", &["--format=lzma", "-1"], ".lzma", Compression::Lzma);
    check("zstd", &["-q", "-1"], ".zst", Compression::Zstd);
    check("zstd", &["-q", "-22", "--ultra", "--long=27"], ".zst", Compression::Zstd);
    check("lz4", &["-q", "-m", "-1"], ".lz4", Compression::Lz4);
    check("lz4", &["-q", "-m", "-9", "-BD", "-B4", "--content-size"], ".lz4", Compression::Lz4);
    check("lz4", &["-q", "-m", "-l"], ".lz4", Compression::Lz4Legacy);
}

#[test]
fn archived_by_tar_in_every_format() {
    // Longer than a header has room for, so that each format shows how it writes such a name.
    let long = format!("lib/modules/6.1/kernel/{}/nf-nat.ko", "d/".repeat(80));
    let dir = Dir::new();
    dir.put("in/vmlinux", &doc::example_bytes());
    dir.put(&format!("in/{long}"), &doc::example_module_bytes());
    for format in ["gnu", "pax", "oldgnu", "ustar"] {
        let format = format!("--format={format}");
        if !run(&dir.0, "tar", &[&format, "-C", "in", "-cf", "out.tar", "vmlinux", "lib"]) {
            return;
        }
        let opened = open(&dir.0.join("out.tar"), &Options::default()).unwrap();
        assert_eq!(opened.layers, [Container::Tar]);
        let found = opened.set.find("dummy_priv", None);
        assert_eq!(opened.set.slot_name(found[0].slot), "nf_nat", "{format}");
    }
}

#[test]
fn packed_by_dpkg_deb_with_every_compression() {
    for compression in ["xz", "gzip", "zstd", "none"] {
        let dir = Dir::new();
        dir.put("in/boot/vmlinuz-6.1", &doc::example_bytes());
        dir.put("in/lib/modules/6.1/kernel/dummy.ko", &doc::example_module_bytes());
        let control = "Package: linux-image-6.1\nVersion: 1\nArchitecture: all\nMaintainer: none <n@example.org>\nDescription: test\n";
        dir.put("in/DEBIAN/control", control.as_bytes());
        let flag = format!("-Z{compression}");
        if !run(&dir.0, "dpkg-deb", &[&flag, "--root-owner-group", "-b", "in", "out.deb"]) {
            return;
        }
        let opened = open(&dir.0.join("out.deb"), &Options::default()).unwrap();
        assert_eq!(
            opened.base_from,
            BaseFrom::Member("./boot/vmlinuz-6.1".into()),
            "{compression}"
        );
        assert_eq!(opened.set.find("dummy_priv", None).len(), 1, "{compression}");
    }
}

#[test]
fn written_by_objcopy_and_stripped() {
    let dir = Dir::new();
    dir.put("a.c", b"int main(void) { return 0; }");
    dir.put("types", &doc::example_bytes());
    let add = ["--add-section", ".BTF=types", "--set-section-flags", ".BTF=alloc,readonly"];
    let compiled = run(&dir.0, "gcc", &["-g", "-Wl,--build-id=0x00112233", "a.c", "-o", "a"])
        && run(&dir.0, "objcopy", &[&add[..], &["a", "b"]].concat())
        && run(&dir.0, "strip", &["--strip-all", "b"]);
    if !compiled {
        return;
    }
    let file = btfly_source::Bytes::from(std::fs::read(dir.0.join("b")).unwrap());
    let elf = Elf::read(&file, &Limits::default()).unwrap();
    assert_eq!(elf.btf.unwrap().as_ref(), doc::example_bytes());
    assert_eq!(elf.build_id.unwrap(), [0x00, 0x11, 0x22, 0x33]);
    assert!(!elf.is_relocatable);
}
