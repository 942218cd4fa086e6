//! Containers put together byte by byte, for the tests of this crate and for the fuzzer.
//!
//! *In:* contents. *Out:* a sound container around them, with the checksums that its format has. *Never:* in the
//! library: the tests have it as a module, and `fuzz/` includes this file as its own.

use std::io::Write;

use object::elf::{FileType, SHT_STRTAB, SectionType};

use crate::Compression;

/// `content` as one stream, made by the crates' encoders.
pub(crate) fn compress(compression: Compression, content: &[u8]) -> Vec<u8> {
    // As much dictionary as there is to remember: large tables cost more than small inputs. Not below
    // 64 KiB, as in every kernel: that is what a search for streams goes by.
    let dict_size =
        u32::try_from(content.len()).unwrap().clamp(1 << 16, 1 << 20).next_power_of_two();
    match compression {
        Compression::Gzip => {
            let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            e.write_all(content).unwrap();
            e.finish().unwrap()
        }
        Compression::Zlib => {
            let level = flate2::Compression::default();
            let mut e = flate2::write::ZlibEncoder::new(Vec::new(), level);
            e.write_all(content).unwrap();
            e.finish().unwrap()
        }
        Compression::Xz => {
            let mut options = lzma_rust2::XzOptions::with_preset(1);
            options.lzma_options.dict_size = dict_size;
            let mut e = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
            e.write_all(content).unwrap();
            e.finish().unwrap()
        }
        Compression::Lzma => {
            let mut options = lzma_rust2::LzmaOptions::with_preset(1);
            options.dict_size = dict_size;
            let size = Some(content.len() as u64);
            let mut e = lzma_rust2::LzmaWriter::new_use_header(Vec::new(), &options, size).unwrap();
            e.write_all(content).unwrap();
            e.finish().unwrap()
        }
        Compression::Zstd => {
            ruzstd::encoding::compress_to_vec(content, ruzstd::encoding::CompressionLevel::Fastest)
        }
        Compression::Bzip2 => {
            let level = bzip2::Compression::fast();
            let mut e = bzip2::write::BzEncoder::new(Vec::new(), level);
            e.write_all(content).unwrap();
            e.finish().unwrap()
        }
        Compression::Lz4 => {
            let mut e = lz4_flex::frame::FrameEncoder::new(Vec::new());
            e.write_all(content).unwrap();
            e.finish().unwrap()
        }
        Compression::Lz4Legacy => {
            let mut out = 0x184c_2102_u32.to_le_bytes().to_vec();
            for block in content.chunks(8 << 20) {
                let packed = lz4_flex::block::compress(block);
                out.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
                out.extend(packed);
            }
            out
        }
        #[allow(unreachable_patterns, reason = "reachable from another crate only")]
        other => panic!("no encoder for a {}", other.name()),
    }
}

/// One section to write: name, type, flags, content.
pub(crate) type Section<'a> = (&'a str, SectionType, u64, &'a [u8]);

/// An ELF file of the given class and byte order with these sections and no symbol table: header,
/// contents, names, section headers.
pub(crate) fn elf(is_64: bool, big: bool, e_type: FileType, sections: &[Section<'_>]) -> Vec<u8> {
    const EM_BPF: u64 = 247;
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
        (EM_BPF, 2),
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
    section(".shstrtab", SHT_STRTAB.0, 0, at, names_len as u64);
    assert_eq!(names.len(), names_len);
    out.extend(names);
    out.extend(headers);
    out
}

/// Blocks of a tar archive.
const BLOCK: usize = 512;

/// A header of a tar archive and its content, padded.
pub(crate) fn tar_member(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
    let mut header = [0; BLOCK];
    header[..name.len()].copy_from_slice(name.as_bytes());
    header[100..108].copy_from_slice(b"0000644\0");
    header[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
    header[156] = kind;
    header[257..263].copy_from_slice(b"ustar\0");
    tar_seal(&mut header);
    let mut out = header.to_vec();
    out.extend(content);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
    out
}

/// Makes the checksum of a tar header right.
pub(crate) fn tar_seal(header: &mut [u8; BLOCK]) {
    header[148..156].fill(b' ');
    let sum: u64 = header.iter().map(|b| u64::from(*b)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// A tar archive of these files.
pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out: Vec<u8> = members.iter().flat_map(|(n, c)| tar_member(n, b'0', c)).collect();
    out.extend([0; 2 * BLOCK]);
    out
}

/// A cpio archive of these files.
pub(crate) fn cpio(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in members.iter().chain(&[("TRAILER!!!", &b""[..])]) {
        let mut words = [0; 13];
        (words[1], words[6], words[11]) = (0o100_644, content.len(), name.len() + 1);
        out.extend(b"070701");
        words.iter().for_each(|word| out.extend(format!("{word:08x}").as_bytes()));
        out.extend(name.as_bytes());
        out.push(0);
        out.resize(out.len().next_multiple_of(4), 0);
        out.extend(*content);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    out
}

/// An `ar` archive of these files, as Debian packages are.
pub(crate) fn ar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = b"!<arch>\n".to_vec();
    for (name, content) in members {
        let len = content.len();
        let (time, uid, gid, mode) = (0, 0, 0, "100644");
        let header = format!("{name:<16}{time:<12}{uid:<6}{gid:<6}{mode:<8}{len:<10}`\n");
        out.extend(header.as_bytes());
        out.extend(*content);
        out.resize(out.len().next_multiple_of(2), b'\n');
    }
    out
}

/// An RPM package with this payload.
pub(crate) fn rpm(payload: &[u8]) -> Vec<u8> {
    let header = |n_entries: u32, data: u32| {
        let mut out = b"\x8e\xad\xe8\x01\0\0\0\0".to_vec();
        out.extend(n_entries.to_be_bytes());
        out.extend(data.to_be_bytes());
        out.resize(out.len() + n_entries as usize * 16 + data as usize, 0);
        out
    };
    let mut out = vec![0xed, 0xab, 0xee, 0xdb, 3, 0];
    out.resize(96, 0);
    out.extend(header(1, 5));
    out.resize(out.len().next_multiple_of(8), 0);
    out.extend(header(2, 3));
    out.extend(payload);
    out
}

/// An x86 boot image around `payload`, as `arch/x86/boot/header.S` lays it out, with one setup sector.
pub(crate) fn bz_image(payload: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 1024 + 16];
    image[0x1f1] = 1;
    image[0x1fe..0x200].copy_from_slice(&[0x55, 0xaa]);
    image[0x202..0x206].copy_from_slice(b"HdrS");
    image[0x206..0x208].copy_from_slice(&0x020f_u16.to_le_bytes());
    image[0x20e..0x210].copy_from_slice(&0x100_u16.to_le_bytes());
    image[0x300..0x30d].copy_from_slice(b"6.1.0-test (x");
    image[0x248..0x24c].copy_from_slice(&16_u32.to_le_bytes());
    image[0x24c..0x250].copy_from_slice(&u32::try_from(payload.len()).unwrap().to_le_bytes());
    image.extend(payload);
    image.extend(b"what follows the payload");
    image
}

/// An EFI image that unpacks itself; `named` is what it calls its compression.
pub(crate) fn zboot(payload: &[u8], named: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 64];
    image[..8].copy_from_slice(b"MZ\0\0zimg");
    image[8..12].copy_from_slice(&64_u32.to_le_bytes());
    image[12..16].copy_from_slice(&u32::try_from(payload.len()).unwrap().to_le_bytes());
    image[24..24 + named.len()].copy_from_slice(named);
    image.extend(payload);
    image
}

/// A raw boot image of arm64.
pub(crate) fn arm64_image(content: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 64];
    image[..2].copy_from_slice(b"MZ");
    image[56..60].copy_from_slice(b"ARM\x64");
    image.extend(content);
    image
}

/// A boot image of s390.
pub(crate) fn s390_image(content: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 0x1_0100];
    image[0x1_0008..0x1_000e].copy_from_slice(b"S390EP");
    image.extend(content);
    image
}

/// A boot image with U-Boot's header.
pub(crate) fn u_image(content: &[u8]) -> Vec<u8> {
    [&[0x27, 0x05, 0x19, 0x56][..], &[0; 60], content].concat()
}

/// A pack of kernels with one block, and an index that is not checked.
pub(crate) fn pack(block: &[u8], index: &[u8]) -> Vec<u8> {
    const MAGIC: &[u8] = b"BTFPACK\x01";
    let [packed, packed_index] = [block, index].map(|bytes| compress(Compression::Zlib, bytes));
    let start = (MAGIC.len() + packed.len()) as u64;
    let lengths = [packed_index.len(), index.len()].map(|len| u32::try_from(len).unwrap());
    let [a, b] = lengths.map(u32::to_le_bytes);
    [MAGIC, &packed, &packed_index, &start.to_le_bytes(), &a, &b, MAGIC].concat()
}

/// The index of a pack whose one block is the base of one kernel, and a module of it.
pub(crate) fn pack_index(block: &[u8]) -> Vec<u8> {
    let packed = u32::try_from(compress(Compression::Zlib, block).len()).unwrap();
    let len = u32::try_from(block.len()).unwrap();
    let mut out = Vec::new();
    let mut words = |words: &[u32]| words.iter().for_each(|word| out.extend(word.to_le_bytes()));
    words(&[1, 8, 0, packed, len, 1, 0, 0, len, 1]);
    out.extend(b"\x03\x006.1\0\0\0\0\x01\0\0\0\x01\0x\0\0\0\0");
    out
}
