//! Proof that a minimised set serves objects as the whole one does: they are fitted to both.
//!
//! *In:* objects, the set, and what is left of it. *Out:* each relocation that comes out differently. *Never:* trust in
//! what [`needs()`](super::needs()) said.

use btfly_btf::edit::minimize::Minimized;
use btfly_btf::{BtfSet, Slot};

use super::candidates::{Search, wanted as wanted_by};
use super::fit::{Fit, fit, fit_by};
use super::kind::ReloKind;
use super::solve::{Options, Outcome};
use crate::spec::{FunctionSpec, ObjectSpec};

/// A relocation that comes out differently.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// Which of the objects.
    pub object: usize,
    /// By the whole set.
    pub whole: Fit,
    /// By what is left.
    pub small: Fit,
}

/// Fits `objects` to both sets, in each of the ways of `options`: instructions and failures are to be the same, but for
/// ids of the target's types, which are to be the new ones. Empty if all is well. `prefer` is asked for a function of the
/// object of that number.
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
///     co_re::differences(&[&object], &set, &small, &[Options::default()], |_, _| None).len()
/// };
/// assert_eq!(differ(co_re::needs(&[&object], &set).keep), 0);
/// assert_ne!(differ(Keep::default()), 0);
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn differences(
    objects: &[&ObjectSpec],
    whole: &BtfSet,
    small: &Minimized,
    options: &[Options],
    prefer: impl Fn(usize, &FunctionSpec) -> Option<Slot>,
) -> Vec<Difference> {
    let new_slot = |slot: Slot| {
        let kmods = small.kmods.iter().map(|(old, _, _)| *old);
        let at = std::iter::once(Slot::BASE).chain(kmods).position(|old| old == slot)?;
        Some(Slot(u32::try_from(at).ok()?))
    };
    let small_set = small.to_set();
    let wanted = objects.iter().filter_map(|object| Some((object, object.btf.as_ref()?.types())));
    let wanted = wanted.flat_map(|(object, types)| {
        let relos = object.functions.iter().flat_map(|function| &function.core_relos);
        relos.map(move |placed| wanted_by(&types, placed.record.type_id))
    });
    let search = Search::new(wanted, whole);
    let mut found = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        for options in options {
            let mut fitted = (*object).clone();
            let of_function = |function: &FunctionSpec| prefer(at, function);
            let by_whole = fit_by(&mut fitted, whole, options, of_function, Some(&search));
            let mut fitted = (*object).clone();
            let of_function = |function: &FunctionSpec| prefer(at, function).and_then(new_slot);
            let by_small = fit(&mut fitted, &small_set, options, of_function);
            let pairs = by_whole.into_iter().zip(by_small);
            let pairs = pairs.filter(|(whole, other)| !is_same(whole, other, small));
            found.extend(pairs.map(|(whole, small)| Difference { object: at, whole, small }));
        }
    }
    found
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
