//! What a kernel refused: of what, in which call, with which words · never a plan that could not be made.

use std::fmt;
use std::io;

/// What a kernel refused.
#[derive(Debug)]
#[non_exhaustive]
pub struct LoadError {
    /// Of the object: ``program `on_open` ``.
    pub what: String,
    /// What was tried: `BPF_PROG_LOAD`, or a step that no call is made for.
    pub step: &'static str,
    /// The kernel's answer, or a reason of this program's own.
    pub cause: io::Error,
    /// What the verifier's words come to: its verdict, the source line, the relocation that was in the way.
    pub verdict: Vec<String>,
    /// All that the verifier said.
    pub log: Option<String>,
    /// What helps, if that is known.
    pub hint: Option<String>,
}

impl LoadError {
    pub(crate) fn new(what: impl Into<String>, step: &'static str, cause: io::Error) -> Self {
        Self { what: what.into(), step, cause, verdict: Vec::new(), log: None, hint: None }
    }

    /// Without a call that failed.
    pub(crate) fn own(what: impl Into<String>, step: &'static str, why: impl Into<String>) -> Self {
        Self::new(what, step, io::Error::other(why.into()))
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.what, self.step, self.cause)?;
        for line in &self.verdict {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}
