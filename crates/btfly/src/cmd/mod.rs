//! The commands, one file each, thin: arguments in, library called, data out.
//!
//! To add one: a file here with `arguments` and `run`, and a line in [`ALL`].

use anyhow::Result;
use clap::{ArgMatches, Command};

use crate::exit::Outcome;
use crate::session::Session;

mod check;
mod completions;
mod dedup;
mod diff;
mod distill;
#[cfg(target_os = "linux")]
mod doctor;
mod downgrade;
mod dump;
mod encode;
mod explain;
mod extract;
mod find;
mod fits;
mod header;
mod list;
#[cfg(target_os = "linux")]
mod load;
mod man;
mod merge;
mod min;
pub(crate) mod object;
mod offset;
mod pack;
#[cfg(target_os = "linux")]
mod probe;
pub(crate) mod rebase;
mod relocate;
#[cfg(target_os = "linux")]
mod run;
mod show;
mod sort;
mod strip;
#[cfg(target_os = "linux")]
mod targets;
mod verify;
#[cfg(target_os = "linux")]
mod why;

/// A command: its name, its arguments, what it does.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) arguments: fn(Command) -> Command,
    pub(crate) run: fn(&ArgMatches, &mut Session) -> Result<Outcome>,
}

/// All commands, in the order of the help.
pub(crate) const ALL: &[Entry] = &[
    Entry { name: "header", arguments: header::arguments, run: header::run },
    Entry { name: "dump", arguments: dump::arguments, run: dump::run },
    Entry { name: "show", arguments: show::arguments, run: show::run },
    Entry { name: "find", arguments: find::arguments, run: find::run },
    Entry { name: "offset", arguments: offset::arguments, run: offset::run },
    Entry { name: "check", arguments: check::arguments, run: check::run },
    Entry { name: "relocate", arguments: relocate::arguments, run: relocate::run },
    #[cfg(target_os = "linux")]
    Entry { name: "load", arguments: load::arguments, run: load::run },
    #[cfg(target_os = "linux")]
    Entry { name: "run", arguments: run::arguments, run: run::run },
    #[cfg(target_os = "linux")]
    Entry { name: "targets", arguments: targets::arguments, run: targets::run },
    #[cfg(target_os = "linux")]
    Entry { name: "why", arguments: why::arguments, run: why::run },
    #[cfg(target_os = "linux")]
    Entry { name: "doctor", arguments: doctor::arguments, run: doctor::run },
    #[cfg(target_os = "linux")]
    Entry { name: "probe", arguments: probe::arguments, run: probe::run },
    Entry { name: "explain", arguments: explain::arguments, run: explain::run },
    Entry { name: "min", arguments: min::arguments, run: min::run },
    Entry { name: "list", arguments: list::arguments, run: list::run },
    Entry { name: "extract", arguments: extract::arguments, run: extract::run },
    Entry { name: "object", arguments: object::arguments, run: object::run },
    Entry { name: "pack", arguments: pack::arguments, run: pack::run },
    Entry { name: "encode", arguments: encode::arguments, run: encode::run },
    Entry { name: "diff", arguments: diff::arguments, run: diff::run },
    Entry { name: "merge", arguments: merge::arguments, run: merge::run },
    Entry { name: "dedup", arguments: dedup::arguments, run: dedup::run },
    Entry { name: "sort", arguments: sort::arguments, run: sort::run },
    Entry { name: "strip", arguments: strip::arguments, run: strip::run },
    Entry { name: "distill", arguments: distill::arguments, run: distill::run },
    Entry { name: "rebase", arguments: rebase::arguments, run: rebase::run },
    Entry { name: "downgrade", arguments: downgrade::arguments, run: downgrade::run },
    Entry { name: "fits", arguments: fits::arguments, run: fits::run },
    Entry { name: "verify", arguments: verify::arguments, run: verify::run },
    Entry { name: "completions", arguments: completions::arguments, run: completions::run },
    Entry { name: "man", arguments: man::arguments, run: man::run },
];
