//! `btfly completions SHELL`: what a shell needs to complete our arguments.

use anyhow::{Context, Result};
use clap::builder::EnumValueParser;
use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;

use crate::cli;
use crate::exit::Outcome;
use crate::session::Session;

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Print a shell's completion script")
        .after_help("Example:\n  btfly completions bash > /etc/bash_completion.d/btfly")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(EnumValueParser::<Shell>::new())
                .help("Which shell"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let shell = arguments.get_one::<Shell>("shell").copied().context("no shell given")?;
    clap_complete::generate(shell, &mut cli::command(), "btfly", &mut session.out.buffer);
    Ok(Outcome::Done)
}
