//! Boot images laid out as their headers say, with payloads of every compression.

use object::elf as e;

use super::*;
use crate::compressed::Compression;
use crate::compressed::tests::compress;
use crate::elf::tests::elf;
pub(crate) use crate::make::bz_image;
use crate::make::{arm64_image, s390_image, u_image, zboot};
use crate::section::tests::{int, section};

fn btf() -> Vec<u8> {
    section(&int(1, false), b"\0int\0", false)
}

fn find_in(file: Vec<u8>) -> Result<Found, Error> {
    find(&Bytes::from(file), &Limits::default())
}

#[track_caller]
fn check(file: Vec<u8>, layers: &[Container]) {
    let found = find_in(file).unwrap();
    assert_eq!(found.btf.as_ref(), btf());
    assert_eq!(found.layers, layers);
}

fn vmlinux() -> Vec<u8> {
    let rodata = b"Linux version 6.1.0-test (me) #1";
    elf(
        true,
        false,
        e::ET_EXEC,
        &[(".rodata", e::SHT_PROGBITS, 0, rodata), (".BTF", e::SHT_PROGBITS, 0, &btf())],
    )
}

#[test]
fn a_section_alone_is_itself() {
    check(btf(), &[Container::Btf]);
}

#[test]
fn every_compression_of_a_boot_image_is_opened() {
    use Compression::{Bzip2, Gzip, Lz4, Lz4Legacy, Lzma, Xz, Zstd};
    for compression in [Gzip, Xz, Lzma, Zstd, Bzip2, Lz4, Lz4Legacy] {
        let payload = compress(compression, &vmlinux());
        check(bz_image(&payload), &[Container::BzImage, Container::Elf]);
        check(zboot(&payload, b"any"), &[Container::Zboot, Container::Elf]);
        check(s390_image(&payload), &[Container::S390Image, Container::Elf]);
    }
}

#[test]
fn raw_images_are_searched() {
    let image = [&b"code"[..], &btf(), b"Linux version 6.1.0-arm (me)"].concat();
    check(arm64_image(&image), &[Container::Image]);
    assert_eq!(find_in(arm64_image(&image)).unwrap().release.as_deref(), Some("6.1.0-arm"));
    let packed = compress(Compression::Gzip, &arm64_image(&image));
    let gzip = Container::Compressed(Compression::Gzip);
    check(packed.clone(), &[gzip, Container::Image]);
    check(zboot(&packed, b"gzip"), &[Container::Zboot, Container::Image]);
    check(u_image(&packed), &[Container::UImage, Container::Image]);
    check(s390_image(&packed), &[Container::S390Image, Container::Image]);
}

#[test]
fn the_release_of_an_x86_image_stands_in_its_header() {
    let found = find_in(bz_image(&compress(Compression::Gzip, &vmlinux()))).unwrap();
    assert_eq!(found.release.as_deref(), Some("6.1.0-test"));
}

#[test]
fn a_section_of_an_unpacked_kernel_does_not_keep_the_kernel() {
    let kernel = [vmlinux(), vec![0; 1 << 20]].concat();
    let found = find_in(compress(Compression::Xz, &kernel)).unwrap();
    assert_eq!(format!("{:?}", found.btf), format!("{} bytes", btf().len()));
    let whole = Bytes::from(kernel);
    let found = find(&whole, &Limits::default()).unwrap();
    let at = found.btf.as_ref().as_ptr() as usize - whole.as_ref().as_ptr() as usize;
    assert!(at < whole.len(), "a section of a file is a piece of it, not a copy");
}

#[test]
fn payload_places_that_lie_are_errors() {
    let good = bz_image(&compress(Compression::Gzip, &vmlinux()));
    for at in [0x248, 0x24c] {
        let mut lying = good.clone();
        lying[at..at + 4].fill(0xff);
        let error = find_in(lying).unwrap_err();
        assert_eq!(error.offset(), Some(0x248), "{error}");
    }
    let good = zboot(&compress(Compression::Gzip, &vmlinux()), b"gzip");
    for at in [8, 12] {
        let mut lying = good.clone();
        lying[at..at + 4].fill(0xff);
        assert_eq!(find_in(lying).unwrap_err().offset(), Some(8));
    }
}

#[test]
fn a_kernel_packed_with_something_unknown_is_named() {
    let error = find_in(zboot(b"what is this", b"lzo")).unwrap_err();
    assert!(error.to_string().contains("`lzo`"), "{error}");
}

#[test]
fn layers_without_end_are_refused() {
    let mut file = btf();
    for _ in 0..9 {
        file = compress(Compression::Gzip, &file);
    }
    assert!(matches!(find_in(file).unwrap_err().kind(), ErrorKind::Unsupported { .. }));
}

#[test]
fn a_bomb_inside_a_boot_image_is_stopped() {
    let bomb = compress(Compression::Xz, &vec![0; 4 << 20]);
    let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
    for image in [bz_image(&bomb), zboot(&bomb, b"xz"), bomb.clone()] {
        let error = find(&Bytes::from(image), &limits).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OverLimit { .. }), "{error}");
    }
}

#[test]
fn a_bomb_in_any_stream_in_any_stream_is_stopped() {
    use Compression::{Bzip2, Gzip, Lz4, Lz4Legacy, Lzma, Xz, Zstd};
    let all = [Gzip, Xz, Lzma, Zstd, Bzip2, Lz4, Lz4Legacy];
    let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
    let zeros = vec![0; (1 << 20) + 1];
    for inner in all {
        let bomb = compress(inner, &zeros);
        for outer in all {
            let error = find(&Bytes::from(compress(outer, &bomb)), &limits).unwrap_err();
            let is_over = matches!(error.kind(), ErrorKind::OverLimit { limit: 1_048_576, .. });
            assert!(is_over, "{inner:?} in {outer:?}: {error}");
        }
    }
}

#[test]
fn a_row_of_bombs_in_an_image_costs_no_more_than_one() {
    let kernel = compress(Compression::Gzip, &[vmlinux(), vec![0; 600 << 10]].concat());
    let bomb = compress(Compression::Xz, &vec![0; 600 << 10]);
    let opened = |image: Vec<u8>, decompressed| {
        let limits = Limits { decompressed, ..Limits::default() };
        find(&Bytes::from(s390_image(&image)), &limits)
    };
    assert!(opened(kernel.clone(), 1 << 20).is_ok());
    let both = [bomb, kernel].concat();
    assert!(opened(both.clone(), 2 << 20).is_ok());
    assert!(opened(both, 1 << 20).unwrap_err().is_absence());
}

#[test]
fn every_prefix_of_every_image_is_an_error_or_complete() {
    let packed = compress(Compression::Gzip, &vmlinux());
    for whole in
        [bz_image(&packed), zboot(&packed, b"gzip"), arm64_image(&btf()), packed, vmlinux()]
    {
        for len in 0..whole.len() {
            if let Ok(found) = find_in(whole[..len].to_vec()) {
                assert_eq!(found.btf.as_ref(), btf(), "cut at {len} of {}", whole.len());
            }
        }
    }
}

#[test]
fn kernels_without_types_say_so() {
    let bare = elf(true, false, e::ET_EXEC, &[(".text", e::SHT_PROGBITS, 0, b"code")]);
    for file in [bare, arm64_image(b"code"), s390_image(b"code")] {
        let error = find_in(file).unwrap_err();
        assert!(error.is_absence(), "{error}");
        assert!(error.hint().unwrap().contains("CONFIG_DEBUG_INFO_BTF"));
    }
}
