//! Who writes which part: one desk, where work is put and parts are given back.
//!
//! *In:* steps, from the one who plans. *Out:* parts, from whoever took them, in the order of planning. *Never:*
//! a decision about text.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, ScopedJoinHandle};

use super::part::Part;
use super::plan::Step;

/// Where work lies.
#[derive(Default)]
pub(super) struct Desk {
    papers: Mutex<Papers>,
    /// Something was put, given, or closed.
    changed: Condvar,
}

#[derive(Default)]
struct Papers {
    work: VecDeque<(usize, Vec<Step>)>,
    is_closed: bool,
    parts: BTreeMap<usize, Part>,
    buffers: Vec<Vec<u8>>,
    /// Work that was taken and not given back, and whether its taker panicked.
    taken: usize,
    is_lost: bool,
}

/// A desk that is closed when its owner goes.
pub(super) struct Open<'d>(&'d Desk);

/// Somebody who takes work until there is none.
pub(super) struct Worker<'d>(&'d Desk);

impl Desk {
    pub(super) fn open(&self) -> Open<'_> {
        Open(self)
    }

    fn papers(&self) -> MutexGuard<'_, Papers> {
        // Nobody panics while he holds it.
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'d>(&self, papers: MutexGuard<'d, Papers>) -> MutexGuard<'d, Papers> {
        self.changed.wait(papers).unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, at: usize, part: Part) {
        let mut papers = self.papers();
        papers.parts.insert(at, part);
        papers.taken -= 1;
        drop(papers);
        self.changed.notify_all();
    }

    fn close(&self) {
        self.papers().is_closed = true;
        self.changed.notify_all();
    }
}

impl<'d> Open<'d> {
    pub(super) fn worker(&self) -> Worker<'d> {
        Worker(self.0)
    }

    /// Puts the `at`th part's steps.
    pub(super) fn put(&self, at: usize, steps: Vec<Step>) {
        self.0.papers().work.push_back((at, steps));
        self.0.changed.notify_one();
    }

    /// No more is put.
    pub(super) fn close(&self) {
        self.0.close();
    }

    /// The `at`th part, if somebody has given it.
    pub(super) fn part(&self, at: usize) -> Option<Part> {
        self.0.papers().parts.remove(&at)
    }

    /// Waits until the `at`th part is given; `false` if it never will be.
    pub(super) fn wait_for(&self, at: usize) -> bool {
        let mut papers = self.0.papers();
        while !papers.parts.contains_key(&at) {
            if papers.is_lost || papers.taken == 0 {
                return false;
            }
            papers = self.0.wait(papers);
        }
        true
    }

    /// Work, if there is any.
    pub(super) fn take_now(&self) -> Option<(usize, Vec<Step>)> {
        let mut papers = self.0.papers();
        let work = papers.work.pop_front();
        papers.taken += usize::from(work.is_some());
        work
    }

    pub(super) fn give(&self, at: usize, part: Part) {
        self.0.give(at, part);
    }

    /// A buffer to write into.
    pub(super) fn buffer(&self) -> Vec<u8> {
        self.0.papers().buffers.pop().unwrap_or_default()
    }

    /// Keeps a buffer for the next part.
    pub(super) fn reuse(&self, buffer: Vec<u8>) {
        self.0.papers().buffers.push(buffer);
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.papers().work.clear();
        self.0.close();
    }
}

impl Worker<'_> {
    /// Work, when there is some; none when there will be no more.
    pub(super) fn take(&self) -> Option<(usize, Vec<Step>)> {
        let mut papers = self.0.papers();
        loop {
            if let Some(work) = papers.work.pop_front() {
                papers.taken += 1;
                return Some(work);
            }
            if papers.is_closed {
                return None;
            }
            papers = self.0.wait(papers);
        }
    }

    pub(super) fn give(&self, at: usize, part: Part) {
        self.0.give(at, part);
    }

    pub(super) fn buffer(&self) -> Vec<u8> {
        self.0.papers().buffers.pop().unwrap_or_default()
    }
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.papers().is_lost = true;
            self.0.changed.notify_all();
        }
    }
}

/// What a thread came to; its panic goes on here.
pub(super) fn joined<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
