//! `btfly explain OBJECT [SOURCE]`: what does not fit, as a compiler would say it; and a verifier's log, line by line.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context, Result};
use btfly_obj::co_re::{self, Fit, Homes, Options, Patched};
use btfly_obj::read::read;
use btfly_obj::spec::ObjectSpec;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::relocate::{Row, rows};
use crate::exit::Outcome;
use crate::json::Value;
use crate::plural::count;
use crate::session::Session;
use crate::source;
use crate::target::{self, Target};

mod log;

const AFTER: &str = "\
An error has no answer that can be written: a loader refuses the object. A warning is a poisoned instruction: the verifier \
refuses the program if it can be reached (`invalid func unknown#195896080`). A note is a type, member or enumerator that \
is not there, and that the program asks about; and a poisoned instruction that it therefore never comes to.

With --verifier-log, each line of the log that has the number of an instruction is followed by the line of source that \
it comes from, and by what became of its relocation. The program is the one whose instructions are in the log.

Exit code 1: there is an error or a warning.

Examples:
  btfly explain program.o                               the running kernel and its modules
  btfly explain program.o linux-image-6.12.9.deb
  btfly explain program.o --verifier-log log.txt
  bpftool -d prog load program.o /sys/fs/bpf/p 2>&1 | btfly explain program.o --verifier-log -";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Explain what of a BPF object does not fit, by source lines, and what a verifier's log means")
        .after_help(AFTER)
        .arg(
            Arg::new("file")
                .value_name("OBJECT")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The object"),
        )
        .args(target::arguments())
        .arg(
            Arg::new("verifier-log")
                .long("verifier-log")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("What the kernel's verifier said about a program of the object; `-` for stdin"),
        )
        .arg(
            Arg::new("program")
                .long("program")
                .value_name("NAME")
                .requires("verifier-log")
                .help("The program that the log is about, if it does not show"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let path: &PathBuf = arguments.get_one("file").context("no file given")?;
    let place = || format!("cannot read `{}`", path.display());
    let bytes = fs::read(path).with_context(place)?;
    let mut object = read(&bytes).with_context(place)?;
    let target = Target::open(arguments, session)?;
    let set = &target.opened.set;
    let homes = Homes::of(&object, set);
    let options = Options::default();
    let fits = co_re::fit(&mut object, set, &options, |function| homes.prefer(function));
    let known = target.known(&fits, arguments, session);
    let rows = rows(&object, &fits, set, known.as_ref());
    source::say_set_aside(set, session);
    if let Some(log) = arguments.get_one::<PathBuf>("verifier-log") {
        let text = read_log(log)?;
        let program = arguments.get_one::<String>("program").map(String::as_str);
        return log::annotate(&text, program, &object, &rows, session);
    }
    let diagnostics = diagnostics(&object, &rows);
    if session.json {
        json(&diagnostics, session);
    } else {
        for diagnostic in &diagnostics {
            diagnostic.text(session)?;
        }
    }
    let n = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
    let (n_errors, n_warnings) = (n(Severity::Error), n(Severity::Warning));
    session.say(&format!(
        "{}: {}, {}",
        count(fits.len(), "relocation"),
        count(n_errors, "error"),
        count(n_warnings, "warning"),
    ));
    Ok(if n_errors + n_warnings == 0 { Outcome::Done } else { Outcome::No })
}

fn read_log(path: &PathBuf) -> Result<String> {
    let mut bytes = Vec::new();
    let place = || format!("cannot read `{}`", path.display());
    if path.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).with_context(place)?;
    } else {
        bytes = fs::read(path).with_context(place)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    /// How bad it is; `None` for a relocation of which there is nothing to say.
    pub(crate) fn of(row: &Row<'_>) -> Option<Self> {
        let fit = row.fit;
        match fit.done {
            Err(_) => Some(Self::Error),
            Ok(Patched::Poisoned) if row.is_guarded() => Some(Self::Note),
            Ok(Patched::Poisoned) => Some(Self::Warning),
            Ok(Patched::Done { after: 0, .. }) if fit.solved.target.is_none() => Some(Self::Note),
            Ok(Patched::Done { .. }) => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Relocations that are wrong in one way at one line.
struct Diagnostic<'r> {
    severity: Severity,
    row: &'r Row<'r>,
    /// The line of source as it was written, with the spaces before it.
    source: &'r str,
    /// Functions and instructions.
    places: Vec<String>,
}

/// In the order of the object, each once.
fn diagnostics<'r>(object: &'r ObjectSpec, rows: &'r [Row<'r>]) -> Vec<Diagnostic<'r>> {
    let mut found: Vec<Diagnostic<'r>> = Vec::new();
    for row in rows {
        let Some(severity) = Severity::of(row) else { continue };
        let place = format!("{}+{}", row.function, row.fit.insn_idx);
        let key = |row: &Row<'_>| (row.question.clone(), row.path.clone(), row.outcome());
        let mut known = found.iter_mut();
        let is_it = |one: &&mut Diagnostic<'_>| {
            one.severity == severity && one.row.line == row.line && key(one.row) == key(row)
        };
        match known.find(is_it) {
            Some(known) => known.places.push(place),
            None => found.push(Diagnostic {
                severity,
                row,
                source: source_of(object, row.fit),
                places: vec![place],
            }),
        }
    }
    found
}

/// The text of the line that an instruction comes from.
fn source_of<'o>(object: &'o ObjectSpec, fit: &Fit) -> &'o str {
    let find = || {
        let function = object.functions.get(fit.function)?;
        let before = function.line_infos.iter().filter(|line| line.insn_idx <= fit.insn_idx);
        let line = before.max_by_key(|line| line.insn_idx)?;
        Some(object.btf.as_ref()?.types().strings().get(line.record.line_off))
    };
    find().unwrap_or_default()
}

impl Diagnostic<'_> {
    /// `no member __state`, or what else is wrong, in a line.
    fn headline(&self) -> String {
        headline(self.row)
    }

    fn text(&self, session: &mut Session) -> Result<()> {
        let out = &mut session.out.buffer;
        writeln!(out, "{}: {}", self.severity.word(), self.headline())?;
        let mut margin = String::new();
        if let Some(line) = &self.row.line {
            let number = line.line.to_string();
            margin = " ".repeat(number.len());
            writeln!(out, "{margin}--> {line}")?;
            if !self.source.trim().is_empty() {
                let (text, caret) = shown(self.source, line.column);
                writeln!(out, "{margin} |\n{number} | {text}")?;
                writeln!(out, "{margin} | {caret}")?;
            }
        }
        writeln!(out, "{margin} = {}", self.places.join(", "))?;
        for said in self.row.said() {
            writeln!(out, "{margin} = {said}")?;
        }
        writeln!(out)?;
        Ok(())
    }
}

/// What is wrong with a relocation.
pub(crate) fn headline(row: &Row<'_>) -> String {
    let asked = format!("`{}` of `{}`", row.question, row.path);
    let without = |loss: &str| match row.why.as_ref().map(|why| why.candidates.as_slice()) {
        Some([]) => format!("{asked} {loss}: no such type"),
        Some([first, rest @ ..])
            if first.said.is_err() && rest.iter().all(|one| one.text == first.text) =>
        {
            format!("{asked} {loss}: {}", first.text)
        }
        Some(_) | None if row.unfit().is_some() => {
            format!("{asked} {loss}: the field has another size")
        }
        Some(_) | None => format!("{asked} {loss}"),
    };
    match (Severity::of(row), row.is_ambiguous()) {
        (_, true) => format!("{asked} is ambiguous: types of that name differ"),
        (Some(Severity::Error), false) => format!("{asked} cannot be applied: {}", row.outcome()),
        (Some(Severity::Warning), _) => without("is poisoned"),
        (Some(Severity::Note), _) if row.is_guarded() => without("is poisoned"),
        (Some(Severity::Note), _) => without("is 0"),
        (None, _) => format!("{asked}: {}", row.outcome()),
    }
}

/// A line of source without its indentation, tabs as spaces, and a caret below the column.
fn shown(source: &str, column: u16) -> (String, String) {
    let text = source.trim_end();
    let start = text.trim_start();
    let indent = text.len() - start.len();
    let at = usize::from(column).saturating_sub(1).saturating_sub(indent);
    let before = start.get(..at.min(start.len())).unwrap_or_default().chars().count();
    (start.replace('\t', " "), format!("{}^", " ".repeat(before)))
}

fn json(diagnostics: &[Diagnostic<'_>], session: &mut Session) {
    let mut list = Value::of(&mut session.out.buffer).list();
    for one in diagnostics {
        let mut object = list.next().object();
        object.key("severity").text(one.severity.word());
        object.key("message").text(&one.headline());
        object.key("kind").text(&one.row.question);
        object.key("path").text(&one.row.path);
        if let Some(line) = &one.row.line {
            object.key("file").text(line.file);
            object.key("line").written(&line.line.to_string());
            object.key("column").written(&line.column.to_string());
            object.key("text").text(line.text);
        }
        let mut places = object.key("instructions").list();
        one.places.iter().for_each(|place| places.next().text(place));
        drop(places);
        let mut said = object.key("said").list();
        one.row.said().iter().for_each(|line| said.next().text(line));
    }
    drop(list);
    session.out.buffer.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_the_column() {
        assert_eq!(shown("\tx = a->b;\n", 6), ("x = a->b;".into(), "    ^".into()));
        assert_eq!(shown("x", 900), ("x".into(), " ^".into()));
    }
}
