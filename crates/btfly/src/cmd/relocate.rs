//! `btfly relocate FILE [SOURCE]…`: what CO-RE makes of an object on a kernel and its modules, and why.

mod row;

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use btfly_btf::{BtfSet, Slot};
use btfly_obj::co_re::{self, Guard, Homes, Options, Outcome as Answer, Patched, TargetPolicy};
use btfly_obj::emit;
use btfly_obj::read::read;
use btfly_obj::spec::FunctionSpec;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::exit::Outcome;
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;
use crate::target::{self, Target};
use crate::{json, source};
pub(crate) use row::{Row, rows};

const EXAMPLES: &str = "\
A line for each relocation: function and instruction; the question; what it is asked of; the number before and after, \
or `poisoned` (there is no such thing: the verifier refuses the program if the instruction can be reached), or what is \
wrong. With it, where there is no number: the line of source, every type that was looked at, whether the program never \
comes to the instruction, as behind `if (bpf_core_field_exists(…))`, and hints.

Where types of one name differ, those of the module that a program attaches to by type (fentry, LSM, BTF tracepoints) are \
meant in it; elsewhere nothing is guessed, unless --prefer says who.

Exit code 1: some relocation has no answer that can be written.

Examples:
  btfly relocate program.o                          the running kernel and its modules
  btfly relocate program.o linux-image-6.12.9.deb
  btfly relocate program.o --prefer nf_conntrack    where types differ, that module's are meant
  btfly relocate program.o --btf vmlinux --btf my.ko    vmlinux and a module
  btfly relocate program.o --module xfs             as if no other module were loaded; hints tell of the others
  btfly relocate program.o -o fitted.o              the object with its instructions changed";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Fit a BPF object to a kernel and its modules (CO-RE), and say what does not fit")
        .after_help(EXAMPLES)
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The object"),
        )
        .args(target::arguments())
        .arg(
            Arg::new("prefer").long("prefer").value_name("NAME").help(
                "Where types of one name differ, those of this module (or vmlinux) are meant",
            ),
        )
        .arg(
            Arg::new("base-first")
                .long("base-first")
                .action(ArgAction::SetTrue)
                .help("Look into modules only for what vmlinux does not have, as libbpf does"),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write the object with its instructions changed"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let path: &PathBuf = arguments.get_one("file").context("no file given")?;
    let place = || format!("cannot read `{}`", path.display());
    let bytes = std::fs::read(path).with_context(place)?;
    let mut object = read(&bytes).with_context(place)?;
    let target = Target::open(arguments, session)?;
    let set = &target.opened.set;
    let prefer = match arguments.get_one::<String>("prefer") {
        Some(name) => {
            let slot = set.slot(name);
            Some(slot.with_context(|| format!("no module `{name}` in {}", target.opened.name))?)
        }
        None => None,
    };
    let policy = match arguments.get_flag("base-first") {
        true => TargetPolicy::BaseFirst,
        false => TargetPolicy::Superset,
    };
    let homes = Homes::of(&object, set);
    let of_function = |function: &FunctionSpec| prefer.or_else(|| homes.prefer(function));
    let fits = co_re::fit(&mut object, set, &Options { policy }, of_function);
    let known = target.known(&fits, arguments, session);
    let rows = rows(&object, &fits, set, known.as_ref());
    if session.json {
        json(&rows, set, session)?;
    } else {
        text(&rows, session)?;
    }
    source::say_set_aside(set, session);
    let n_wrong = fits.iter().filter(|fit| fit.done.is_err()).count();
    let n_poisoned = fits.iter().filter(|fit| fit.done == Ok(Patched::Poisoned)).count();
    let guarded = match rows.iter().filter(|row| row.is_guarded()).count() {
        0 => String::new(),
        n => format!(" ({n} never reached)"),
    };
    session.say(&format!(
        "{}: {n_poisoned} poisoned{guarded}, {n_wrong} without an answer",
        count(fits.len(), "relocation")
    ));
    if let Some(out_path) = arguments.get_one::<PathBuf>("output") {
        if 0 < n_wrong {
            bail!("not written: {} cannot be applied", count(n_wrong, "relocation"));
        }
        let fitted = emit::emit(&bytes, &object, &emit::Options { without_core_relos: true })?;
        let mut out = Output::file(out_path)?;
        out.buffer.extend_from_slice(&fitted);
        out.finish().with_context(|| format!("cannot write `{}`", out_path.display()))?;
    }
    Ok(if n_wrong == 0 { Outcome::Done } else { Outcome::No })
}

fn text(rows: &[Row<'_>], session: &mut Session) -> Result<()> {
    let out = &mut session.out.buffer;
    for row in rows {
        let place = format!("{}+{}", row.function, row.fit.insn_idx);
        writeln!(out, "{place}  {}  {}  {}", row.question, row.path, row.outcome())?;
        if matches!(row.fit.done, Ok(Patched::Done { .. })) {
            // What is not there may be somewhere else.
            for hint in row.why.iter().flat_map(|why| &why.hints) {
                writeln!(out, "    hint: {hint}")?;
            }
            continue;
        }
        if let Some(line) = &row.line {
            writeln!(out, "    {line}: {}", line.text)?;
        }
        for said in row.said() {
            writeln!(out, "    {said}")?;
        }
    }
    Ok(())
}

fn json(rows: &[Row<'_>], set: &BtfSet, session: &mut Session) -> Result<()> {
    let mut list = json::Value::of(&mut session.out.buffer).list();
    for row in rows {
        let mut object = list.next().object();
        object.key("function").text(row.function);
        object.key("section").text(row.section);
        object.key("insn").written(&row.fit.insn_idx.to_string());
        object.key("offset").written(&row.fit.record.insn_off.to_string());
        if let Some(line) = &row.line {
            object.key("file").text(line.file);
            object.key("line").written(&line.line.to_string());
            object.key("column").written(&line.column.to_string());
            object.key("text").text(line.text);
        }
        object.key("kind").text(&row.question);
        object.key("path").text(&row.path);
        let fate = match (&row.fit.done, row.fit.solved.outcome) {
            (Ok(Patched::Done { .. }), _) => "resolved",
            (Ok(Patched::Poisoned), _) => "poisoned",
            (Err(_), Ok(Answer::Ambiguous)) => "ambiguous",
            (Err(_), _) => "malformed",
        };
        object.key("outcome").text(fate);
        if let Some(guard) = row.guard {
            object.key("reached").text(match guard {
                Guard::Reached => "yes",
                Guard::Guarded => "no",
                Guard::Unknown(_) => "unknown",
            });
        }
        match &row.fit.done {
            Ok(Patched::Done { before, after }) => {
                object.key("before").written(&before.cast_signed().to_string());
                object.key("after").written(&after.cast_signed().to_string());
            }
            Ok(Patched::Poisoned) => {}
            Err(trouble) => object.key("error").text(&trouble.to_string()),
        }
        if let Some(loc) = row.fit.solved.target {
            let home = set.slot_name(loc.slot);
            object.key("home").text(if loc.slot == Slot::BASE { "vmlinux" } else { home });
            object.key("type_id").written(&loc.id.to_string());
        }
        if let Some(why) = &row.why {
            let mut candidates = object.key("candidates").list();
            for candidate in &why.candidates {
                let mut one = candidates.next().object();
                one.key("home").text(&candidate.home);
                one.key("type_id").written(&candidate.loc.id.to_string());
                if let Some(size) = candidate.size {
                    one.key("size").written(&size.to_string());
                }
                one.key("says").text(&candidate.text);
            }
            drop(candidates);
            let mut hints = object.key("hints").list();
            for hint in &why.hints {
                hints.next().text(&hint.to_string());
            }
        }
    }
    drop(list);
    session.out.buffer.push(b'\n');
    Ok(())
}
