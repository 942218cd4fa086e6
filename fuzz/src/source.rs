//! Everything that may hold BTF, opened: containers in containers, and ELF files with tables that lie.
//!
//! Plain bytes rarely have the checksums that lead deep, so an input is a recipe: what it wraps is arbitrary, and the
//! wrapping around it is sound.

use std::num::NonZero;

use btfly_btf::doc;
use btfly_source::{Bytes, Compression, Elf, Limits, Opened, Options, open_bytes};
use object::elf as e;

use crate::make;
use crate::memory;

/// Few enough that bombs are cut often.
const LIMITS: Limits = Limits { decompressed: 4 << 20, ratio: 1000 };

/// What opening may hold at once, with the limits above: two layers of which each has grown to twice its size, the
/// members of an archive that wait, and the tables of the hungriest decoder (lz4: 12 MiB whatever is in it).
const MEMORY: usize = 48 << 20;

/// How deep the sound wrapping goes.
const MAX_WRAPS: usize = 4;

/// A recipe: how many wraps, which ones, from the inside out, and what is in them.
pub fn source(data: &[u8]) {
    let Some((n_wraps, rest)) = data.split_first() else { return };
    let Some((wraps, content)) = rest.split_at_checked(usize::from(*n_wraps) % (MAX_WRAPS + 1))
    else {
        return;
    };
    open(&wraps.iter().fold(content.to_vec(), |inner, how| wrap(*how, &inner)));
}

/// A recipe: class and byte order, changes to the table at the end, and the sections.
pub fn elf(data: &[u8]) {
    let Some(([flags, n_changes], rest)) = data.split_first_chunk::<2>() else { return };
    let Some((changes, rest)) = rest.split_at_checked(usize::from(n_changes % 8) * 6) else {
        return;
    };
    let Some((btf, rest)) = crate::halves(rest) else { return };
    let (more, packed) = (flags & 4 != 0, if flags & 8 == 0 { 0 } else { e::SHF_COMPRESSED.0 });
    let bits = e::SHT_PROGBITS;
    let second = if more { ".BTF.base" } else { ".BTF.ext" };
    let kind = if flags & 16 == 0 { e::ET_REL } else { e::ET_EXEC };
    let sections = [
        (".BTF", bits, packed, btf),
        (second, bits, 0, rest),
        (".modinfo", bits, 0, rest),
        (".rodata", bits, 0, rest),
        (".notes", e::SHT_NOTE, 0, rest),
    ];
    let mut file = make::elf(flags & 1 == 0, flags & 2 != 0, kind, &sections);
    for change in changes.chunks_exact(6) {
        let Some((at, value)) = change.split_first_chunk::<2>() else { continue };
        // From the end, where the section headers are, and around it to the file's own header.
        let at = file.len().wrapping_sub(usize::from(u16::from_le_bytes(*at))) % file.len();
        let Some(place) = file.get_mut(at..at.saturating_add(4)) else { continue };
        place.copy_from_slice(value);
    }
    let bytes = Bytes::from(file.clone());
    if let Ok(found) = Elf::read(&bytes, &LIMITS) {
        let most = file.len().max(4 << 20);
        for section in [found.btf, found.distilled_base, found.ext].into_iter().flatten() {
            assert!(section.len() <= most, "a section larger than its file");
        }
    }
    open(&file);
}

/// Opens `file` twice, with another number of threads; what comes out is the same, and so is what it says when asked.
fn open(file: &[u8]) {
    let opened = |threads| {
        let options =
            Options { limits: LIMITS, threads: NonZero::new(threads), ..Options::default() };
        let bytes = Bytes::from(file.to_vec());
        let (opened, peak) = memory::peak(|| open_bytes("fuzz", bytes, &options));
        assert!(peak < MEMORY + 2 * file.len(), "{peak} bytes for a file of {}", file.len());
        describe(opened)
    };
    assert_eq!(opened(1), opened(2), "the same bytes, opened twice");
}

/// All that a source says of itself.
fn describe(opened: Result<Opened, btfly_source::Error>) -> String {
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => return format!("{error} {:?} {:?}", error.offset(), error.hint()),
    };
    let set = &opened.set;
    let found = set.find("list_head", None).len();
    let sizes: Vec<_> = set
        .slots()
        .map(|slot| (set.slot_name(slot), set.btf(slot).map(|b| b.bytes().len())))
        .collect();
    let aside: Vec<_> = set.set_aside().map(|(_, why)| why.to_string()).collect();
    let whole: usize = sizes.iter().filter_map(|(_, size)| size.as_ref().ok()).sum();
    assert!(whole <= 16 << 20, "more types than the limit has bytes");
    let Opened { layers, focus, base_from, release, build_id, ext, n_without_btf, .. } = &opened;
    let facts = (layers, focus, base_from, release, build_id, ext, n_without_btf);
    format!("{facts:?} {found} {sizes:?} {aside:?}")
}

/// One wrap around `inner`. Which byte means which does not matter; that all are reached does.
fn wrap(how: u8, inner: &[u8]) -> Vec<u8> {
    const STREAMS: [Compression; 7] = [
        Compression::Gzip,
        Compression::Xz,
        Compression::Lzma,
        Compression::Zstd,
        Compression::Bzip2,
        Compression::Lz4,
        Compression::Lz4Legacy,
    ];
    let bits = e::SHT_PROGBITS;
    let kernel = doc::example_bytes();
    let module = doc::example_module_bytes();
    match usize::from(how) % N_WRAPS {
        how @ 0..7 => make::compress(STREAMS.get(how).copied().unwrap_or(Compression::Gzip), inner),
        7 => make::elf(true, false, e::ET_REL, &[(".BTF", bits, 0, inner)]),
        8 => {
            let sections = [(".BTF", bits, 0, inner), (".BTF.base", bits, 0, &kernel)];
            make::elf(true, false, e::ET_REL, &sections)
        }
        9 => make::elf(false, true, e::ET_EXEC, &[(".BTF", bits, 0, inner)]),
        10 => {
            let packed = make::compress(Compression::Zlib, inner);
            let header = [&[1, 0, 0, 0, 0, 0, 0, 0][..], &[0; 16], &packed].concat();
            make::elf(true, false, e::ET_REL, &[(".BTF", bits, e::SHF_COMPRESSED.0, &header)])
        }
        11 => make::bz_image(inner),
        12 => make::zboot(inner, b"any"),
        13 => make::arm64_image(inner),
        14 => make::s390_image(inner),
        15 => make::u_image(inner),
        16 => make::ar(&[("debian-binary", b"2.0\n"), ("data.tar", inner)]),
        17 => make::rpm(inner),
        18 => make::tar(&[("boot/vmlinuz-6.1", inner), ("lib/modules/6.1/x.ko", &module)]),
        19 => make::tar(&[("vmlinux.btf", &kernel), ("lib/modules/6.1/x.ko.xz", inner)]),
        20 => make::cpio(&[("vmlinux.btf", &kernel), ("lib/modules/6.1/x.ko.xz", inner)]),
        21 => [inner, inner].concat(),
        22 => [&[b'x'; 16][..], inner].concat(),
        23 => sealed(inner),
        24 => make::pack(inner, &make::pack_index(inner)),
        _ => make::pack(&kernel, inner),
    }
}

const N_WRAPS: usize = 26;

/// A tar archive with the checksum of each header made right: fields that lie get as far as sound ones.
fn sealed(archive: &[u8]) -> Vec<u8> {
    let mut out = archive.to_vec();
    for header in out.chunks_exact_mut(512) {
        if let Some(header) = header.first_chunk_mut::<512>()
            && header.get(257..262) == Some(b"ustar")
        {
            make::tar_seal(header);
        }
    }
    out
}

/// Every container around sound types, bare and as a recipe; some in one another.
pub(crate) fn source_seeds() -> Vec<Vec<u8>> {
    let (kernel, module) = (doc::example_bytes(), doc::example_module_bytes());
    let recipe = |wraps: &[u8], inner: &[u8]| {
        let n_wraps = u8::try_from(wraps.len()).unwrap_or_default();
        [&[n_wraps], wraps, inner].concat()
    };
    let mut seeds = Vec::new();
    for how in 0..26 {
        // Of a boot image of s390, 64 KiB are zeros that lead nowhere.
        if how != 14 {
            seeds.push(recipe(&[], &wrap(how, &kernel)));
        }
        seeds.push(recipe(&[how], &kernel));
        seeds.push(recipe(&[how], &module));
        // A vmlinux, packed, in it; and it, in an archive.
        seeds.push(recipe(&[9, 3, how], &kernel));
        seeds.push(recipe(&[how, 1, 19], &kernel));
    }
    let archive = wrap(18, &kernel);
    seeds
        .extend([&[23][..], &[23, 0, 16], &[23, 1, 16], &[23, 3]].map(|how| recipe(how, &archive)));
    seeds.push(recipe(&[25], &make::pack_index(&kernel)));
    let payload = wrap(20, &module);
    seeds.extend([&[17][..], &[3, 17], &[2, 17]].map(|how| recipe(how, &payload)));
    seeds
}

/// Every class and byte order, with a base and with `.BTF.ext`, untouched and with a changed word in each header.
pub(crate) fn elf_seeds() -> Vec<Vec<u8>> {
    let (kernel, module) = (doc::example_bytes(), doc::example_module_bytes());
    let ext = crate::seeds::ext().concat();
    let with = |flags: u8, changes: &[u8], btf: &[u8], second: &[u8]| {
        let n_changes = u8::try_from(changes.len() / 6).unwrap_or_default();
        let len = u16::try_from(btf.len()).unwrap_or(u16::MAX).to_le_bytes();
        [&[flags, n_changes][..], changes, &len, btf, second].concat()
    };
    let mut seeds = Vec::new();
    for flags in 0..4 {
        seeds.push(with(flags, &[], &kernel, &ext));
        seeds.push(with(flags | 4, &[], &module, &kernel));
        seeds.push(with(
            flags | 16,
            &[],
            &kernel,
            b"Linux version 6.1.0 (x)\0\0vermagic=6.1.0 SMP\0",
        ));
    }
    let packed = make::compress(Compression::Zstd, &kernel);
    let header = [&[2, 0, 0, 0, 0, 0, 0, 0][..], &[0; 16], &packed].concat();
    seeds.push(with(8, &[], &header, &ext));
    for at in [40_u16, 32, 64 * 5 + 40, 64 * 6, 64 * 6 + 24] {
        let change = [&at.to_le_bytes()[..], &[0xff; 4]].concat();
        seeds.push(with(0, &change, &kernel, &ext));
    }
    seeds
}
