//! BTF taken out of kernels and modules without any code of ours · boot image, `.ko` files → raw BTF files · never uses
//! the project's own readers.
//!
//! This is on purpose a second way to the same bytes: `objcopy` reads the ELF files, `xz`, `zstd`, `lz4` and `gzip` do the
//! decompressing, and a boot image is not understood but searched, as the kernel's own `scripts/extract-vmlinux` does.
//! What the project's reader of these containers finds is compared with what lies here.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, bail};

use super::kernel;
use crate::command;

/// How a compressed stream begins, and who can read it.
const STREAMS: &[(&[u8], &str, &[&str])] = &[
    (b"\xfd7zXZ\0", "xz", &["-dcq", "--single-stream"]),
    (b"\x28\xb5\x2f\xfd", "zstd", &["-dcq"]),
    (b"\x02\x21\x4c\x18", "lz4", &["-dcq"]),
    (b"\x1f\x8b\x08", "gzip", &["-dcq"]),
];

/// No kernel is smaller than this, and no other stream in an image is as large: 1 MiB.
const KERNEL_MIN: usize = 1 << 20;

/// Magic number, version and flags of a BTF header, little and big endian.
const MAGICS: [[u8; 4]; 2] = [[0x9f, 0xeb, 1, 0], [0xeb, 0x9f, 1, 0]];

/// Takes vmlinux and its BTF out of the boot image `image` into the folder `into`; the answer is the BTF's size, 0 if the
/// kernel has none.
pub(super) fn vmlinux(image: &Path, into: &Path) -> Result<u64> {
    let bytes = fs::read(image).with_context(|| format!("cannot read {}", image.display()))?;
    let payload = match find_btf(&bytes) {
        Some(_) => bytes,
        None => match payload(&bytes)? {
            Some(payload) => payload,
            None => bail!("{}: neither BTF nor a compressed kernel inside", image.display()),
        },
    };
    let btf = into.join("vmlinux.btf");
    if payload.starts_with(b"\x7fELF") {
        let elf = into.join("vmlinux");
        fs::write(&elf, &payload)?;
        section_of_vmlinux(&elf, &btf)?;
    } else if let Some(found) = find_btf(&payload) {
        fs::write(&btf, found)?;
    }
    Ok(btf.metadata().map_or(0, |meta| meta.len()))
}

/// Takes the BTF of each module into a file `NAME.btf` of `into`; the answer is how many have any.
pub(super) fn modules(modules: &[PathBuf], into: &Path, architecture: &str) -> Result<usize> {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || -> Result<usize> {
        let mut with_btf = 0;
        while let Some(file) = modules.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = kernel::module_name(file);
            let found = module(file, &into.join(format!("{name}.btf")), architecture)
                .with_context(|| format!("module {}", file.display()))?;
            with_btf += usize::from(found);
        }
        Ok(with_btf)
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut with_btf = 0;
        for worker in running {
            with_btf += worker.join().unwrap_or_else(|_| bail!("a thread broke"))?;
        }
        Ok(with_btf)
    })
}

fn module(file: &Path, btf: &Path, architecture: &str) -> Result<bool> {
    let tool = match file.extension().and_then(|extension| extension.to_str()) {
        Some("xz") => "xz",
        Some("zst") => "zstd",
        Some("gz") => "gzip",
        _ => return section(file, btf, architecture),
    };
    let elf = btf.with_extension("ko");
    let unpacked = command::output(Command::new(tool).arg("-dcq").arg(file))?;
    fs::write(&elf, unpacked)?;
    let found = section(&elf, btf, architecture);
    fs::remove_file(&elf)?;
    found
}

/// Copies section `.BTF` of vmlinux. There it has an address, so the way for modules below would fill up to it; but this
/// way has to write a whole copy beside.
fn section_of_vmlinux(elf: &Path, btf: &Path) -> Result<()> {
    let copy = btf.with_extension("copy");
    let dump = format!("--dump-section=.BTF={}", btf.display());
    command::quiet(Command::new("objcopy").arg(dump).args([elf, &copy]))?;
    Ok(fs::remove_file(&copy)?)
}

/// Copies section `.BTF` of a module; `false`, and no file, if there is none.
fn section(elf: &Path, btf: &Path, architecture: &str) -> Result<bool> {
    let objcopy = match architecture {
        "s390x" => "s390x-linux-gnu-objcopy",
        "arm64" => "aarch64-linux-gnu-objcopy",
        _ => "objcopy",
    };
    command::quiet(
        Command::new(objcopy)
            // In a module the section is not loaded, and what is not loaded is not copied.
            .args(["-O", "binary", "--only-section=.BTF", "--set-section-flags", ".BTF=alloc"])
            .args([elf, btf]),
    )?;
    if btf.metadata().is_ok_and(|meta| meta.len() > 0) {
        return Ok(true);
    }
    if btf.exists() {
        fs::remove_file(btf)?;
    }
    Ok(false)
}

/// The first compressed stream in `image` that unpacks to something of a kernel's size.
fn payload(image: &[u8]) -> Result<Option<Vec<u8>>> {
    for at in 0..image.len() {
        let rest = image.get(at..).unwrap_or_default();
        let Some((_, tool, arguments)) = STREAMS.iter().find(|(magic, ..)| rest.starts_with(magic))
        else {
            continue;
        };
        let unpacked = unpack(tool, arguments, rest)?;
        if unpacked.len() >= KERNEL_MIN {
            return Ok(Some(unpacked));
        }
    }
    Ok(None)
}

/// What `tool` makes of `packed`. It is only tried: it may find nothing at all there, and it will complain about what
/// follows the stream, so its exit code says nothing.
fn unpack(tool: &str, arguments: &[&str], packed: &[u8]) -> Result<Vec<u8>> {
    let mut child = Command::new(tool)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start `{tool}`"))?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let mut unpacked = Vec::new();
    std::thread::scope(|scope| -> Result<()> {
        // The tool stops reading when it has had enough: a broken pipe here is no error.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(packed)));
        if let Some(mut stdout) = stdout {
            stdout.read_to_end(&mut unpacked)?;
        }
        Ok(())
    })?;
    child.wait()?;
    Ok(unpacked)
}

/// The first stretch of `bytes` that is a whole kernel's BTF: the magic number alone occurs by chance.
fn find_btf(bytes: &[u8]) -> Option<&[u8]> {
    (0..bytes.len()).find_map(|at| plausible(bytes.get(at..)?))
}

fn plausible(bytes: &[u8]) -> Option<&[u8]> {
    let magic = MAGICS.iter().position(|magic| bytes.starts_with(magic))?;
    let word = |index: usize| -> Option<usize> {
        let at = 4 + 4 * index;
        let word: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let word = if magic == 0 { u32::from_le_bytes(word) } else { u32::from_be_bytes(word) };
        usize::try_from(word).ok()
    };
    let (header, types_at, types, strings_at, strings) =
        (word(0)?, word(1)?, word(2)?, word(3)?, word(4)?);
    let whole = header.checked_add(strings_at)?.checked_add(strings)?;
    let text = bytes.get(header.checked_add(strings_at)?..whole)?;
    let fits = (24..=64).contains(&header)
        && types_at == 0
        && types % 4 == 0
        && types >= KERNEL_MIN
        && strings_at >= types
        && text.first() == Some(&0)
        && text.last() == Some(&0);
    if fits { bytes.get(..whole) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of a kernel's BTF, then nothing but zeros: the least that counts as plausible.
    fn btf(big: bool) -> Vec<u8> {
        let word = |value: u32| if big { value.to_be_bytes() } else { value.to_le_bytes() };
        let types = u32::try_from(KERNEL_MIN).unwrap();
        let mut btf = MAGICS[usize::from(big)].to_vec();
        for value in [24, 0, types, types, 8] {
            btf.extend(word(value));
        }
        btf.resize(24 + KERNEL_MIN + 8, 0);
        btf
    }

    #[test]
    fn btf_is_found_in_an_image_of_either_byte_order_and_chance_hits_are_passed_over() {
        for big in [false, true] {
            let expected = btf(big);
            let mut image =
                b"MZ and code, \x9f\xeb\x01\x00 and \xeb\x9f\x01\x00 by chance".to_vec();
            image.extend(&expected);
            image.extend(b"what follows");
            assert!(find_btf(&image) == Some(&expected[..]), "big endian: {big}");
        }
    }

    #[test]
    fn btf_that_is_cut_off_is_not_found() {
        let whole = btf(false);
        assert!(find_btf(&whole).is_some());
        assert!(find_btf(&whole[..whole.len() - 1]).is_none());
    }
}
