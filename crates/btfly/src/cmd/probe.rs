//! `btfly probe`: what this kernel can do, tried; with `--json` a file of facts for `--facts` elsewhere.

use std::io::Write as _;

use anyhow::Result;
use btfly_kernel::facts::{Facts, Support};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::exit::Outcome;
use crate::live;
use crate::session::Session;

const AFTER: &str = "\
Everything is tried, nothing is told by a version: the smallest program, map, link or BTF of each sort is made and let go. \
`refused` means that the kernel did not let who asks try (a capability, a filter of system calls, a security module); \
whether it could is then not known.

With `--json` the answer is a file of facts, which `--facts` of other commands reads.

Examples:
  btfly probe
  btfly probe --json > facts.json            what this kernel and user can do
  btfly probe --functions --json > all.json  with all symbols and traceable functions, for `why`";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Try what this kernel can do with BPF, and save it as facts")
        .after_help(AFTER)
        .arg(
            Arg::new("functions")
                .long("functions")
                .action(ArgAction::SetTrue)
                .help("With lists of all functions: some megabytes"),
        )
        .arg(live::facts_file())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let kernel = live::kernel(arguments);
    let facts = match live::saved(arguments)? {
        Some(facts) => facts,
        None if arguments.get_flag("functions") => Facts::gather_all(&kernel),
        None => Facts::gather(&kernel),
    };
    let out = &mut session.out.buffer;
    if session.json {
        writeln!(out, "{}", facts.to_json())?;
        return Ok(Outcome::Done);
    }
    let system = &facts.system;
    writeln!(out, "kernel   {} {}", system.release, system.machine)?;
    let features = facts.btf.map(|known| known.iter().map(|one| one.as_str()).collect::<Vec<_>>());
    let features = features.map_or_else(|| String::from("not known"), |known| known.join(" "));
    writeln!(out, "btf      {features}")?;
    for probe in &facts.probes {
        match &probe.support {
            Support::No { errno } => {
                let cause = std::io::Error::from_raw_os_error(*errno);
                writeln!(out, "no       {} ({cause})", probe.name)?;
            }
            Support::Untried { why } => writeln!(out, "untried  {} ({why})", probe.name)?,
            support => writeln!(out, "{:8} {}", support.as_str(), probe.name)?,
        }
    }
    Ok(Outcome::Done)
}
