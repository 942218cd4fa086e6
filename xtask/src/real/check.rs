//! `btfly check` and the kernel · the programs of `fixtures/check` on four kernels, with and without a module → counts · never
//! our own word: what fits or is guarded is loaded, and what breaks is refused.
//!
//! The command itself is run, as anybody runs it. Each program is then fitted to the same types, linked, given the ids that a
//! loader gives it, and handed to a booted kernel. What is not so on some kernel is listed in [`EXCEPTIONS`], with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet, Endian, Kind, Slot, TypeLoc};
use btfly_obj::co_re::{Options, POISON, fit};
use btfly_obj::insn::{Insn, Opcode, pseudo};
use btfly_obj::link::link;
use btfly_obj::read::read;
use btfly_obj::spec::{ExternKind, ObjectSpec, ProgramSpec, Target};
use serde_json::Value;

use super::Report;
use crate::lab::{Kernel, Lab, Scratch};
use crate::vm::{Guest, GuestFile};
use crate::{command, workspace};

/// The module that is loaded in half of the cases.
const KMOD: &str = "veth";

/// How many programs there are at least.
const MIN_PROGRAMS: usize = 30;

/// What the kernel does otherwise, and why that is right: program, kernel (or all), reason.
const EXCEPTIONS: &[(&str, Option<&str>, &str)] = &[];

/// Fits or guarded if and only if the kernel loads it.
pub(super) fn kernels_agree(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let objects = compile(lab, &scratch)?;
    let btfly = build()?;
    let guest = Guest::build()?;
    let mut report = Report::default();
    let mut used = BTreeSet::new();
    let mut names = BTreeSet::new();
    let mut wrong = Vec::new();
    for kernel in lab.main_kernels()? {
        let asked = Asked::of(&kernel, &objects, &scratch)?;
        let said: Vec<_> = SCENES
            .iter()
            .map(|scene| verdicts(&btfly, &objects, &kernel, scene))
            .collect::<Result<_>>()?;
        let did = asked.ask(lab, &guest, &kernel)?;
        for ((scene, said), did) in SCENES.iter().zip(said).zip(did) {
            ensure!(said.len() == did.len(), "{} verdicts, {} programs", said.len(), did.len());
            for (name, (loads, words)) in did {
                let word = said.get(&name).with_context(|| format!("no verdict on {name}"))?;
                let is_loaded = matches!(word.as_str(), "fits" | "guarded");
                let label = kernel.label;
                names.insert(name.clone());
                let exception = EXCEPTIONS.iter().position(|(program, on, _)| {
                    *program == name && on.is_none_or(|on| on == label)
                });
                if word == "unknown" {
                    report.count("unknown", 1);
                } else if is_loaded == loads {
                    report.count(word, 1);
                } else if let Some(exception) = exception {
                    used.insert(exception);
                    report.count("listed exceptions", 1);
                } else {
                    let does = if loads { "loads" } else { "refuses" };
                    wrong.push(format!("{name}: {word}, but {label} ({scene}) {does} it: {words}"));
                }
            }
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    ensure!(used.len() == EXCEPTIONS.len(), "an exception is none any more");
    ensure!(MIN_PROGRAMS <= names.len(), "{} programs only", names.len());
    report.count("programs", names.len() as u64);
    Ok(report)
}

/// What `--loaded` is told.
const SCENES: [&str; 2] = ["none", KMOD];

/// The objects, from their sources.
fn compile(lab: &Lab, scratch: &Scratch) -> Result<Vec<PathBuf>> {
    let mut objects = Vec::new();
    let folder = workspace::root().join("fixtures/check");
    let mut sources: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    sources.retain(|path| path.extension().is_some_and(|extension| extension == "c"));
    sources.sort();
    for source in sources {
        let name = source.file_name().context("a file has a name")?;
        let object = scratch.path().join(name).with_extension("o");
        let mut clang = lab.sid_command("clang");
        clang.current_dir(&folder).args(["-g", "-O2", "-Wall", "-target", "bpfel", "-c"]);
        clang.arg(name).arg("-fdebug-compilation-dir=.").arg("-o").arg(&object);
        command::quiet(&mut clang)?;
        objects.push(object);
    }
    Ok(objects)
}

/// The program itself.
pub(super) fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "btfly"]).current_dir(workspace::root());
    command::quiet(&mut build)?;
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace::root().join("target"), PathBuf::from);
    let program = target.join("debug/btfly");
    ensure!(program.exists(), "no {}", program.display());
    Ok(program)
}

/// The verdict on each program, as the command says it.
fn verdicts(
    btfly: &Path,
    objects: &[PathBuf],
    kernel: &Kernel,
    loaded: &str,
) -> Result<BTreeMap<String, String>> {
    let mut check = Command::new(btfly);
    check.arg("check").args(objects).args(["--json", "--loaded", loaded, "--kernels"]);
    check.arg(&kernel.folder);
    let done = command::finish(&mut check);
    // Something breaks on every kernel: the exit code is 1.
    let out = match done {
        Ok(done) => done.stdout,
        Err(_) => check.output()?.stdout,
    };
    let cells: Value = serde_json::from_slice(&out).context("btfly check --json")?;
    let mut verdicts = BTreeMap::new();
    for cell in cells.as_array().context("no list")? {
        let text = |key: &str| cell.get(key).and_then(Value::as_str).map(str::to_owned);
        let program = text("program").context("no name")?;
        let known = verdicts.insert(program, text("verdict").context("no verdict")?);
        ensure!(known.is_none(), "two programs of one name");
    }
    Ok(verdicts)
}

/// What a kernel is asked.
struct Asked {
    names: Vec<String>,
    /// For each scene a file of programs.
    files: Vec<Vec<u8>>,
    /// Not compressed; none if the kernel's module has no types.
    kmod: Option<Vec<u8>>,
}

impl Asked {
    fn of(kernel: &Kernel, objects: &[PathBuf], scratch: &Scratch) -> Result<Self> {
        let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF")?)?)?;
        let alone = BtfSet::new(base.clone());
        let mut with_kmod = alone.clone();
        let modules = kernel.modules()?;
        let module = modules.iter().find(|module| module.name == KMOD).context("no such module")?;
        let mut kmod = None;
        if let Some(btf) = &module.btf {
            with_kmod.push(Arc::new(Ready::parse(KMOD, fs::read(btf)?, &base)));
            kmod = Some(plain(&module.file, scratch)?);
        }
        let mut names = Vec::new();
        let mut files = Vec::new();
        for set in [&alone, &with_kmod] {
            names.clear();
            let mut file = Vec::new();
            for path in objects {
                let object = read(&fs::read(path)?)?;
                for program in &object.programs {
                    let record = record(&object, program, set)
                        .with_context(|| format!("{} on {}", program.name, kernel.label))?;
                    file.extend(u32::try_from(record.len())?.to_le_bytes());
                    file.extend(record);
                    names.push(program.name.clone());
                }
            }
            files.push(file);
        }
        Ok(Self { names, files, kmod })
    }

    /// For each scene, of each program whether it is loaded, and what the kernel says.
    fn ask(
        &self,
        lab: &Lab,
        guest: &Guest,
        kernel: &Kernel,
    ) -> Result<Vec<BTreeMap<String, (bool, String)>>> {
        let paths = ["/programs.0", "/programs.1"];
        let mut files: Vec<GuestFile<'_>> =
            paths.iter().zip(&self.files).map(|(path, bytes)| GuestFile { path, bytes }).collect();
        let mut jobs = vec![format!("load-prog {}", paths[0])];
        if let Some(bytes) = &self.kmod {
            files.push(GuestFile { path: "/kmod.ko", bytes });
            jobs.push("insmod /kmod.ko".to_owned());
        }
        jobs.push(format!("load-prog {}", paths[1]));
        let lines = guest.boot(lab, kernel, &files, &jobs)?;
        let mut scenes = Vec::new();
        let starts = |line: &&String| line.starts_with("job load-prog");
        for (at, _) in lines.iter().enumerate().filter(|(_, line)| starts(line)) {
            let said = lines.iter().skip(at + 1).take_while(|line| !line.starts_with("job "));
            let said: Vec<&String> = said.collect();
            ensure!(said.len() == self.names.len(), "{} lines: {said:?}", said.len());
            let each = self.names.iter().zip(said).map(|(name, line)| {
                let rest = line.split_once(' ').map_or("", |(_, rest)| rest);
                (name.clone(), (rest.split(' ').next() == Some("0"), rest.to_owned()))
            });
            scenes.push(each.collect());
        }
        ensure!(scenes.len() == SCENES.len(), "{} scenes", scenes.len());
        Ok(scenes)
    }
}

/// A module's file as the kernel takes it.
fn plain(file: &Path, scratch: &Scratch) -> Result<Vec<u8>> {
    if file.extension().is_some_and(|extension| extension == "ko") {
        return Ok(fs::read(file)?);
    }
    let copy = scratch.path().join("kmod.ko.xz");
    fs::copy(file, &copy)?;
    command::output(Command::new("xz").arg("-dc").arg(&copy))
}

/// A program as the agent takes it: fitted, linked, and with the ids that a loader gives it. What a loader does not find
/// becomes what loaders write: a target 0, or a call that nobody answers. Where loaders stop, because something may not be
/// missing, it is such a call as well.
fn record(object: &ObjectSpec, program: &ProgramSpec, set: &BtfSet) -> Result<Vec<u8>> {
    let target = program.typed_target();
    let target = target.and_then(|target| {
        let mut found = set.find(&target.name, Some(target.kind)).into_iter();
        found.find(|loc| target.kmod.is_none_or(|kmod| set.slot(kmod) == Some(loc.slot)))
    });
    let mut object = object.clone();
    fit(&mut object, set, &Options::default(), |_| target.map(|loc| loc.slot));
    let mut linked = link(&object, program)?;
    for reference in &linked.references {
        let (Target::Extern { extern_ } | Target::ExternCall { extern_ }) = reference.target else {
            anyhow::bail!("programs here have no maps and variables");
        };
        let spec = object.externs.get(extern_).context("no such extern")?;
        let kind = match spec.kind {
            ExternKind::Kfunc { .. } => Kind::Func,
            _ => Kind::Var,
        };
        let name = btfly_btf::names::essential_name(&spec.name);
        let found = set.find(name, Some(kind)).into_iter().find(|loc| loc.slot == Slot::BASE);
        let at = reference.insn_idx as usize;
        let is_call = matches!(reference.target, Target::ExternCall { .. });
        let how = (is_call, spec.is_weak);
        refer(&mut linked.insns, at, how, found).context("no such instruction")?;
    }
    let mut bytes = Vec::new();
    let home = target.filter(|loc| !loc.slot.is_base()).map_or("", |loc| set.slot_name(loc.slot));
    let numbers = [
        program.program_type.0,
        program.attach_type.map_or(0, |ty| ty.0),
        0,
        target.map_or(0, |loc| loc.id.0),
        u32::try_from(home.len())?,
    ];
    numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
    bytes.extend(home.as_bytes());
    Insn::write_all(&linked.insns, Endian::Little, &mut bytes);
    Ok(bytes)
}

/// Writes an extern's id into an instruction.
fn refer(
    insns: &mut [Insn],
    at: usize,
    (is_call, is_weak): (bool, bool),
    found: Option<TypeLoc>,
) -> Option<()> {
    const POISONED: Insn = Insn { opcode: Opcode::CALL, dst: 0, src: 0, off: 0, imm: POISON };
    let id = found.map(|loc| loc.id.0.cast_signed());
    let insn = insns.get_mut(at)?;
    match (is_call, id) {
        (true, Some(id)) => (insn.src, insn.imm) = (pseudo::KFUNC_CALL, id),
        (false, Some(id)) => (insn.src, insn.imm) = (pseudo::BTF_ID, id),
        (false, None) if is_weak => (insn.src, insn.imm) = (0, 0),
        (_, None) => *insn = POISONED,
    }
    if !is_call {
        let second = insns.get_mut(at + 1)?;
        *second = if id.is_none() && !is_weak { POISONED } else { Insn { imm: 0, ..*second } };
    }
    Some(())
}
