//! How much of an archive is in memory at a time: members that wait for a worker, and types that stay.
//!
//! *In:* sizes. *Out:* leave to go on, or an error. *Never:* an answer that depends on which thread was first:
//! what stays is summed up, and a sum has no order.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::Limits;
use crate::error::{Error, ErrorKind};
use crate::image::Found;

/// Bytes of members that are waiting or being read: together no more than one member may have.
pub(super) struct Room {
    taken: Mutex<u64>,
    freed: Condvar,
    limit: u64,
}

impl Room {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { taken: Mutex::new(0), freed: Condvar::new(), limit: limits.decompressed }
    }

    /// Waits until there is room for `n` bytes beside the others; one member alone always has room.
    pub(super) fn take(&self, n: u64) -> Held<'_> {
        let mut taken = lock(&self.taken);
        while *taken != 0 && self.limit < taken.saturating_add(n) {
            taken = self.freed.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += n;
        Held { room: self, n }
    }
}

/// Room that is given back when this is dropped, even by a thread that panics.
pub(super) struct Held<'r> {
    room: &'r Room,
    n: u64,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        *lock(&self.room.taken) -= self.n;
        self.room.freed.notify_one();
    }
}

/// Bytes of types that stay in memory, of all members together: each may come out of a stream that is a
/// thousand times smaller, and an archive has any number of them.
pub(super) struct Kept {
    bytes: AtomicU64,
    limit: u64,
}

impl Kept {
    pub(super) fn new(limits: &Limits) -> Self {
        Self { bytes: AtomicU64::new(0), limit: limits.decompressed }
    }

    /// Counts what a member gave, and gives it back unless that is too much.
    pub(super) fn add(&self, found: Found) -> Result<Found, Error> {
        let parts = [Some(&found.btf), found.distilled_base.as_ref(), found.ext.as_ref()];
        let n: u64 = parts.into_iter().flatten().map(|part| part.len() as u64).sum();
        self.bytes.fetch_add(n, Ordering::Relaxed);
        self.check().map(|()| found)
    }

    pub(super) fn is_over(&self) -> bool {
        self.limit < self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let limit = self.limit;
        match self.is_over() {
            true => Err(Error::new(ErrorKind::OverLimit { what: "the archive", limit })),
            false => Ok(()),
        }
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A worker that panicked left a value that is whole all the same.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_member_waits_until_there_is_room_for_it() {
        let room = Room::new(&Limits { decompressed: 10, ..Limits::default() });
        let (first, second) = (room.take(6), room.take(4));
        let (sender, receiver) = channel();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let held = room.take(5);
                sender.send(held.n).unwrap();
            });
            drop(second);
            let waits = receiver.recv_timeout(Duration::from_millis(50));
            assert!(waits.is_err(), "6 and 5 are more than 10");
            drop(first);
            assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(5));
        });
        assert_eq!(*lock(&room.taken), 0);
    }

    #[test]
    fn a_member_alone_always_has_room() {
        let room = Room::new(&Limits { decompressed: 10, ..Limits::default() });
        for n in [0, 11, u64::MAX] {
            drop(room.take(n));
        }
    }
}
