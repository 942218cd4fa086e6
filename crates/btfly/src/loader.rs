//! An object loaded into the running kernel, as `load` and `run` do.
//!
//! *In:* an object's path, `--btf`, `--set`. *Out:* the object in the kernel. *Never:* a target found in types that were given
//! from outside: those are for CO-RE alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use btfly_btf::{BtfSet, Slot};
use btfly_kernel::KernelTypes;
use btfly_kernel::load::{self, LoadError, Loaded};
use btfly_kernel::plan::{self, PlanError};
use btfly_kernel::target::RunningProgram;
use btfly_obj::read::read;
use btfly_obj::spec::ObjectSpec;
use btfly_source::Kmods;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::exit::Usage;
use crate::live;
use crate::session::Session;
use crate::target;

/// The arguments of both commands.
pub(crate) fn arguments(command: Command) -> Command {
    command
        .arg(
            Arg::new("file")
                .value_name("OBJECT")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("The object"),
        )
        .arg(Arg::new("btf").long("btf").value_name("SOURCE").action(ArgAction::Append).help(
            "Where CO-RE takes the kernel's types from, if not from the running kernel or what is stored for it; targets \
             are always the running kernel's own. May be given several times: what comes after the first are modules on it",
        ))
        .arg(
            Arg::new("set")
                .long("set")
                .value_name("VAR=VALUE")
                .action(ArgAction::Append)
                .help("Set a global variable before the load: a number, an enum's name, text"),
        )
        .arg(
            Arg::new("program")
                .long("program")
                .short('p')
                .value_name("NAME")
                .action(ArgAction::Append)
                .help("Load this program, and of the others only those that are named so too"),
        )
        .arg(Arg::new("target").long("target").value_name("PROGRAM").help(
            "The loaded program whose functions `freplace`, `fentry` and `fexit` sections name: its id, its name, or the \
             path where it is pinned",
        ))
        .arg(
            Arg::new("verbose")
                .long("verbose")
                .short('v')
                .action(ArgAction::SetTrue)
                .help("Show all that the verifier says about a program that it refuses"),
        )
        .arg(live::root())
}

/// Loads the object that the arguments name.
pub(crate) fn load(arguments: &ArgMatches, session: &Session) -> Result<Loaded> {
    let path: &PathBuf = arguments.get_one("file").context("no object given")?;
    let place = || format!("cannot read `{}`", path.display());
    let bytes = std::fs::read(path).with_context(place)?;
    let mut object = read(&bytes).with_context(place)?;
    select(arguments, &mut object)?;
    for set in arguments.get_many::<String>("set").into_iter().flatten() {
        let (name, value) = set
            .split_once('=')
            .ok_or_else(|| Usage::new(format!("`--set {set}`: write VAR=VALUE")))?;
        plan::set_variable(&mut object, name, value).map_err(planned)?;
    }
    load_object(&mut object, &name(path), arguments, session)
}

/// What maps of variables are called after.
fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

fn select(arguments: &ArgMatches, object: &mut ObjectSpec) -> Result<()> {
    let Some(names) = arguments.get_many::<String>("program") else { return Ok(()) };
    let names: Vec<&String> = names.collect();
    for name in &names {
        object.program(name).with_context(|| format!("the object has no program `{name}`"))?;
    }
    for program in &mut object.programs {
        program.is_autoloaded = names.iter().any(|name| **name == program.name);
    }
    Ok(())
}

fn load_object(
    object: &mut ObjectSpec,
    name: &str,
    arguments: &ArgMatches,
    session: &Session,
) -> Result<Loaded> {
    let given: Vec<&str> =
        arguments.get_many::<String>("btf").into_iter().flatten().map(String::as_str).collect();
    let given = match given.is_empty() {
        true => None,
        false => Some(target::open_all(&given, &Kmods::All, arguments, session)?.set),
    };
    let kernel = live::kernel(arguments);
    let other = arguments.get_one::<String>("target").map(|which| {
        let opened = RunningProgram::open(which).map(Arc::new);
        opened.map_err(|error| {
            let hint = error.hint().map(str::to_owned);
            with_hint(error, hint)
        })
    });
    let other = other.transpose()?;
    let mut targets = Vec::new();
    let mut homes: Vec<Option<String>> = vec![None; object.programs.len()];
    for (program, home) in object.programs.iter().zip(&mut homes) {
        if !program.is_autoloaded {
            continue;
        }
        let found = match &other {
            Some(other) => load::target_in(other, program).transpose(),
            None => None,
        };
        let found = found.map_or_else(|| load::target(&kernel, program), |found| found.map(Some));
        let found = found.map_err(|error| {
            let hint = error.hint().map(str::to_owned);
            let what = format!("program `{}` (`{}`): {error}", program.name, program.section);
            with_hint(std::io::Error::other(what), hint)
        })?;
        let in_kernel = found.as_ref().filter(|place| place.program.is_none());
        *home = in_kernel.map(|place| place.home.clone());
        targets.push(found);
    }
    let needs_types = object.functions.iter().any(|function| !function.core_relos.is_empty());
    let own = match given.is_none() && needs_types {
        true => Some(own_types(&kernel, session)?),
        false => None,
    };
    let types: Option<&BtfSet> = given.as_ref().or(own.as_ref());
    let known = load::known(plan::needs_kconfig(object))?;
    let programs = object.programs.clone();
    let home = |program: &btfly_obj::spec::ProgramSpec| -> Option<Slot> {
        let at = programs.iter().position(|other| other.name == program.name)?;
        let home = homes.get(at)?.as_deref()?;
        if home == "vmlinux" { Some(Slot::BASE) } else { types?.slot(home) }
    };
    let plan = plan::plan(object, name, types, &known, home).map_err(planned)?;
    let loaded = load::execute(&plan, &targets, &kernel, &load::Options::default());
    let loaded = loaded.map_err(|error| refused(error, arguments, session))?;
    for note in &loaded.notes {
        session.say(&format!("note: {note}"));
    }
    Ok(loaded)
}

/// The running kernel's types, or those that are stored for it; which, is said.
fn own_types(kernel: &KernelTypes, session: &Session) -> Result<BtfSet> {
    let (set, stored) = kernel.for_co_re().map_err(|error| {
        let hint = error.hint().map(str::to_owned);
        with_hint(error, hint)
    })?;
    if let Some(stored) = stored {
        let how = if stored.is_same_build { "its build id" } else { "its release" };
        session.say(&format!(
            "note: the kernel shows no types: those of `{}` are used for CO-RE, which has {how}",
            stored.path.display()
        ));
        for (path, why) in &stored.passed_over {
            session.say(&format!("note: passed over: `{}`: {why}", path.display()));
        }
    }
    Ok(set)
}

fn planned(error: PlanError) -> anyhow::Error {
    let hint = error.hint.clone();
    with_hint(error, hint)
}

fn refused(error: LoadError, arguments: &ArgMatches, session: &Session) -> anyhow::Error {
    let (hint, log) = (error.hint.clone(), error.log.clone());
    match log {
        Some(log) if arguments.get_flag("verbose") => session.say(log.trim_end()),
        Some(log) if 4 < log.lines().count() => {
            session.say("note: `--verbose` shows all that the verifier said");
        }
        _ => {}
    }
    with_hint(error, hint)
}

fn with_hint(
    error: impl std::error::Error + Send + Sync + 'static,
    hint: Option<String>,
) -> anyhow::Error {
    match hint {
        Some(hint) => Hinted { error: Box::new(error), hint }.into(),
        None => error.into(),
    }
}

/// What went wrong, and what could be done.
#[derive(Debug)]
pub(crate) struct Hinted {
    error: Box<dyn std::error::Error + Send + Sync>,
    pub(crate) hint: String,
}

impl std::fmt::Display for Hinted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Hinted {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
