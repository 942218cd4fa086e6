//! Proof that a minimised set serves an object as the whole one does: it is fitted to both.
//!
//! *In:* an object, the set, and what is left of it. *Out:* each relocation that comes out differently. *Never:* trust in
//! what [`needs()`](super::needs()) said.

use btfly_btf::edit::minimize::Minimized;
use btfly_btf::{BtfSet, Slot};

use super::fit::{Fit, fit};
use super::kind::ReloKind;
use super::solve::{Options, Outcome};
use crate::spec::{FunctionSpec, ObjectSpec};

/// A relocation that comes out differently.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// By the whole set.
    pub whole: Fit,
    /// By what is left.
    pub small: Fit,
}

/// Fits `object` to both sets: instructions and failures are to be the same, but for ids of the target's types, which
/// are to be the new ones. Empty if all is well.
///
/// ```
/// use btfly_btf::{BtfSet, edit::minimize::{Keep, minimize}};
/// use btfly_obj::co_re::{self, Options};
/// use btfly_obj::read::read;
///
/// # let bytes = btfly_obj::doc::example_object();
/// let object = read(&bytes)?;
/// let set = BtfSet::new(object.btf.clone().unwrap());
/// let differ = |keep| {
///     let small = minimize(&set, keep).unwrap();
///     co_re::differences(&object, &set, &small, &Options::default(), |_| None).len()
/// };
/// assert_eq!(differ(co_re::needs(&[&object], &set).keep), 0);
/// assert_ne!(differ(Keep::default()), 0);
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn differences(
    object: &ObjectSpec,
    whole: &BtfSet,
    small: &Minimized,
    options: &Options,
    prefer: impl Fn(&FunctionSpec) -> Option<Slot>,
) -> Vec<Difference> {
    let new_slot = |slot: Slot| {
        let kmods = small.kmods.iter().map(|(old, _, _)| *old);
        let at = std::iter::once(Slot::BASE).chain(kmods).position(|old| old == slot)?;
        Some(Slot(u32::try_from(at).ok()?))
    };
    let (mut by_whole, mut by_small) = (object.clone(), object.clone());
    let whole_fits = fit(&mut by_whole, whole, options, &prefer);
    let small_set = small.to_set();
    let small_fits =
        fit(&mut by_small, &small_set, options, |function| prefer(function).and_then(new_slot));
    let pairs = whole_fits.into_iter().zip(small_fits);
    pairs
        .filter(|(whole, other)| !is_same(whole, other, small))
        .map(|(whole, small)| Difference { whole, small })
        .collect()
}

fn is_same(whole: &Fit, other: &Fit, small: &Minimized) -> bool {
    let is_id = ReloKind::from_number(whole.record.kind) == Some(ReloKind::TypeIdTarget);
    match (whole.solved.outcome, other.solved.outcome) {
        (Ok(Outcome::Resolved(was)), Ok(Outcome::Resolved(is))) if is_id => {
            let new = whole.solved.target.and_then(|loc| small.id(loc));
            let expected = new.filter(|_| was.target != 0).map_or(0, |id| u64::from(id.0));
            is.target == expected && whole.done.is_ok() == other.done.is_ok()
        }
        (was, is) => was == is && whole.done == other.done && whole.after == other.after,
    }
}
