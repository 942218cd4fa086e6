//! `.BTF.ext` of compiled objects · two clangs, both byte orders → counts of records · never takes our own word: lines are
//! those of the sources, functions those of the symbol table, and both byte orders say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use btfly_btf::ext::{Ext, Section};
use btfly_btf::{Btf, Kind, NameOff};

use super::Report;
use crate::lab::{BpfObject, Lab};
use crate::{command, workspace};

/// Every record of every object.
pub(super) fn check(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let objects = lab.objects()?;
    for object in &objects {
        let place = || object.path.display().to_string();
        let Some(read) = Read::new(lab, object).with_context(place)? else {
            report.count("objects without code", 1);
            continue;
        };
        report.count("objects", 1);
        functions(lab, object, &read, &mut report).with_context(place)?;
        lines(object, &read, &mut report).with_context(place)?;
        relocations(&read, &mut report).with_context(place)?;
        let twin = objects.iter().find(|other| {
            (other.compiler, &other.name) == (object.compiler, &object.name)
                && other.endian != object.endian
        });
        let twin = Read::new(lab, twin.context("no object in the other byte order")?)?;
        let twin = twin.context("only one byte order has code")?;
        ensure!(read.ext.endian != twin.ext.endian, "one byte order twice");
        ensure!(said(&read) == said(&twin), "{}: the byte orders differ", object.path.display());
    }
    Ok(report)
}

/// An object's type information.
struct Read {
    btf: Btf,
    ext: Ext,
}

impl Read {
    /// `None` for an object that has data only.
    fn new(lab: &Lab, object: &BpfObject) -> Result<Option<Read>> {
        let Some(ext) = cut(lab, &object.path, ".BTF.ext")? else { return Ok(None) };
        let btf = cut(lab, &object.path, ".BTF")?.context("no .BTF beside .BTF.ext")?;
        Ok(Some(Read { btf: Btf::parse(btf)?, ext: Ext::parse(&ext)? }))
    }

    fn text(&self, off: NameOff) -> &str {
        self.btf.types().strings().get(off)
    }
}

fn cut(lab: &Lab, object: &Path, section: &str) -> Result<Option<Vec<u8>>> {
    let scratch = lab.scratch()?;
    let file = scratch.path().join("section");
    let dump = format!("--dump-section={section}={}", file.display());
    let mut objcopy = lab.peer("llvm-objcopy")?;
    let done = command::finish(objcopy.arg(dump).arg(object).arg("/dev/null"))?;
    if String::from_utf8_lossy(&done.stderr).contains("not found") {
        return Ok(None);
    }
    ensure!(done.status.success(), command::failure(&objcopy, &done));
    Ok(Some(fs::read(file)?))
}

/// Everything that is said, without ids: what the linker or a byte order may change.
fn said(read: &Read) -> Vec<String> {
    let mut said = Vec::new();
    let name = |id| read.btf.get(id).and_then(|ty| ty.name()).unwrap_or("(anon)").to_owned();
    for (section, record) in each(&read.ext.func_infos) {
        let section = read.text(section);
        said.push(format!("{section} {} func {}", record.insn_off, name(record.type_id)));
    }
    for (section, record) in each(&read.ext.line_infos) {
        let (section, text) = (read.text(section), read.text(record.line_off));
        let place = format!("{}:{}", record.line, record.column);
        said.push(format!("{section} {} line {place} {text}", record.insn_off));
    }
    for (section, record) in each(&read.ext.core_relos) {
        let (section, access) = (read.text(section), read.text(record.access_str_off));
        let (at, kind) = (record.insn_off, record.kind);
        said.push(format!("{section} {at} relo {kind} {} {access}", name(record.type_id)));
    }
    said
}

fn each<T>(sections: &[Section<T>]) -> impl Iterator<Item = (NameOff, &T)> {
    sections
        .iter()
        .flat_map(|section| section.records.iter().map(move |record| (section.name_off, record)))
}

/// They are those of the symbol table.
fn functions(lab: &Lab, object: &BpfObject, read: &Read, report: &mut Report) -> Result<()> {
    let mut found = BTreeSet::new();
    for (_, record) in each(&read.ext.func_infos) {
        let ty = read.btf.get(record.type_id).context("a function of no type")?;
        ensure!(ty.kind() == Kind::Func, "type {} is a {}", record.type_id, ty.kind());
        found.insert(ty.name().unwrap_or_default().to_owned());
        report.count("functions", 1);
    }
    let mut nm = lab.peer("llvm-nm")?;
    let symbols = command::text(nm.args(["--defined-only", "--format=posix"]).arg(&object.path))?;
    let expected: BTreeSet<String> = symbols
        .lines()
        .filter_map(|line| {
            let (name, kind) = line.split_once(' ')?;
            kind.starts_with(['t', 'T', 'W']).then(|| name.to_owned())
        })
        // Labels of blocks are symbols too.
        .filter(|name| !name.starts_with("LBB"))
        .collect();
    ensure!(found == expected, "functions {found:?}, symbols {expected:?}");
    Ok(())
}

/// They are lines of the source, at their number.
fn lines(object: &BpfObject, read: &Read, report: &mut Report) -> Result<()> {
    let name = format!("{}.c", object.name);
    let source = fs::read_to_string(workspace::root().join("fixtures/c").join(&name))?;
    let source: Vec<&str> = source.lines().collect();
    for (_, record) in each(&read.ext.line_infos) {
        let text = read.text(record.line_off);
        // Instructions that the compiler made up have no line.
        if record.line == 0 || !read.text(record.file_name_off).ends_with(&name) {
            continue;
        }
        let at = usize::try_from(record.line)? - 1;
        let expected = source.get(at).copied().unwrap_or_default();
        ensure!(text == expected, "line {}: `{text}`, in the source `{expected}`", record.line);
        report.count("lines of source", 1);
    }
    Ok(())
}

/// Each starts at a type that is there and has an access string.
fn relocations(read: &Read, report: &mut Report) -> Result<()> {
    for (_, record) in each(&read.ext.core_relos) {
        ensure!(read.btf.get(record.type_id).is_some(), "a relocation of no type");
        let access = read.text(record.access_str_off);
        let is_path = access.split(':').all(|part| part.parse::<u32>().is_ok());
        ensure!(is_path, "no access string: `{access}`");
        report.count("relocations", 1);
    }
    Ok(())
}
