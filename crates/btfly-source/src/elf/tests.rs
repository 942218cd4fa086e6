//! ELF files written byte by byte, in every class and byte order.

use super::*;
use crate::section::tests::{int, section};

/// One section to write: name, type, flags, content.
pub(crate) type Section<'a> = (&'a str, elf::SectionType, u64, &'a [u8]);

/// An ELF file of the given class and byte order with these sections and no symbol table: header,
/// contents, names, section headers.
pub(crate) fn elf(
    is_64: bool,
    big: bool,
    e_type: elf::FileType,
    sections: &[Section<'_>],
) -> Vec<u8> {
    let put = |out: &mut Vec<u8>, value: u64, size: usize| match big {
        true => out.extend(&value.to_be_bytes()[8 - size..]),
        false => out.extend(&value.to_le_bytes()[..size]),
    };
    // Addresses, offsets and sizes are as wide as the class.
    let wide = if is_64 { 8 } else { 4 };
    let header_len: u64 = if is_64 { 64 } else { 52 };
    let contents: Vec<u8> = sections.iter().flat_map(|section| section.3.to_vec()).collect();
    let mut names = vec![0];
    let n_sections = sections.len() as u64 + 2;
    let names_len = sections.iter().map(|s| s.0.len() + 1).sum::<usize>() + 11;
    let names_at = header_len + contents.len() as u64;

    let mut out = vec![0x7f, b'E', b'L', b'F', 1 + u8::from(is_64), 1 + u8::from(big), 1];
    out.resize(16, 0);
    for (value, size) in [
        (u64::from(e_type.0), 2),
        (u64::from(elf::EM_BPF.0), 2),
        (1, 4),
        (0, wide),
        (0, wide),
        (names_at + names_len as u64, wide),
        (0, 4),
        (header_len, 2),
        (0, 2),
        (0, 2),
        (if is_64 { 64 } else { 40 }, 2),
        (n_sections, 2),
        (n_sections - 1, 2),
    ] {
        put(&mut out, value, size);
    }
    out.extend(contents);
    let mut headers = vec![0; if is_64 { 64 } else { 40 }];
    let mut section = |name: &str, sh_type: u32, flags: u64, at: u64, len: u64| {
        let words = [(names.len() as u64, 4), (u64::from(sh_type), 4), (flags, wide), (0, wide)];
        let rest = [(at, wide), (len, wide), (0, 4), (0, 4), (1, wide), (0, wide)];
        words.iter().chain(&rest).for_each(|(value, size)| put(&mut headers, *value, *size));
        names.extend(name.as_bytes());
        names.push(0);
    };
    let mut at = header_len;
    for (name, sh_type, flags, data) in sections {
        section(name, sh_type.0, *flags, at, data.len() as u64);
        at += data.len() as u64;
    }
    section(".shstrtab", elf::SHT_STRTAB.0, 0, at, names_len as u64);
    assert_eq!(names.len(), names_len);
    out.extend(names);
    out.extend(headers);
    out
}

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
