//! `btfly man DIR`: a man page for the program and for each command.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Arg, ArgMatches, Command, value_parser};
use clap_mangen::Man;

use crate::cli;
use crate::exit::Outcome;
use crate::output::Output;
use crate::session::Session;

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write man pages into a directory")
        .after_help("Example:\n  btfly man /usr/local/share/man/man1")
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Where to write btfly.1, btfly-header.1, …"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, _session: &mut Session) -> Result<Outcome> {
    let dir = arguments.get_one::<PathBuf>("dir").context("no directory given")?;
    fs::create_dir_all(dir).with_context(|| format!("cannot make `{}`", dir.display()))?;
    let root = cli::command();
    let pages = root.get_subcommands().map(|sub| {
        let name = format!("btfly-{}", sub.get_name());
        (name.clone(), sub.clone().display_name(name))
    });
    for (name, command) in pages.chain([(String::from("btfly"), root.clone())]) {
        let path = dir.join(format!("{name}.1"));
        let write = || {
            let mut out = Output::file(&path)?;
            Man::new(command).title(name.to_uppercase()).render(&mut out.buffer)?;
            out.finish()
        };
        write().with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    Ok(Outcome::Done)
}
