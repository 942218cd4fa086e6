//! Layouts against compilers · the objects made from `fixtures/c` → every offset, size, type and bitfield of ours as an
//! assertion that the same compiler checks on the same source · never trusts a BTF reader, ours or another.
//!
//! Three questions a member: `offsetof` and `sizeof`; whether its type is the one that our one-line declaration spells;
//! and for a bitfield, whether the bytes of a struct in which only it is set are where we say to load them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use btfly_btf::fields::Unit;
use btfly_btf::layout::{Layout, Options, Row, path};
use btfly_btf::view::Type;
use btfly_btf::{Btf, Types};

use super::Report;
use crate::command;
use crate::lab::{BpfObject, Endian, Lab};
use crate::workspace;

/// What is compiled into a section of this name is read back.
const SECTION: &str = "btfly.probe";

/// Bytes of each probe: more than any struct of the fixtures has.
const STRIDE: usize = 1024;

/// A bitfield, and what the compiler makes of a struct in which nothing else is set.
struct Probe {
    name: String,
    unit: Option<Unit>,
    bits: u64,
}

/// Compilers agree with every layout and declaration.
pub(super) fn compilers_agree(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for object in lab.objects()? {
        check(lab, &object, &mut report)
            .with_context(|| format!("{} of {} clang", object.path.display(), object.compiler))?;
    }
    Ok(report)
}

fn check(lab: &Lab, object: &BpfObject, report: &mut Report) -> Result<()> {
    let scratch = lab.scratch()?;
    let source = workspace::root().join("fixtures/c").join(format!("{}.c", object.name));
    let btf = section(lab, &object.path, ".BTF", &scratch.path().join("btf"))?;
    let btf = Btf::parse(btf)?;
    let types = btf.types();
    let mut text = format!("#include \"{}\"\n", source.display());
    let probes = assertions(&types, &mut text, report)?;
    let probe = scratch.path().join("probe.c");
    fs::write(&probe, &text)?;
    let compiled = scratch.path().join("probe.o");
    let mut clang = match object.compiler {
        "host" => Command::new("clang"),
        _ => lab.sid_command("clang"),
    };
    let target = match object.endian {
        Endian::Little => "bpfel",
        Endian::Big => "bpfeb",
    };
    clang.args(["-g", "-O2", "-w", "-target", target, "-c"]).arg(&probe).arg("-o").arg(&compiled);
    command::quiet(&mut clang).context("an assertion fails, or a declaration is no C")?;
    report.count("objects", 1);
    if probes.is_empty() {
        return Ok(());
    }
    let bytes = section(lab, &compiled, SECTION, &scratch.path().join("bytes"))?;
    ensure!(bytes.len() == probes.len() * STRIDE, "{} bytes of probes", bytes.len());
    for (probe, bytes) in probes.iter().zip(bytes.chunks_exact(STRIDE)) {
        check_bitfield(probe, bytes, object.endian).with_context(|| probe.name.clone())?;
        report.count("bitfields", 1);
    }
    Ok(())
}

/// Writes what has to hold for each named struct and union, and gives the bitfields that only bytes can tell.
fn assertions(types: &Types<'_>, text: &mut String, report: &mut Report) -> Result<Vec<Probe>> {
    let mut probes = Vec::new();
    let mut initializers = String::new();
    let mut sizes = BTreeSet::new();
    for (id, ty) in types.iter() {
        let (key, composite) = match ty {
            Type::Struct(composite) => ("struct", composite),
            Type::Union(composite) => ("union", composite),
            _ => continue,
        };
        if composite.name().is_empty() {
            continue;
        }
        let tag = format!("{key} {}", composite.name());
        let layout = Layout::of(types, id, &Options::default()).context("no layout")?;
        let size = layout.size;
        writeln!(text, "_Static_assert(sizeof({tag}) == {size}, \"size of {tag}\");")?;
        report.count("structs", 1);
        ensure!(usize::try_from(size)? <= STRIDE, "{tag} is too large to probe");
        for row in layout.rows.iter().filter(|row| is_reachable(&layout, row)) {
            let name = row.name;
            if row.is_bitfield {
                let access = path::find(types, id, name)?;
                let unit = access.place.unit;
                let bits = row.size.context("a bitfield without bits")?.0;
                probes.push(Probe { name: format!("{tag}.{name}"), unit, bits });
                // All ones, in a field of either sign.
                writeln!(initializers, "\t{{ .s{id} = {{ .{name} = ~0 }} }},")?;
                sizes.insert((id, tag.clone()));
                continue;
            }
            let offset = row.offset.whole_bytes().context("half a byte")?;
            writeln!(
                text,
                "_Static_assert(__builtin_offsetof({tag}, {name}) == {offset}, \"{tag}.{name}\");"
            )?;
            report.count("offsets", 1);
            let declaration = types.declaration(row.type_id, "").to_string();
            // Types without a name cannot be written down, and in C each is another type.
            if declaration.contains("{...}") {
                continue;
            }
            writeln!(
                text,
                "_Static_assert(__builtin_types_compatible_p(__typeof__((({tag} *)0)->{name}), \
                 {}), \"type of {tag}.{name}\");",
                without_tags(&declaration)
            )?;
            report.count("types", 1);
        }
    }
    if probes.is_empty() {
        return Ok(probes);
    }
    writeln!(text, "union btfly_probe {{\n\tchar whole[{STRIDE}];")?;
    for (id, tag) in sizes {
        writeln!(text, "\t{tag} s{id};")?;
    }
    writeln!(
        text,
        "}};\n__attribute__((section(\"{SECTION}\"), used))\n\
         union btfly_probe btfly_probes[] = {{\n{initializers}}};"
    )?;
    Ok(probes)
}

/// Whether C can name the member from outside: it has a name, and nothing that it is nested in has one.
fn is_reachable(layout: &Layout<'_>, row: &Row<'_>) -> bool {
    let at = layout.rows.iter().position(|other| std::ptr::eq(other, row)).unwrap_or(0);
    let mut depth = row.depth;
    let outer = layout.rows.iter().take(at).rev().filter(|other| {
        let is_outer = other.depth < depth;
        depth = depth.min(other.depth);
        is_outer
    });
    !row.name.is_empty() && { outer }.all(|outer| outer.name.is_empty())
}

/// Tags do not make another type, and how old compilers read them is another matter.
fn without_tags(declaration: &str) -> String {
    let words = declaration.split(' ').map(|word| {
        let bare = word.trim_start_matches(['*', '(']);
        if bare.starts_with("__") && bare != "__int128" {
            word.strip_suffix(bare).unwrap_or(word)
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn check_bitfield(probe: &Probe, bytes: &[u8], endian: Endian) -> Result<()> {
    let Unit { offset, size, shift } = match probe.unit {
        Some(unit) => unit,
        // No load of its type's size holds it: then it does not fit into one.
        None => {
            let ones: u64 = bytes.iter().map(|byte| u64::from(byte.count_ones())).sum();
            ensure!(ones == probe.bits, "{ones} bits are set");
            return Ok(());
        }
    };
    let start = usize::try_from(offset)?;
    let loaded = bytes.get(start..start + usize::try_from(size)?).context("outside")?;
    let fold = |word: u128, byte: &u8| word << 8 | u128::from(*byte);
    let word = match endian {
        Endian::Little => loaded.iter().rev().fold(0, fold),
        Endian::Big => loaded.iter().fold(0, fold),
    };
    let expected = ((1_u128 << probe.bits) - 1) << shift;
    ensure!(word == expected, "loaded {word:#x}, expected {expected:#x}");
    let ones: u64 = bytes.iter().map(|byte| u64::from(byte.count_ones())).sum();
    ensure!(ones == probe.bits, "{ones} bits are set");
    Ok(())
}

/// The bytes of a section.
fn section(lab: &Lab, object: &Path, name: &str, file: &Path) -> Result<Vec<u8>> {
    let mut objcopy = lab.peer("llvm-objcopy")?;
    let dump = format!("--dump-section={name}={}", file.display());
    let copy = file.with_extension("o");
    command::quiet(objcopy.arg(dump).args([object, &copy]))?;
    Ok(fs::read(file)?)
}
