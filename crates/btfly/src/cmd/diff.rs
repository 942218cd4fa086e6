//! `btfly diff OLD NEW`: what has changed from one kernel to another, and what that does to eBPF programs.

mod json;
mod report;
mod words;

use anyhow::Result;
use btfly_btf::diff::{self, Change, Changes, Grade, What};
use btfly_source::Opened;
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::exit::Outcome;
use crate::session::Session;
use crate::source::Request;
use crate::wanted::Wanted;
use crate::{cli, source};

const EXAMPLES: &str = "\
Every change has a grade, which says what it does to a program that was compiled against OLD, uses what has changed through \
CO-RE, and is loaded on NEW as it is:
  breaks    it is refused: a relocation is poisoned, an attach point is gone, arguments are elsewhere
  guard     it loads, but what it finds may be something else: it has to ask first (`bpf_core_field_exists` …)
  harmless  it means the same: relocations follow, or it cannot know
In a report these are marked `!`, `?` and a blank. The last lines say why each kind of change has its grade.

Types are compared by name, wherever they are: vmlinux and modules are one. `renamed` is a guess, by shape and place.

Exit code: 1 when something breaks, 0 when nothing does, whatever `--only` shows.

Examples:
  btfly diff 6.1.deb 6.12.deb                        everything, vmlinux and modules
  btfly diff old/vmlinux new/vmlinux --only breaking
  btfly diff old new --type task_struct --verbose    each member that moved too
  btfly diff old new --type 'tcp_*' --reach          and all types that these lead to
  btfly diff old new --type vfs_read --json";

/// What `--only` understands.
const ONLY: [(&str, Grade); 3] =
    [("breaking", Grade::Breaks), ("guard", Grade::Guard), ("harmless", Grade::Harmless)];

pub(crate) fn arguments(command: Command) -> Command {
    let source =
        |name: &'static str, value: &'static str| Arg::new(name).value_name(value).required(true);
    command
        .about("Compare two kernels, and say what the changes do to eBPF programs")
        .after_help(EXAMPLES)
        .arg(
            source("old", "OLD")
                .help("Where the BTF is, as for other commands: a path, `module:NAME`, or `-`"),
        )
        .arg(source("new", "NEW").help("What it is compared with"))
        .arg(
            Arg::new("type")
                .long("type")
                .short('t')
                .value_name("NAME|GLOB")
                .action(ArgAction::Append)
                .help("Only types, functions and variables of this name. May be repeated"),
        )
        .arg(
            Arg::new("reach")
                .long("reach")
                .action(ArgAction::SetTrue)
                .requires("type")
                .help("And all that those lead to: types of members and parameters, and so on"),
        )
        .arg(
            Arg::new("only")
                .long("only")
                .value_name("GRADE")
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new(ONLY.map(|(name, _)| name)))
                .help("Only changes of this grade. May be repeated"),
        )
        .arg(
            Arg::new("verbose")
                .long("verbose")
                .short('v')
                .action(ArgAction::SetTrue)
                .help("Each member that has moved, and each number that has changed"),
        )
        .arg(cli::modules())
        .arg(cli::base())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let wanted = Wanted::of(arguments)?;
    let [old, new] = [opened(arguments, "old", session)?, opened(arguments, "new", session)?];
    let (old, new) = (&old.set, &new.set);
    let is_wanted = |_: What, name: &str| wanted.is_match(name);
    let options = diff::Options {
        wanted: (!wanted.is_empty()).then_some(&is_wanted),
        reach: arguments.get_flag("reach"),
    };
    let all = diff::diff(old, new, &options);
    let breaks = all.worst() == Some(Grade::Breaks);
    let is_nothing = all.changes.is_empty() && all.n_same == 0;
    let shown = only(all, arguments);
    if session.json {
        json::write(old, new, &shown, &mut session.out)?;
    } else {
        let style =
            report::Style { colour: session.colour, verbose: arguments.get_flag("verbose") };
        report::write(old, new, &shown, style, &mut session.out)?;
    }
    for set in [old, new] {
        source::say_set_aside(set, session);
    }
    wanted.say_unmatched(
        || [old, new].into_iter().flat_map(|set| set.base().iter().filter_map(|(_, ty)| ty.name())),
        session,
    );
    Ok(if breaks || is_nothing && !wanted.is_empty() { Outcome::No } else { Outcome::Done })
}

/// Opens one side, with the modules that are asked for, and decodes them.
fn opened(arguments: &ArgMatches, side: &str, session: &Session) -> Result<Opened> {
    let request = Request {
        source: arguments.get_one::<String>(side).map(String::as_str),
        kmods: source::kmods(arguments)?,
        ..Request::of(arguments, session)
    };
    let opened = request.open()?;
    source::check_kmods(&request.kmods, &opened)?;
    source::decode_all(&opened.set, session);
    Ok(opened)
}

/// Leaves the changes, and what each is made of, that `--only` asks for.
fn only<'s>(all: Changes<'s>, arguments: &ArgMatches) -> Changes<'s> {
    let Some(names) = arguments.get_many::<String>("only") else { return all };
    let names: Vec<&String> = names.collect();
    let is_wanted = |grade: Grade| {
        ONLY.iter()
            .any(|(name, there)| *there == grade && names.iter().any(|wanted| wanted == name))
    };
    let changes = all.changes.into_iter().filter_map(|change| {
        let details = change.details.into_iter().filter(|detail| is_wanted(detail.grade()));
        let details: Vec<_> = details.collect();
        (!details.is_empty()).then_some(Change { details, ..change })
    });
    Changes { changes: changes.collect(), n_same: all.n_same }
}
