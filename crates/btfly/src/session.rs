//! What every command has at hand: the output, and how to talk.
//!
//! Data goes to stdout through [`Output`]; everything else goes to stderr through here.

use std::io::{self, IsTerminal};

use anyhow::Error;
use btfly_btf::edit::rebase::RebaseError;
use clap::ArgMatches;

use crate::cmd::rebase;
use crate::exit::Usage;
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

    /// An error with all its causes, one a line, on stderr; then what to do.
    pub(crate) fn say_error(&self, error: &Error) {
        let mut said = String::new();
        for cause in error.chain() {
            // Of several lines all belong to the cause.
            let line = cause.to_string().replace('\n', "\n    ");
            // Some errors print their cause with themselves.
            if said.is_empty() {
                eprintln!("btfly: {line}");
            } else if !said.contains(&line) {
                eprintln!("  because: {line}");
            }
            said = line;
        }
        if let Some(hint) = error.chain().find_map(hint) {
            eprintln!("hint: {hint}");
        }
    }
}

/// What to do about an error, if it knows.
fn hint<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e str> {
    if let Some(usage) = error.downcast_ref::<Usage>() {
        return usage.hinted();
    }
    if let Some(error) = error.downcast_ref::<RebaseError>() {
        return rebase::hint(error);
    }
    #[cfg(target_os = "linux")]
    if let Some(hinted) = error.downcast_ref::<crate::loader::Hinted>() {
        return Some(&hinted.hint);
    }
    #[cfg(target_os = "linux")]
    if let Some(error) = error.downcast_ref::<btfly_kernel::Error>() {
        return error.hint();
    }
    if let Some(error) = error.downcast_ref::<btfly_obj::error::Error>() {
        return error.hint();
    }
    error.downcast_ref::<btfly_source::Error>()?.hint()
}
