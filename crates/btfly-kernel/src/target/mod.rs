//! Where a program attaches by type: found among the running kernel's own types, and why something cannot be.
//!
//! *In:* [`KernelTypes`](crate::KernelTypes) and, for reasons, [`Facts`](crate::facts::Facts). *Out:* ids and descriptors
//! for a load; verdicts as data. *Never:* types from outside: they are for CO-RE.

mod find;
mod program;
mod signature;
mod why;

pub use find::{Hit, Target, TargetKind, candidates, find_target};
pub use program::RunningProgram;
pub use signature::{Misfit, misfits, prototype};
pub use why::{Reason, Verdict, Way, why};
