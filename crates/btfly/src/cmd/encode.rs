//! `btfly encode FILE -o OUT`: the BTF of a file's debug information.

mod compare;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::{Btf, Slot};
use btfly_dwarf::{
    Dimensions, Encoded, Features, Options, Skip, alternate_of, encode_with_alternate,
};
use btfly_source::{Bytes, Kmods, Limits};
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::{Outcome, Usage};
use crate::json;
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
What pahole does for the kernel's build: types, functions, per-CPU variables and the functions that BPF programs may \
call, out of the DWARF of vmlinux, of a module on its base, or of any program in C. The result is the same for any \
number of jobs.

Features, by pahole's names: var, global_var, float, decl_tag, type_tag, enum64, consistent_func, decl_tag_kfuncs. \
`default` is what kernels are built with; `default,global_var` adds to it. Names that are known and change nothing are \
encode_force, optimized_func and reproducible_build.

Examples:
  btfly encode vmlinux -o vmlinux.btf
  btfly encode xfs.ko.debug --base vmlinux.btf -o xfs.btf
  btfly encode vmlinux -o vmlinux.btf --explain-skipped skipped.txt
  btfly encode vmlinux -o vmlinux.btf --compare vmlinux   beside what the file was shipped with
  btfly encode a.o -o a.btf --btf-features default,global_var --flat-arrays";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write the BTF of a file's debug information (DWARF)")
        .after_help(EXAMPLES)
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("An ELF file with DWARF: vmlinux, a module or its `.debug` file, an object, a program"),
        )
        .arg(edited::argument())
        .arg(cli::base())
        .arg(
            Arg::new("features")
                .long("btf-features")
                .visible_alias("btf_features")
                .value_name("NAME,…")
                .value_delimiter(',')
                .help("What to encode, by pahole's names; `default` unless given"),
        )
        .arg(
            Arg::new("flat-arrays")
                .long("flat-arrays")
                .action(ArgAction::SetTrue)
                .help("Make one array of arrays of arrays, as old versions of pahole do"),
        )
        .arg(
            Arg::new("jobs")
                .long("jobs")
                .value_name("N")
                .value_parser(value_parser!(NonZeroUsize))
                .help("How many threads read; as many as there are processors unless given"),
        )
        .arg(
            Arg::new("strict")
                .long("strict")
                .action(ArgAction::SetTrue)
                .help("Fail if any unit cannot be read, and write nothing"),
        )
        .arg(
            Arg::new("skipped")
                .long("explain-skipped")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Where to list functions that are left out: name, reason, unit, entry, with tabs between"),
        )
        .arg(Arg::new("compare").long("compare").value_name("SOURCE").help(
            "A BTF of the same file, made by others: types that only one has are listed on stdout, and the exit code is 1",
        ))
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    let path: &PathBuf = arguments.get_one("file").context("no file given")?;
    let options = Options {
        features: features(arguments)?,
        arrays: if arguments.get_flag("flat-arrays") { Dimensions::Flat } else { Dimensions::Kept },
        jobs: jobs(arguments),
        is_strict: arguments.get_flag("strict"),
    };
    let request = Request { kmods: Kmods::None, ..Request::of(arguments, session) };
    let limits = request.limits();
    let base = match arguments.get_one::<String>("base") {
        Some(base) => {
            let request = Request { source: Some(base), base: None, ..request };
            Some(request.open()?.set.btf(Slot::BASE)?.clone())
        }
        None => None,
    };
    let bytes = Bytes::from_file(path, &limits)?;
    let failed = || format!("cannot encode `{}`", path.display());
    let alternate = alternate(path, bytes.as_ref(), &limits)?;
    let alternate = alternate.as_ref().map(AsRef::as_ref);
    let encoded = encode_with_alternate(bytes.as_ref(), alternate, base.as_ref(), &options)
        .with_context(failed)?;
    for problem in &encoded.problems {
        session.say(&format!("note: not encoded: {problem}"));
    }
    if let Some(path) = arguments.get_one::<PathBuf>("skipped") {
        explain(path, &encoded).with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    let summary = Summary::of(&encoded);
    let types = match &base {
        Some(base) => Btf::parse_split(encoded.bytes, base),
        None => Btf::parse(encoded.bytes),
    }?;
    target.save(&types, session)?;
    let other = match arguments.get_one::<String>("compare") {
        Some(other) => {
            let source = Some(other.as_str());
            let request =
                Request { source, base: None, on: base, ..Request::of(arguments, session) };
            let opened = Request { kmods: Kmods::None, ..request }.open()?;
            Some(opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?.clone())
        }
        None => None,
    };
    let differences = other.map(|other| compare::compare(&types, &other));
    if session.json {
        json(path, &types, &summary, differences.as_ref(), session)?;
    } else {
        say(&types, &summary, session);
        if let Some(differences) = &differences {
            list(differences, session)?;
        }
    }
    let is_same = differences.is_none_or(|differences| differences.by_name.is_empty());
    Ok(if is_same { Outcome::Done } else { Outcome::No })
}

/// The file that `dwz` has moved things to, if the file says that there is one.
fn alternate(path: &Path, elf: &[u8], limits: &Limits) -> Result<Option<Bytes>> {
    let Some(name) = alternate_of(elf) else { return Ok(None) };
    let name = std::str::from_utf8(name).context("the alternate file's name is not UTF-8")?;
    let place = path.parent().unwrap_or(Path::new("")).join(name);
    let bytes = Bytes::from_file(&place, limits)
        .with_context(|| format!("`{}` has parts in `{}`", path.display(), place.display()))?;
    Ok(Some(bytes))
}

/// What there is to say beside the types themselves.
struct Summary {
    n_functions: usize,
    n_unfolded: usize,
    n_foreign: usize,
    problems: Vec<String>,
    /// Functions left out, by reason.
    skipped: BTreeMap<Skip, usize>,
}

impl Summary {
    fn of(encoded: &Encoded) -> Self {
        let mut skipped = BTreeMap::new();
        for function in &encoded.skipped {
            *skipped.entry(function.reason).or_default() += 1;
        }
        Self {
            n_functions: encoded.n_functions,
            n_unfolded: encoded.n_unfolded,
            n_foreign: encoded.n_foreign,
            problems: encoded.problems.iter().map(ToString::to_string).collect(),
            skipped,
        }
    }
}

fn say(types: &Btf, summary: &Summary, session: &Session) {
    let size = Size::of(types).text();
    let functions = count(summary.n_functions, "function");
    session.say(&format!("{size} written; {functions} among them"));
    for (reason, n) in &summary.skipped {
        session.say(&format!("left out: {}: {reason}", count(*n, "function")));
    }
    if summary.n_foreign != 0 {
        let units = count(summary.n_foreign, "unit");
        session.say(&format!("note: {units} in languages other than C passed over"));
    }
}

/// A line for each kind and name that only one side has.
fn list(differences: &compare::Differences, session: &mut Session) -> Result<()> {
    for ((kind, name), (ours, theirs)) in &differences.by_name {
        let name = if name.is_empty() { "(anon)" } else { name };
        let kind = kind.as_str();
        writeln!(session.out.buffer, "{kind}\t{name}\t{ours}\t{theirs}")?;
        session.out.flush_if_full()?;
    }
    let n = differences.n_paired;
    session.say(&format!(
        "{} are in both; listed: kind, name, how many only here, only there",
        count(n, "type")
    ));
    Ok(())
}

fn json(
    path: &Path,
    types: &Btf,
    summary: &Summary,
    differences: Option<&compare::Differences>,
    session: &mut Session,
) -> Result<()> {
    let mut object = json::Value::of(&mut session.out.buffer).object();
    object.key("file").text(&path.to_string_lossy());
    Size::of(types).json(object.key("after"))?;
    object.key("types_before_folding").number(i128::try_from(summary.n_unfolded)?);
    object.key("functions").number(i128::try_from(summary.n_functions)?);
    object.key("units_not_in_c").number(i128::try_from(summary.n_foreign)?);
    let mut problems = object.key("problems").list();
    summary.problems.iter().for_each(|problem| problems.next().text(problem));
    drop(problems);
    let mut skipped = object.key("left_out").object();
    for (reason, n) in &summary.skipped {
        skipped.key(&reason.to_string()).number(i128::try_from(*n)?);
    }
    drop(skipped);
    if let Some(differences) = differences {
        let mut list = object.key("differences").list();
        for ((kind, name), (ours, theirs)) in &differences.by_name {
            let mut one = list.next().object();
            one.key("kind").text(kind.as_str());
            one.key("name").text(name);
            one.key("only_encoded").number(i128::try_from(*ours)?);
            one.key("only_compared").number(i128::try_from(*theirs)?);
        }
    }
    drop(object);
    session.out.buffer.push(b'\n');
    Ok(())
}

fn jobs(arguments: &ArgMatches) -> NonZeroUsize {
    arguments
        .get_one("jobs")
        .copied()
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN)
}

/// What `--btf-features` says.
fn features(arguments: &ArgMatches) -> Result<Features> {
    let Some(names) = arguments.get_many::<String>("features") else {
        return Ok(Features::default());
    };
    let none = Features {
        var: false,
        global_var: false,
        float: false,
        decl_tag: false,
        type_tag: false,
        enum64: false,
        consistent_func: false,
        decl_tag_kfuncs: false,
    };
    let mut features = none;
    for name in names {
        let name = name.trim();
        let feature = match name.strip_prefix('+').unwrap_or(name) {
            "default" => {
                features = Features { global_var: features.global_var, ..Features::default() };
                continue;
            }
            "var" => &mut features.var,
            "global_var" => &mut features.global_var,
            "float" => &mut features.float,
            "decl_tag" => &mut features.decl_tag,
            "type_tag" => &mut features.type_tag,
            "enum64" => &mut features.enum64,
            "consistent_func" => &mut features.consistent_func,
            "decl_tag_kfuncs" => &mut features.decl_tag_kfuncs,
            // Done in any case, or nothing to do.
            "encode_force" | "optimized_func" | "reproducible_build" | "" => continue,
            unknown => {
                return Err(Usage::new(format!("no feature `{unknown}`"))
                    .hint("`btfly encode --help` has the names")
                    .into());
            }
        };
        *feature = true;
    }
    Ok(features)
}

/// A line for each function that is left out.
fn explain(path: &Path, encoded: &Encoded) -> Result<()> {
    let mut out = Output::file(path)?;
    for skipped in &encoded.skipped {
        let (name, reason) = (&skipped.name, skipped.reason);
        writeln!(out.buffer, "{name}\t{reason}\t{:#x}\t{:#x}", skipped.unit, skipped.die)?;
    }
    Ok(out.finish()?)
}
