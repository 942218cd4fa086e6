//! The same questions as [`BtfSet`](btfly_btf::BtfSet) answers, asked of many modules at once.
//!
//! *In:* a set whose modules are still files. *Out:* exactly what the set itself would answer, for any
//! number of threads. *Never:* a thread that outlives the call.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use btfly_btf::scan::Wanted;
use btfly_btf::set::Crew;
use btfly_btf::{BtfSet, Kind, TypeLoc};

/// Modules that are looked into before another thread pays for itself.
const WORTH_A_THREAD: usize = 64;
/// So many threads or fewer could share the work, and two do, for as many are on almost any machine.
const FEW_THREADS: usize = 4;

/// Types of this name, and of this kind if one is given, over all slots in order: what
/// [`BtfSet::find`] answers, found by several threads where there are many modules.
///
/// ```
/// use btfly_btf::{BtfSet, Kind};
/// use btfly_source::find;
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// assert_eq!(find(&set, "list_head", Some(Kind::Struct), None).len(), 1);
/// ```
#[must_use]
pub fn find(
    set: &BtfSet,
    name: &str,
    kind: Option<Kind>,
    threads: Option<NonZero<usize>>,
) -> Vec<TypeLoc> {
    let wanted = Wanted::new(name, &set.base().types());
    let mut found = each(set, threads, |slot_idx| match set.kmods().get(slot_idx) {
        Some(kmod) if kmod.may_define(&wanted) => {
            let own = |btf: &btfly_btf::Btf| btf.types().find_own(name, kind);
            kmod.btf(set.base()).map(own).unwrap_or_default()
        }
        _ => Vec::new(),
    });
    found.sort_by_key(|(slot_idx, _)| *slot_idx);
    let slots: Vec<_> = set.slots().collect();
    let in_kmods = found.into_iter().flat_map(|(slot_idx, ids)| {
        let slot = slots.get(slot_idx + 1).copied();
        ids.into_iter().filter_map(move |id| Some(TypeLoc { slot: slot?, id }))
    });
    let in_base =
        set.base().types().find(name, kind).map(|id| TypeLoc { slot: btfly_btf::Slot::BASE, id });
    in_base.chain(in_kmods).collect()
}

/// Decodes every module of the set, and tells after each how many are done. What fails is set aside in
/// the set.
///
/// ```
/// use btfly_btf::BtfSet;
/// use btfly_source::decode_all;
///
/// # let set = BtfSet::new(btfly_btf::doc::example());
/// let n_kmods = set.kmods().len();
/// decode_all(&set, None, &|n_done| eprintln!("{n_done} of {n_kmods}"));
/// assert_eq!(set.decoded(), n_kmods);
/// ```
pub fn decode_all(
    set: &BtfSet,
    threads: Option<NonZero<usize>>,
    progress: &(dyn Fn(usize) + Sync),
) {
    let n_done = AtomicUsize::new(0);
    each(set, threads, |slot_idx| {
        if let Some(kmod) = set.kmods().get(slot_idx) {
            // The reason of a failure stays with the module.
            let _ = kmod.btf(set.base());
            progress(1 + n_done.fetch_add(1, Ordering::Relaxed));
        }
        Vec::<()>::new()
    });
}

/// Threads for a [`BtfSet`](btfly_btf::BtfSet), where it has enough modules for them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Threads;

impl Crew for Threads {
    fn each(&self, n: usize, work: &(dyn Fn(usize) + Sync)) {
        spread(n, None, work, &mut || {});
    }

    fn each_beside(&self, n: usize, work: &(dyn Fn(usize) + Sync), own: &mut dyn FnMut()) {
        spread(n, None, work, own);
    }
}

/// Does `work` with each number below `n`, and `own` on this thread.
fn spread(
    n: usize,
    threads: Option<NonZero<usize>>,
    work: &(dyn Fn(usize) + Sync),
    own: &mut dyn FnMut(),
) {
    let n_threads = n.div_ceil(WORTH_A_THREAD).max(1);
    let n_threads = match threads {
        Some(threads) => n_threads.min(threads.get()),
        // To ask how many there are, of files of control groups, costs more than a second thread.
        None if n_threads <= FEW_THREADS => n_threads.min(2),
        None => n_threads.min(thread::available_parallelism().map_or(1, NonZero::get)),
    };
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let idx = next.fetch_add(1, Ordering::Relaxed);
            if n <= idx {
                return;
            }
            work(idx);
        }
    };
    // Whoever panics does so for all.
    thread::scope(|scope| {
        (1..n_threads).for_each(|_| drop(scope.spawn(work)));
        own();
        work();
    });
}

/// What `ask` has to say of each module, where it has; in any order.
fn each<T: Send>(
    set: &BtfSet,
    threads: Option<NonZero<usize>>,
    ask: impl Fn(usize) -> Vec<T> + Sync,
) -> Vec<(usize, Vec<T>)> {
    let all = Mutex::new(Vec::new());
    let ask = |idx| {
        let answer = ask(idx);
        if !answer.is_empty() {
            all.lock().unwrap_or_else(PoisonError::into_inner).push((idx, answer));
        }
    };
    spread(set.kmods().len(), threads, &ask, &mut || {});
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use btfly_btf::doc;
    use btfly_btf::scan::Essentials;
    use btfly_btf::set::Ready;

    use super::*;

    /// Two hundred modules, of which every third has the types and every tenth is broken.
    fn set() -> BtfSet {
        let base = doc::example();
        let mut set = BtfSet::new(base.clone());
        for idx in 0..200 {
            let empty = crate::section::tests::section(&[], &[], false);
            let bytes = match (idx % 3, idx % 10) {
                (_, 9) => vec![1, 2, 3],
                (0, _) => doc::example_module_bytes(),
                _ => empty,
            };
            set.push(Arc::new(Ready::parse(format!("m{idx}"), bytes, &base)));
        }
        set
    }

    #[test]
    fn any_number_of_threads_answers_as_the_set_does() {
        let set = set();
        for (name, kind) in [
            ("dummy_priv", None),
            ("dummy_priv", Some(Kind::Union)),
            ("list_head", Some(Kind::Struct)),
            ("no_such_type", None),
        ] {
            let expected = set.find(name, kind);
            for n in [1, 2, 8, 1000] {
                assert_eq!(
                    find(&set, name, kind, NonZero::new(n)),
                    expected,
                    "{name}, {n} threads"
                );
            }
        }
        assert_eq!(
            set.find("dummy_priv", None).len(),
            60,
            "every third of 200, less the broken ones"
        );
    }

    #[test]
    fn a_crew_finds_what_one_finds_alone() {
        let (alone, together) = (set(), set().with_crew(Arc::new(Threads)));
        assert_eq!(together.find("dummy_priv", None), alone.find("dummy_priv", None));
        let names = Essentials::new(["list_head", "dummy_priv", "no_such_type"]);
        let found = together.find_any(&names);
        assert_eq!(found, alone.find_any(&names));
        assert_eq!(together.decoded(), alone.decoded());
        assert!(60 < found.len(), "those of the base, and of every third module");
    }

    #[test]
    fn every_module_is_decoded_and_counted_once() {
        let set = set();
        let counts = std::sync::Mutex::new(Vec::new());
        decode_all(&set, NonZero::new(2), &|n_done| counts.lock().unwrap().push(n_done));
        let mut counts = counts.into_inner().unwrap();
        counts.sort_unstable();
        assert_eq!(counts, (1..=200).collect::<Vec<_>>());
    }
}
