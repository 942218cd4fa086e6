//! `btfly check OBJECT… --kernels SOURCE…`: on which kernels do these programs fit, and where do they not.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use btfly_btf::{BtfSet, Slot};
use btfly_obj::co_re::{self, Fit, Options, Patched};
use btfly_obj::link::link;
use btfly_obj::spec::{ObjectSpec, ProgramSpec};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::object;
use super::relocate::Row;
use crate::exit::Outcome;
use crate::json::Value;
use crate::kernels::Kernels;
use crate::session::Session;
use crate::source;

const AFTER: &str = "\
A program FITS when every CO-RE relocation of it and of what it calls has an answer, and what it attaches to by type is \
there. It is POISONED where a relocation asks for what the kernel does not have: the kernel refuses it only if that \
instruction can be reached, which this command does not tell. It BREAKS when a relocation is ambiguous or malformed, or \
the target is missing.

Nothing is loaded, and the verifier is not run: a program that fits may still be refused for another reason.

Exit code 1: some program breaks on some kernel.

Examples:
  btfly check program.o                                the running kernel and its modules
  btfly check *.o --kernels linux-image-*.deb
  btfly check program.o --kernels kernels.btfpack --json | jq '.[] | select(.verdict != \"fits\")'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Tell on which kernels BPF programs fit (CO-RE, attach targets), and where they do not")
        .after_help(AFTER)
        .arg(
            Arg::new("file")
                .value_name("OBJECT")
                .required(true)
                .num_args(1..)
                .value_parser(value_parser!(PathBuf))
                .help("Objects, as compilers write them"),
        )
        .arg(
            Arg::new("sources")
                .long("kernels")
                .value_name("SOURCE")
                .num_args(1..)
                .action(ArgAction::Append)
                .help("Kernels: paths of BTF, images, packages, packs, directories of them; the running one unless given"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let paths: Vec<&PathBuf> = arguments.get_many("file").into_iter().flatten().collect();
    let objects = paths.iter().map(|path| object::open(path)).collect::<Result<Vec<_>>>()?;
    let mut kernels = Vec::new();
    let mut cells = Vec::new();
    for kernel in Kernels::of(arguments, session)? {
        let kernel = kernel?;
        let set = &kernel.opened.set;
        for (at, object) in objects.iter().enumerate() {
            let verdicts = check(object, set);
            cells.extend(verdicts.into_iter().enumerate().map(|(program, verdict)| Cell {
                object: at,
                program,
                kernel: kernels.len(),
                verdict,
            }));
        }
        source::say_set_aside(set, session);
        kernels.push(kernel.name);
    }
    // By program, and for each in the order of the kernels.
    cells.sort_by_key(|cell| (cell.object, cell.program, cell.kernel));
    let table = Table { paths: &paths, objects: &objects, kernels: &kernels, cells: &cells };
    if session.json {
        table.json(session);
    } else {
        table.text(session)?;
    }
    let breaks = cells.iter().any(|cell| cell.verdict.word() == BREAKS);
    Ok(if breaks { Outcome::No } else { Outcome::Done })
}

const FITS: &str = "fits";
const POISONED: &str = "poisoned";
const BREAKS: &str = "breaks";

/// A program on a kernel.
struct Cell {
    object: usize,
    program: usize,
    kernel: usize,
    verdict: Verdict,
}

/// What is wrong, if anything is.
#[derive(Default)]
struct Verdict {
    poisoned: Vec<String>,
    wrong: Vec<String>,
    /// Where the target is.
    homes: Vec<String>,
}

impl Verdict {
    fn word(&self) -> &'static str {
        match (self.wrong.as_slice(), self.poisoned.as_slice()) {
            ([], []) => FITS,
            ([], _) => POISONED,
            _ => BREAKS,
        }
    }
}

/// Each program of an object on a kernel.
fn check(object: &ObjectSpec, set: &BtfSet) -> Vec<Verdict> {
    let mut verdicts: Vec<Verdict> = Vec::new();
    // Of each function the modules that a program which has it attaches to.
    let mut prefer: Vec<BTreeSet<Slot>> = vec![BTreeSet::new(); object.functions.len()];
    let mut parts: Vec<BTreeSet<usize>> = Vec::new();
    for program in &object.programs {
        let mut verdict = Verdict::default();
        let functions = match link(object, program) {
            Ok(linked) => linked.parts.iter().map(|part| part.function).collect(),
            Err(error) => {
                verdict.wrong.push(error.to_string());
                BTreeSet::from([program.function])
            }
        };
        for slot in targets(program, set, &mut verdict) {
            for function in &functions {
                prefer.get_mut(*function).map(|prefer| prefer.insert(slot));
            }
        }
        verdicts.push(verdict);
        parts.push(functions);
    }
    let mut fitted = object.clone();
    let preferred = |function: &btfly_obj::spec::FunctionSpec| {
        let at = object
            .functions
            .iter()
            .position(|one| (&one.name, &one.section) == (&function.name, &function.section))?;
        match prefer.get(at)?.iter().collect::<Vec<_>>().as_slice() {
            [only] => Some(**only),
            _ => None,
        }
    };
    let fits = co_re::fit(&mut fitted, set, &Options::default(), preferred);
    for fit in &fits {
        let is_answered = matches!(fit.done, Ok(Patched::Done { .. }));
        if is_answered {
            continue;
        }
        let said = say(object, fit, set);
        for (verdict, functions) in verdicts.iter_mut().zip(&parts) {
            if functions.contains(&fit.function) {
                match fit.done {
                    Ok(_) => verdict.poisoned.push(said.clone()),
                    Err(_) => verdict.wrong.push(said.clone()),
                }
            }
        }
    }
    verdicts
}

/// Where what a program attaches to by type is; nothing for one that attaches otherwise.
fn targets(program: &ProgramSpec, set: &BtfSet, verdict: &mut Verdict) -> Vec<Slot> {
    let Some(target) = program.typed_target() else { return Vec::new() };
    let mut found: Vec<Slot> = Vec::new();
    let named =
        target.kmod.map(|name| if name == "vmlinux" { Some(Slot::BASE) } else { set.slot(name) });
    for loc in set.find(&target.name, Some(target.kind)) {
        if named.is_none_or(|slot| slot == Some(loc.slot)) && !found.contains(&loc.slot) {
            found.push(loc.slot);
        }
    }
    // The kernel's own comes first, and modules are only asked for what it does not have.
    if found.first().is_some_and(|slot| slot.is_base()) {
        found.truncate(1);
    }
    verdict.homes = found.iter().map(|slot| set.slot_name(*slot).to_owned()).collect();
    match (found.as_slice(), target.kmod) {
        ([], None) => verdict.wrong.push(format!("no `{}` to attach to", target.name)),
        ([], Some(kmod)) => {
            verdict.wrong.push(format!("no `{}` in `{kmod}` to attach to", target.name))
        }
        ([_], _) => {}
        (several, _) => verdict.wrong.push(format!(
            "`{}` is in {} modules ({}): say which, `MODULE:{}`",
            target.name,
            several.len(),
            verdict.homes.join(", "),
            program.target.as_deref().unwrap_or_default(),
        )),
    }
    found
}

/// `prog.c:12:3: byte_off task_struct.pid: poisoned`.
fn say(object: &ObjectSpec, fit: &Fit, set: &BtfSet) -> String {
    let row = Row::of(object, fit, set);
    let place = row.line.as_ref().map(|line| format!("{line}: ")).unwrap_or_default();
    format!("{place}{} {}: {}", row.question, row.path, row.outcome())
}

/// Each line once, with how often it was said.
fn counted<'l>(lines: impl Iterator<Item = &'l String>) -> Vec<String> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for line in lines {
        match counts.iter_mut().find(|(known, _)| known == line) {
            Some((_, n)) => *n += 1,
            None => counts.push((line, 1)),
        }
    }
    let once = |(line, n): (&str, usize)| match n {
        1 => line.to_owned(),
        n => format!("{line} ({n} times)"),
    };
    counts.into_iter().map(once).collect()
}

struct Table<'t> {
    paths: &'t [&'t PathBuf],
    objects: &'t [ObjectSpec],
    kernels: &'t [String],
    cells: &'t [Cell],
}

impl Table<'_> {
    fn program(&self, cell: &Cell) -> &str {
        let object = self.objects.get(cell.object);
        let program = object.and_then(|object| object.programs.get(cell.program));
        program.map_or("", |program| program.name.as_str())
    }

    fn path(&self, cell: &Cell) -> String {
        self.paths.get(cell.object).map_or_else(String::new, |path| path.display().to_string())
    }

    fn kernel(&self, cell: &Cell) -> &str {
        self.kernels.get(cell.kernel).map_or("", String::as_str)
    }

    fn text(&self, session: &mut Session) -> Result<()> {
        let of_program = |cells: &[Cell]| {
            let mut line =
                vec![cells.first().map_or_else(String::new, |cell| match self.paths.len() {
                    1 => self.program(cell).to_owned(),
                    _ => format!("{} {}", self.path(cell), self.program(cell)),
                })];
            line.extend(cells.iter().map(|cell| match cell.verdict.word() {
                POISONED => format!("{POISONED} {}", cell.verdict.poisoned.len()),
                word => word.to_owned(),
            }));
            line
        };
        let mut lines = vec![vec!["PROGRAM".to_owned()]];
        lines.iter_mut().for_each(|line| line.extend(self.kernels.iter().cloned()));
        let same = |a: &Cell, b: &Cell| (a.object, a.program) == (b.object, b.program);
        lines.extend(self.cells.chunk_by(same).map(of_program));
        let mut widths: Vec<usize> = Vec::new();
        for line in &lines {
            widths.resize(widths.len().max(line.len()), 0);
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for line in &lines {
            let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
            let line = cells.collect::<Vec<_>>().join("  ");
            writeln!(session.out.buffer, "{}", line.trim_end())?;
        }
        // Kernels on which the same is wrong with a program are one.
        let mut said: Vec<(&Cell, Vec<&str>, Vec<String>)> = Vec::new();
        for cell in self.cells.iter().filter(|cell| cell.verdict.word() != FITS) {
            let lines = counted(cell.verdict.wrong.iter().chain(&cell.verdict.poisoned));
            match said.iter_mut().find(|(one, _, there)| same(one, cell) && *there == lines) {
                Some((_, kernels, _)) => kernels.push(self.kernel(cell)),
                None => said.push((cell, vec![self.kernel(cell)], lines)),
            }
        }
        for (cell, kernels, lines) in said {
            let program = self.program(cell);
            writeln!(session.out.buffer, "\n{program} on {}:", kernels.join(", "))?;
            for line in lines {
                writeln!(session.out.buffer, "    {line}")?;
            }
        }
        Ok(())
    }

    fn json(&self, session: &mut Session) {
        let mut list = Value::of(&mut session.out.buffer).list();
        for cell in self.cells {
            let mut object = list.next().object();
            object.key("object").text(&self.path(cell));
            object.key("program").text(self.program(cell));
            object.key("kernel").text(self.kernel(cell));
            object.key("verdict").text(cell.verdict.word());
            for (key, said) in [
                ("target_in", &cell.verdict.homes),
                ("breaks", &cell.verdict.wrong),
                ("poisoned", &cell.verdict.poisoned),
            ] {
                let mut said_list = object.key(key).list();
                said.iter().for_each(|said| said_list.next().text(said));
            }
        }
        drop(list);
        session.out.buffer.push(b'\n');
    }
}
