//! The search over many slots, by several threads: what takes long is reading and unpacking modules.
//!
//! *In:* a query. *Out:* groups of equal hits, the same for any number of threads. *Never:* all hits at once
//! in memory: there may be millions, of few kinds.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use btfly_btf::find::{Query, find_in};
use btfly_btf::{BtfSet, Slot};

use super::group::{Group, Groups};
use crate::progress::Bar;

/// Slots that are worth a thread of their own.
const WORTH_A_THREAD: usize = 64;

pub(super) fn search<'s>(
    set: &'s BtfSet,
    slots: &[Slot],
    query: &'s Query<'s>,
    groups: Groups<'s>,
    bar: &Bar,
) -> Vec<Group<'s>> {
    let n_threads = thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(slots.len().div_ceil(WORTH_A_THREAD))
        .max(1);
    let next = AtomicUsize::new(0);
    let total = slots.len() as u64;
    let groups = Mutex::new(groups);
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = slots.get(at) else { return };
            bar.set(at as u64, total, "");
            let hits: Vec<_> = find_in(set, *slot, query).collect();
            let Ok(btf) = set.btf(*slot) else { continue };
            let hits = Groups::fingerprints(&btf.types(), hits);
            // A thread that panics ends the program, so nobody sees what it left half done.
            groups.lock().unwrap_or_else(PoisonError::into_inner).add(hits);
        }
    };
    thread::scope(|scope| {
        for _ in 1..n_threads {
            scope.spawn(work);
        }
        work();
    });
    groups.into_inner().unwrap_or_else(PoisonError::into_inner).sorted()
}
