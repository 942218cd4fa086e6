//! What encoding came to.
//!
//! *In:* nothing. *Out:* a BTF, and what was left out of it. *Never:* text.

use crate::error::Error;
use crate::select::Skipped;

/// A BTF made of debug information, and what was left out of it.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// The section `.BTF`.
    pub bytes: Vec<u8>,
    /// Units that could not be read, each with its reason.
    pub problems: Vec<Error>,
    /// Functions that are not encoded, by name.
    pub skipped: Vec<Skipped>,
    /// How many units are in languages that are not C.
    pub n_foreign: usize,
    /// How many types all units have together.
    pub n_unfolded: usize,
    /// How many functions are encoded.
    pub n_functions: usize,
}
