//! How a command ends: its outcome or error becomes a message and an exit code.

use std::fmt;
use std::io;
use std::process::ExitCode;

use anyhow::Error;

use crate::session::Session;

/// Wrong usage.
pub(crate) const USAGE: u8 = 2;
/// The input or the system refused.
const REFUSED: u8 = 3;

/// What a command that did its work found out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// All there was to do is done.
    Done,
    /// The answer is no: nothing found, something differs.
    No,
}

/// The command line asks for something that cannot be: what, and what to write instead.
#[derive(Debug)]
pub(crate) struct Usage {
    message: String,
    hint: Option<String>,
}

impl Usage {
    /// For a message such as "not a regular expression: `(`".
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    /// The same, with what to write instead.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// What to write instead.
    pub(crate) fn hinted(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Usage {}

/// The exit code of `outcome`, with what there is to say on stderr.
pub(crate) fn report(outcome: Result<Outcome, Error>, session: &mut Session) -> ExitCode {
    // What is still buffered belongs to the outcome.
    let outcome = outcome.and_then(|outcome| Ok(session.out.finish().map(|()| outcome)?));
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            session.say_error(&error);
            ExitCode::from(if error.is::<Usage>() { USAGE } else { REFUSED })
        }
    }
}

/// Prints what clap has to say: help on stdout with 0, a mistake on stderr with 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // A closed pipe is no error here either.
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(USAGE) } else { ExitCode::SUCCESS }
}

/// Whoever read our output has seen enough.
fn is_closed_pipe(error: &Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
