//! A whole object fitted to a set of types: all relocations solved together, and applied.
//!
//! *In:* an object, read, and the set. *Out:* the object with other instructions, and what has become of
//! each relocation. *Never:* an instruction changed whose relocation is in trouble.

use std::fmt;

use btfly_btf::BtfSet;
use btfly_btf::Slot;
use btfly_btf::ext::CoreRelo;

use super::candidates::Search;
use super::error::Error;
use super::patch::{Mismatch, Patched, patch};
use super::solve::{Access, Options, Relo, Solved, solve_by};
use crate::insn::Insn;
use crate::spec::{FunctionSpec, ObjectSpec};

/// What has become of one relocation.
#[derive(Clone, Copy, Debug)]
pub struct Fit {
    /// Which of the object's functions.
    pub function: usize,
    /// The instruction, from the start of the function.
    pub insn_idx: u32,
    /// The record.
    pub record: CoreRelo,
    /// The slot that was preferred.
    pub prefer: Option<Slot>,
    /// The instruction as the compiler wrote it.
    pub before: Option<Insn>,
    /// The instruction as it is now.
    pub after: Option<Insn>,
    /// What the types say.
    pub solved: Solved,
    /// What was done to the instruction, or why nothing.
    pub done: Result<Patched, Trouble>,
}

/// Why an instruction was left as it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trouble {
    /// The record makes no sense.
    Record(Error),
    /// The instruction is not what the record says, or there is no single answer.
    Insn(Mismatch),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(error) => error.fmt(f),
            Self::Insn(mismatch) => mismatch.fmt(f),
        }
    }
}

impl std::error::Error for Trouble {}

/// Fits `object` to `set`. `prefer` tells of each function where it attaches to, if anybody knows.
///
/// ```
/// use btfly_btf::BtfSet;
/// use btfly_obj::{co_re, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// let mut object = read(&bytes)?;
/// // An object fits its own types, and nothing changes.
/// let set = BtfSet::new(object.btf.clone().unwrap());
/// for fit in co_re::fit(&mut object, &set, &co_re::Options::default(), |_| None) {
///     assert_eq!(fit.before, fit.after);
/// }
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
pub fn fit(
    object: &mut ObjectSpec,
    set: &BtfSet,
    options: &Options,
    prefer: impl Fn(&FunctionSpec) -> Option<Slot>,
) -> Vec<Fit> {
    fit_by(object, set, options, prefer, None)
}

/// As [`fit`], with what a search for all types that the object asks for has found.
pub(crate) fn fit_by(
    object: &mut ObjectSpec,
    set: &BtfSet,
    options: &Options,
    prefer: impl Fn(&FunctionSpec) -> Option<Slot>,
    search: Option<&Search<'_>>,
) -> Vec<Fit> {
    let Some(btf) = object.btf.clone() else { return Vec::new() };
    let strings = btf.types().strings();
    let mut places = Vec::new();
    let mut relos = Vec::new();
    for (at, function) in object.functions.iter().enumerate() {
        let prefer = prefer(function);
        for placed in &function.core_relos {
            relos.push(Relo { access: Access::of(&placed.record, &strings), prefer });
            places.push((at, placed.insn_idx, placed.record, prefer));
        }
    }
    let solved = solve_by(&btf, &relos, set, options, search);
    let mut fits = Vec::with_capacity(places.len());
    for ((function, insn_idx, record, prefer), solved) in places.into_iter().zip(solved) {
        let code = object.functions.get_mut(function);
        let code = code.map_or(&mut [][..], |function| function.insns.as_mut_slice());
        let at = insn_idx as usize;
        let before = code.get(at).copied();
        let done = match &solved.outcome {
            Ok(outcome) => patch(code, at, outcome).map_err(Trouble::Insn),
            Err(error) => Err(Trouble::Record(*error)),
        };
        let after = code.get(at).copied();
        fits.push(Fit { function, insn_idx, record, prefer, before, after, solved, done });
    }
    fits
}
