//! Programs: functions that the kernel starts.

use super::{AttachType, ProgramType};

/// A function that the kernel starts, and what its section's name says about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProgramSpec {
    /// Its name.
    pub name: String,
    /// Its code: which of [`ObjectSpec::functions`](super::ObjectSpec::functions). Two names may have one code.
    pub function: usize,
    /// The name of its section, without the `?` that [`ProgramSpec::is_autoloaded`] stands for.
    pub section: String,
    /// Whether it is loaded without being asked for.
    pub is_autoloaded: bool,
    /// What it is; [`ProgramType::UNSPEC`] where no rule knows the section's name.
    pub program_type: ProgramType,
    /// What it will be attached to.
    pub attach_type: Option<AttachType>,
    /// Whether a kernel that knows no `expected_attach_type` loads it without.
    pub is_attach_type_optional: bool,
    /// What follows the slash in the section's name: a function, `module:function`, `category/tracepoint`, a path.
    pub target: Option<String>,
    /// Whether the target is looked up among the kernel's types before the program is loaded.
    pub has_typed_target: bool,
    /// Whether it may sleep.
    pub is_sleepable: bool,
    /// Whether it takes packets in several parts.
    pub has_frags: bool,
    /// Whether any rule knows the section's name; else the name is the user's own.
    pub is_known: bool,
}
