//! The program from outside: what it prints, how it ends, how it behaves.
//!
//! `check` runs `btfly check` twice. `golden` runs every `tests/cli/**/*.cmd` in a directory with a small kernel and compares stdout, stderr and
//! the exit code with the files beside it; `BLESS=1` writes them anew. `edits` looks at what
//! edits write; `manners` has what golden files cannot say.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by stopping; helpers of tests are not known to be tests"
)]

#[path = "cli/check.rs"]
mod check;
#[path = "cli/edits.rs"]
mod edits;
#[path = "cli/golden.rs"]
mod golden;
#[path = "cli/json.rs"]
mod json;
#[path = "cli/ko.rs"]
mod ko;
#[path = "cli/manners.rs"]
mod manners;
#[path = "cli/objects.rs"]
mod objects;
#[path = "cli/world.rs"]
mod world;
