//! ELF files written byte by byte, in every class and byte order.

use super::*;
pub(crate) use crate::make::elf;
use crate::section::tests::{int, section};

const BITS: elf::SectionType = elf::SHT_PROGBITS;

fn read(file: Vec<u8>) -> Result<Elf, Error> {
    Elf::read(&Bytes::from(file), &Limits::default())
}

fn text(bytes: &Option<Bytes>) -> Option<&[u8]> {
    bytes.as_ref().map(AsRef::as_ref)
}

#[test]
fn every_class_and_byte_order_is_read() {
    for (is_64, big) in [(false, false), (false, true), (true, false), (true, true)] {
        let file = elf(
            is_64,
            big,
            elf::ET_REL,
            &[
                (".BTF", BITS, 0, b"the types"),
                (".BTF.ext", BITS, 0, b"ext"),
                (".BTF.base", BITS, 0, b"base"),
                (".modinfo", BITS, 0, b"license=GPL\0vermagic=6.1.0-x SMP\0"),
            ],
        );
        let found = read(file).unwrap();
        assert_eq!(text(&found.btf), Some(&b"the types"[..]), "64: {is_64}, big: {big}");
        assert_eq!(text(&found.ext), Some(&b"ext"[..]));
        assert_eq!(text(&found.distilled_base), Some(&b"base"[..]));
        assert_eq!(found.release.as_deref(), Some("6.1.0-x"));
        assert!(found.is_relocatable);
    }
}

#[test]
fn an_elf_inside_an_archive_may_lie_at_any_address() {
    let file = elf(true, false, elf::ET_REL, &[(".BTF", BITS, 0, b"the types")]);
    for shift in 0..8 {
        let all = Bytes::from([vec![0; shift], file.clone()].concat());
        let inner = all.slice(shift..shift + file.len()).unwrap();
        let found = Elf::read(&inner, &Limits::default()).unwrap();
        assert_eq!(text(&found.btf), Some(&b"the types"[..]), "shifted by {shift}");
    }
}

#[test]
fn the_build_id_and_the_banner_of_a_kernel_are_found() {
    let note =
        [&4_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), &3_u32.to_le_bytes(), b"GNU\0abc\0"];
    let file = elf(
        true,
        false,
        elf::ET_EXEC,
        &[
            (".notes", elf::SHT_NOTE, 0, &note.concat()),
            (".rodata", BITS, 0, b"Linux version %s\nLinux version 7.2.13+x (gcc)"),
        ],
    );
    let found = read(file).unwrap();
    assert_eq!(found.build_id.as_deref(), Some(&b"abc"[..]));
    assert_eq!(found.release.as_deref(), Some("7.2.13+x"));
    assert!(found.btf.is_none());
}

#[test]
fn a_section_without_bytes_in_the_file_is_absent() {
    let file = elf(true, false, elf::ET_EXEC, &[(".BTF", elf::SHT_NOBITS, 0, b"the types")]);
    assert!(read(file).unwrap().btf.is_none());
}

#[test]
fn a_kernel_without_section_headers_is_searched() {
    let btf = section(&int(1, false), b"\0int\0", false);
    let mut file = elf(true, false, elf::ET_EXEC, &[("x", BITS, 0, &btf)]);
    // e_shoff, e_shnum and e_shstrndx, as strip leaves them.
    file[40..48].fill(0);
    file[60..64].fill(0);
    assert_eq!(text(&read(file).unwrap().btf), Some(&btf[..]));
}

#[test]
fn compressed_sections_are_opened_and_limited() {
    use std::io::Write;
    let content = vec![7; 100_000];
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zlib.write_all(&content).unwrap();
    let zstd = ruzstd::encoding::compress_to_vec(
        content.as_slice(),
        ruzstd::encoding::CompressionLevel::Fastest,
    );
    for (ch_type, packed) in [(1_u32, zlib.finish().unwrap()), (2, zstd)] {
        // Elf64_Chdr: type, reserved, size, alignment. The size lies, and nothing may depend on it.
        let mut data = [ch_type.to_le_bytes(), [0; 4]].concat();
        data.extend(u64::MAX.to_le_bytes());
        data.extend(1_u64.to_le_bytes());
        data.extend(packed);
        let flags = elf::SHF_COMPRESSED.0;
        let file = elf(true, false, elf::ET_REL, &[(".BTF", BITS, flags, &data)]);
        assert_eq!(text(&read(file.clone()).unwrap().btf), Some(&content[..]));
        let limits = Limits { decompressed: 1000, ..Limits::default() };
        let error = Elf::read(&Bytes::from(file), &limits).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::OverLimit { limit: 1000, .. }), "{error}");
    }
}

#[test]
fn a_section_past_the_end_of_the_file_is_truncated() {
    let mut file = elf(true, false, elf::ET_REL, &[(".BTF", BITS, 0, b"the types")]);
    let headers = u64::from_le_bytes(file[40..48].try_into().unwrap()) as usize;
    // sh_size of section 1.
    file[headers + 64 + 32..headers + 64 + 40].copy_from_slice(&u64::MAX.to_le_bytes());
    let error = read(file.clone()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated { .. }), "{error}");
    assert_eq!(error.offset(), Some(file.len() as u64));
}

#[test]
fn every_prefix_is_an_error_or_has_the_whole_section() {
    let file = elf(true, false, elf::ET_REL, &[(".BTF", BITS, 0, b"the types")]);
    for len in 0..file.len() {
        if let Ok(found) = read(file[..len].to_vec()) {
            panic!("{len} of {} bytes give {found:?}", file.len());
        }
    }
    assert!(read([file, vec![0; 100]].concat()).unwrap().btf.is_some(), "bytes behind the file");
}

/// Seconds in which a file is read whose headers all name the same bytes: one look at them takes a thousandth.
const SOON: std::time::Duration = std::time::Duration::from_secs(5);

/// An ELF file with a section of these bytes, and as many headers of it as there can be.
fn many_headers(name: &str, sh_type: elf::SectionType, data: &[u8]) -> Vec<u8> {
    const HEADER: usize = 64;
    const N: u16 = 60_000;
    let mut file = elf(true, false, elf::ET_EXEC, &[(name, sh_type, 0, data)]);
    let headers = u64::from_le_bytes(file[40..48].try_into().unwrap()) as usize;
    let header = file[headers + HEADER..headers + 2 * HEADER].to_vec();
    file.extend(header.repeat(usize::from(N) - 3));
    file[60..62].copy_from_slice(&N.to_le_bytes());
    file
}

#[test]
fn headers_of_the_same_bytes_do_not_multiply_the_work() {
    let nothing = vec![b'L'; 4 << 20];
    let long_name = "x".repeat(4 << 20);
    let notes = vec![0; 4 << 20];
    for (name, sh_type, data) in [
        (".rodata", BITS, &nothing[..]),
        (".modinfo", BITS, &nothing[..]),
        (".notes", elf::SHT_NOTE, &notes[..]),
        (long_name.as_str(), BITS, &[][..]),
    ] {
        let file = many_headers(name, sh_type, data);
        let start = std::time::Instant::now();
        let found = read(file).unwrap();
        assert!(found.btf.is_none() && found.release.is_none() && found.build_id.is_none());
        let name = name.get(..8).unwrap_or(name);
        assert!(start.elapsed() < SOON, "{name}: {:?}", start.elapsed());
    }
}

#[test]
fn no_changed_byte_of_a_header_or_table_breaks_anything() {
    let btf = section(&int(1, false), b"\0int\0", false);
    for is_64 in [false, true] {
        let file =
            elf(is_64, false, elf::ET_REL, &[(".BTF", BITS, 0, &btf), (".x", BITS, 0, b"x")]);
        for at in 0..file.len() {
            for new in [0, 1, 0x7f, 0x80, 0xff, file[at].wrapping_add(1)] {
                let mut lying = file.clone();
                lying[at] = new;
                if let Ok(Elf { btf: Some(btf), .. }) = read(lying) {
                    assert!(btf.len() <= file.len(), "byte {at}");
                }
            }
        }
    }
}
