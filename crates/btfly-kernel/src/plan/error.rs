//! Why an object cannot be planned: what of it, and why · never a kernel's refusal.

use std::fmt;

/// Why there is no plan.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct PlanError {
    /// What of the object: ``map `counts` ``.
    pub what: String,
    /// What is wrong with it.
    pub why: String,
    /// What helps, if that is known.
    pub hint: Option<String>,
}

impl PlanError {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self { what: what.into(), why: why.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.why)
    }
}

impl std::error::Error for PlanError {}
