//! What is to be encoded, and how.
//!
//! *In:* nothing. *Out:* values with the defaults that kernels are built with. *Never:* the debug information.

use std::num::NonZeroUsize;

/// How to encode. The default is what the kernel's build asks pahole for, but for dimensions, which are kept.
///
/// ```
/// use btfly_dwarf::{Dimensions, Options};
///
/// let as_pahole = Options { arrays: Dimensions::Flat, ..Options::default() };
/// assert!(as_pahole.features.consistent_func);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Options {
    /// What is encoded.
    pub features: Features,
    /// What becomes of arrays of arrays.
    pub arrays: Dimensions,
    /// How many units are read at a time; the result is the same for any number.
    pub jobs: NonZeroUsize,
    /// Whether a unit that cannot be read is an error, not a note.
    pub is_strict: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            features: Features::default(),
            arrays: Dimensions::Kept,
            jobs: NonZeroUsize::MIN,
            is_strict: false,
        }
    }
}

/// What becomes of `int a[2][3]`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Dimensions {
    /// An array of two arrays of three, as it was written.
    Kept,
    /// An array of six, as pahole makes it.
    Flat,
}

/// What is encoded, by pahole's names.
///
/// ```
/// use btfly_dwarf::Features;
///
/// let features = Features { var: false, ..Features::default() };
/// assert!(features.float && !features.var);
/// ```
#[allow(clippy::struct_excessive_bools, reason = "each is one of pahole's switches")]
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Features {
    /// Per-CPU variables, with the section that they lie in.
    pub var: bool,
    /// Variables of all other sections too.
    pub global_var: bool,
    /// Numbers with a point as `FLOAT`; otherwise they are integers of their size.
    pub float: bool,
    /// Tags on declarations.
    pub decl_tag: bool,
    /// Tags on what pointers lead to.
    pub type_tag: bool,
    /// Enumerations of more than 32 bits as `ENUM64`; otherwise their values are cut.
    pub enum64: bool,
    /// Functions only if all units agree on their prototype.
    pub consistent_func: bool,
    /// Tags on functions that BPF programs may call.
    pub decl_tag_kfuncs: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            var: true,
            global_var: false,
            float: true,
            decl_tag: true,
            type_tag: true,
            enum64: true,
            consistent_func: true,
            decl_tag_kfuncs: true,
        }
    }
}
