//! Instructions as text · objects of the lab, and every opcode with many operands → counts · never without LLVM's own words.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::Endian;
use btfly_obj::insn::{Insn, Mode, Opcode, listing};

use super::Report;
use crate::command;
use crate::lab::Lab;

/// What `llvm-objdump` does not know yet: an indirect jump.
const NEWER: &str = "gotox";

/// Every instruction of every object, and of every opcode, is shown as `llvm-objdump` does.
pub(super) fn printed_as_by_llvm_objdump(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for object in lab.objects()? {
        compare(lab, &object.path, "instructions of objects", &mut report)?;
        report.count("objects", 1);
    }
    let mut built = Vec::new();
    find_objects(&lab.root().join("selftests"), &mut built)?;
    for object in built {
        compare(lab, &object, "instructions of selftests", &mut report)?;
        report.count("objects of selftests", 1);
    }
    let scratch = lab.scratch()?;
    for triple in ["bpfel", "bpfeb"] {
        let (source, object) = (scratch.path().join("every.s"), scratch.path().join("every.o"));
        fs::write(&source, every_opcode(triple == "bpfeb"))?;
        let mut mc = lab.sid_command("llvm-mc");
        mc.args(["-triple", triple, "-filetype=obj", "-o"]).arg(&object).arg(&source);
        command::quiet(&mut mc)?;
        compare(lab, &object, "made-up instructions", &mut report)?;
    }
    Ok(report)
}

/// All objects below a folder, in order; none if there is no such folder.
fn find_objects(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort();
    for path in entries {
        if path.is_dir() {
            find_objects(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "o") {
            found.push(path);
        }
    }
    Ok(())
}

/// An assembler file of bytes: each opcode with operands that have a meaning for one or another.
fn every_opcode(is_big: bool) -> String {
    const OFFSETS: [i16; 9] = [0, 1, 4, 8, 16, 32, -4, i16::MIN, i16::MAX];
    const VALUES: [i32; 16] =
        [0, 1, 16, 32, 64, 0x40, 0x41, 0x50, 0x51, 0xa0, 0xa1, 0xe1, 0xf1, 0x100, 0x110, i32::MIN];
    let endian = if is_big { Endian::Big } else { Endian::Little };
    let mut text = String::from(".text\n");
    for opcode in 0..=u8::MAX {
        for (at, imm) in VALUES.into_iter().enumerate() {
            for (next, off) in OFFSETS.into_iter().enumerate() {
                let register = |seed: usize| u8::try_from(seed % 13).unwrap_or(0);
                let (dst, src) = (register(at + next), register(at * 3 + next));
                let src = if opcode == 0x18 { src % 7 } else { src };
                let opcode = Opcode(opcode);
                // LLVM does not look at the upper bits of an atomic operation; the kernel refuses them.
                let imm = if opcode.mode() == Mode::Atomic { imm & 0xffff } else { imm };
                let insn = Insn { opcode, dst, src, off, imm };
                // A second half, so that none is taken for one.
                let halves = if insn.is_wide() { 2 } else { 1 };
                let second = Insn { imm: imm.wrapping_mul(3), ..Insn::default() };
                for bytes in [insn, second].into_iter().take(halves) {
                    let bytes = bytes.to_bytes(endian).map(|byte| byte.to_string()).join(",");
                    let _ = writeln!(text, ".byte {bytes}");
                }
            }
        }
    }
    text
}

fn compare(lab: &Lab, object: &Path, what: &str, report: &mut Report) -> Result<()> {
    let mut objdump = lab.peer("llvm-objdump")?;
    let said = command::text(objdump.arg("-d").arg(object))?;
    let endian = match said.lines().find_map(|line| line.split_once("file format ")) {
        Some((_, "elf64-bpf")) if is_big(object)? => Endian::Big,
        Some((_, "elf64-bpf")) => Endian::Little,
        other => bail!("{}: {other:?} is no object of BPF", object.display()),
    };
    let mut rest_of_wide = 0;
    for line in said.lines() {
        let Some((place, line)) = line.split_once(":\t") else { continue };
        if place.trim().parse::<u64>().is_err() {
            continue;
        }
        let (bytes, text) = line.split_once('\t').context("no instruction behind its bytes")?;
        let bytes: Vec<u8> = bytes
            .split_ascii_whitespace()
            .map(|byte| u8::from_str_radix(byte, 16))
            .collect::<std::result::Result<_, _>>()?;
        if bytes.len() < 8 {
            continue;
        }
        // A constant that it does not understand is two lines there.
        if 0 < rest_of_wide {
            rest_of_wide -= 1;
            continue;
        }
        let insns = Insn::read_all(&bytes, endian);
        let first = insns.first().context("no bytes")?;
        if first.is_wide() && insns.len() == 1 {
            rest_of_wide = 1;
        }
        let (_, shown) = listing(&insns).next().context("no bytes")?;
        let shown = shown.to_string();
        // Behind a jump comes what it goes to, as a symbol.
        let expected = match text.rsplit_once(" <") {
            Some((text, _)) if text.contains("go") => text,
            Some(_) | None => text,
        };
        if shown.starts_with(NEWER) && expected == "<unknown>" {
            report.count("newer than LLVM", 1);
            continue;
        }
        ensure!(
            shown == expected,
            "{}: {place}: {bytes:02x?} is {shown:?} here and {expected:?} there",
            object.display()
        );
        report.count(if expected == "<unknown>" { "unknown to both" } else { what }, 1);
    }
    Ok(())
}

fn is_big(object: &Path) -> Result<bool> {
    let bytes = fs::read(object)?;
    Ok(bytes.get(5) == Some(&2))
}
