//! What every command has at hand: the output, and how to talk.
//!
//! Data goes to stdout through [`Output`]; everything else goes to stderr through here.

use std::io::{self, IsTerminal};

use anyhow::Error;
use clap::ArgMatches;

use crate::output::Output;

/// One run of one command.
pub(crate) struct Session {
    /// Where data goes.
    pub(crate) out: Output,
    /// Whether `--json` was given.
    pub(crate) json: bool,
    /// Whether stdout is a terminal that wants colour.
    pub(crate) colour: bool,
}

impl Session {
    /// For the arguments that all commands share.
    pub(crate) fn new(arguments: &ArgMatches) -> Self {
        let wants_colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        Self {
            out: Output::stdout(),
            json: arguments.get_flag("json"),
            colour: wants_colour && io::stdout().is_terminal(),
        }
    }

    /// Whether a progress bar may be drawn.
    pub(crate) fn shows_progress(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// A line for people, on stderr.
    pub(crate) fn say(&self, line: &str) {
        eprintln!("{line}");
    }

    /// An error with all its causes, one a line, on stderr.
    pub(crate) fn say_error(&self, error: &Error) {
        let mut causes = error.chain();
        if let Some(first) = causes.next() {
            eprintln!("btfly: {first}");
        }
        for cause in causes {
            eprintln!("  because: {cause}");
        }
    }
}
