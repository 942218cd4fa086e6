//! Objects of BPF, ours and libbpf's · files → instructions after relocation · never a word of ours in what libbpf said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::ext::Ext;
use btfly_btf::{Btf, BtfSet, Endian};
use btfly_obj::co_re::{Access, Options, Outcome, Patched, Relo, Solved, patch, solve};
use btfly_obj::insn::Insn;
use object::{Object as _, ObjectSection as _};

use crate::command;
use crate::lab::Lab;

/// An object, with the code of its sections.
pub(super) struct Object {
    pub(super) path: PathBuf,
    pub(super) btf: Btf,
    pub(super) ext: Ext,
    /// By the number of the section.
    pub(super) code: BTreeMap<usize, Vec<Insn>>,
    /// The number of each section of that name.
    sections: BTreeMap<String, usize>,
}

/// The types in an ELF file.
pub(super) fn types_of(path: &Path) -> Result<Btf> {
    let bytes = fs::read(path)?;
    let file = object::File::parse(&*bytes)?;
    let section = file.section_by_name(".BTF").context("no .BTF")?;
    Ok(Btf::parse(section.data()?.to_vec())?)
}

impl Object {
    /// `None` for an object without relocation records.
    pub(super) fn read(path: &Path) -> Result<Option<Object>> {
        let bytes = fs::read(path)?;
        let file = object::File::parse(&*bytes)?;
        let (Some(btf), Some(ext)) =
            (file.section_by_name(".BTF"), file.section_by_name(".BTF.ext"))
        else {
            return Ok(None);
        };
        let (btf, ext) = (Btf::parse(btf.data()?.to_vec())?, Ext::parse(ext.data()?)?);
        if ext.core_relos.is_empty() {
            return Ok(None);
        }
        let endian = if file.is_little_endian() { Endian::Little } else { Endian::Big };
        let (mut code, mut sections) = (BTreeMap::new(), BTreeMap::new());
        for section in file.sections() {
            if section.kind() == object::SectionKind::Text {
                let insns = Insn::read_all(section.data()?, endian);
                code.insert(section.index().0, insns);
                sections.entry(section.name()?.to_owned()).or_insert(section.index().0);
            }
        }
        Ok(Some(Object { path: path.to_owned(), btf, ext, code, sections }))
    }

    /// Section and record of each relocation.
    pub(super) fn records(
        &self,
    ) -> impl Iterator<Item = (&str, &btfly_btf::ext::CoreRelo)> + Clone {
        let strings = self.btf.types().strings();
        self.ext.core_relos.iter().flat_map(move |section| {
            section.records.iter().map(move |record| (strings.get(section.name_off), record))
        })
    }

    /// All relocations, as questions.
    pub(super) fn relos(&self) -> Vec<Relo<'_>> {
        let strings = self.btf.types().strings();
        let relo = |(_, record)| Relo { access: Access::of(record, &strings), prefer: None };
        self.records().map(relo).collect()
    }

    /// The code with all relocations applied, and what has become of each.
    pub(super) fn relocate(&self, set: &BtfSet, options: &Options) -> Relocated {
        let solved = solve(&self.btf, &self.relos(), set, options);
        let mut done = Relocated { code: self.code.clone(), each: Vec::new() };
        for ((section, record), solved) in self.records().zip(solved) {
            let at = record.insn_off as usize / 8;
            let number = self.sections.get(section).copied().unwrap_or(usize::MAX);
            let fate = match (&solved.outcome, done.code.get_mut(&number)) {
                (Err(error), _) => Fate::Refused(error.to_string()),
                (Ok(Outcome::Ambiguous), _) => Fate::Refused("ambiguous".to_owned()),
                (Ok(_), None) => Fate::Refused("no such section".to_owned()),
                (Ok(outcome), Some(code)) => match patch(code, at, outcome) {
                    Ok(Patched::Poisoned) => Fate::Poisoned,
                    Ok(Patched::Done { .. }) => Fate::Done,
                    Err(mismatch) => Fate::Refused(mismatch.to_string()),
                },
            };
            done.each.push((number, at, solved, fate));
        }
        done
    }
}

/// What has become of a relocation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Fate {
    Done,
    Poisoned,
    Refused(String),
}

/// An object's code after relocation.
pub(super) struct Relocated {
    pub(super) code: BTreeMap<usize, Vec<Insn>>,
    /// Section, instruction, outcome, fate.
    pub(super) each: Vec<(usize, usize, Solved, Fate)>,
}

/// What libbpf made of an object.
pub(in crate::real) struct Theirs {
    pub(in crate::real) path: PathBuf,
    pub(in crate::real) programs: Vec<Program>,
    /// What its CO-RE step returned; none if it could not open the object.
    pub(in crate::real) done: Option<i32>,
}

/// A program or subprogram after libbpf's CO-RE step.
pub(in crate::real) struct Program {
    pub(in crate::real) name: String,
    pub(super) section: usize,
    /// Index of its first instruction in the section.
    pub(super) start: usize,
    pub(in crate::real) insns: Vec<Insn>,
}

/// libbpf's CO-RE step as a program, compiled once.
pub(in crate::real) struct Libbpf<'l> {
    lab: &'l Lab,
    scratch: crate::lab::Scratch,
}

impl<'l> Libbpf<'l> {
    pub(in crate::real) fn new(lab: &'l Lab) -> Result<Self> {
        let scratch = lab.scratch()?;
        let source = scratch.path().join("relocated.c");
        fs::write(&source, include_str!("relocated.c"))?;
        let (libbpf, include) = (lab.selftests()?.libbpf(), lab.selftests()?.tools_include());
        let mut sources = vec![source];
        for entry in fs::read_dir(&libbpf)? {
            let path = entry?.path();
            let is_c = path.extension().is_some_and(|extension| extension == "c");
            if is_c && path.file_name().is_some_and(|name| name != "libbpf.c") {
                sources.push(path);
            }
        }
        let mut gcc = lab.sid_command("gcc");
        gcc.args(["-O1", "-w", "-D_GNU_SOURCE", "-D_LARGEFILE64_SOURCE"]);
        for folder in [&libbpf, &libbpf.join(".."), &include, &include.join("uapi")] {
            gcc.arg("-I").arg(folder);
        }
        gcc.arg("-o").arg(scratch.path().join("relocated")).args(sources).args(["-lelf", "-lz"]);
        command::quiet(&mut gcc)?;
        Ok(Self { lab, scratch })
    }

    /// What it makes of `objects` on the types in the file `target`.
    pub(in crate::real) fn relocate(
        &self,
        target: &Path,
        objects: &[PathBuf],
    ) -> Result<Vec<Theirs>> {
        let program = self.scratch.path().join("relocated");
        let mut tool = self.lab.sid_command(&program.display().to_string());
        let said = command::text(tool.arg(target).args(objects))?;
        let mut theirs: Vec<Theirs> = Vec::new();
        for line in said.lines() {
            let (word, rest) = line.split_once(' ').context("a line of one word")?;
            match word {
                "object" => {
                    let path = PathBuf::from(rest);
                    theirs.push(Theirs { path, programs: Vec::new(), done: None });
                }
                "program" => {
                    let last = theirs.last_mut().context("a program of no object")?;
                    last.programs.push(program_of(rest)?);
                }
                "done" => {
                    theirs.last_mut().context("the end of no object")?.done = Some(rest.parse()?);
                }
                "unopened" => {}
                other => bail!("libbpf's program said `{other}`"),
            }
        }
        ensure!(theirs.len() == objects.len(), "not every object was looked at");
        Ok(theirs)
    }
}

/// `NAME SECTION START COUNT BYTES`.
fn program_of(line: &str) -> Result<Program> {
    let mut words = line.split(' ');
    let mut word = || words.next().context("too few words");
    let (name, section, start, count, bytes) = (word()?, word()?, word()?, word()?, word()?);
    let (section, start, count): (usize, usize, usize) =
        (section.parse()?, start.parse()?, count.parse()?);
    let bytes: Vec<u8> = (0..bytes.len() / 2)
        .map(|at| {
            let digits = bytes.get(at * 2..at * 2 + 2).context("half a byte")?;
            Ok(u8::from_str_radix(digits, 16)?)
        })
        .collect::<Result<_>>()?;
    let insns = Insn::read_all(&bytes, Endian::Little);
    ensure!(insns.len() == count, "{count} instructions are {}", insns.len());
    Ok(Program { name: name.to_owned(), section, start, insns })
}
