//! Records of ring buffers.
//!
//! *In:* a map. *Out:* its records, in their order, once each. *Never:* a record that is not finished.
//!
//! Layout: `kernel/bpf/ringbuf.c`, Linux v7.2: a page that the reader writes, a page that the kernel writes, and the data
//! twice, one behind the other, so that no record is broken at the end.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use btfly_obj::spec::MapType;

use super::Map;
use crate::sys::perf::{self, Shared};

/// Reads a ring buffer.
#[derive(Debug)]
pub struct RingReader<'m> {
    map: &'m Map,
    /// The page with the place that was read to.
    own: Shared,
    /// The page with the place that was written to, and the data twice.
    data: Shared,
    page: usize,
    mask: u64,
}

/// Before each record: its length and two bits.
const HEADER: usize = 8;
const BUSY: u32 = 1 << 31;
const DISCARDED: u32 = 1 << 30;

impl<'m> RingReader<'m> {
    /// Of a map that is a ring buffer.
    ///
    /// # Errors
    ///
    /// When it is none, or cannot be mapped.
    pub fn new(map: &'m Map) -> io::Result<Self> {
        if map.plan.map_type != MapType::RINGBUF {
            return Err(io::Error::other("is no ring buffer"));
        }
        let page = perf::page_size();
        let size = map.plan.max_entries as usize;
        let len = size.checked_mul(2).and_then(|twice| twice.checked_add(page));
        let len = len.ok_or_else(|| io::Error::other("is too large"))?;
        let own = Shared::map(map.as_fd(), 0, page, true)?;
        let data = Shared::map(map.as_fd(), page, len, false)?;
        let mask = u64::from(map.plan.max_entries).saturating_sub(1);
        Ok(Self { map, own, data, page, mask })
    }

    /// The map.
    #[must_use]
    pub const fn map(&self) -> &'m Map {
        self.map
    }

    /// Hands every finished record to `take`; how many there were.
    pub fn drain(&mut self, mut take: impl FnMut(&[u8])) -> usize {
        let mut count = 0;
        let mut record = Vec::new();
        let mut at = self.own.load64(0).unwrap_or(0);
        while at < self.data.load64(0).unwrap_or(0) {
            let place = self.page + usize::try_from(at & self.mask).unwrap_or(0);
            let Some(header) = self.data.load32(place) else { break };
            if header & BUSY != 0 {
                break;
            }
            let len = (header & !(BUSY | DISCARDED)) as usize;
            if header & DISCARDED == 0 {
                record.clear();
                if !self.data.copy(place + HEADER, len, &mut record) {
                    break;
                }
                take(&record);
                count += 1;
            }
            at += (len + HEADER).next_multiple_of(8) as u64;
            self.own.store64(0, at);
        }
        count
    }
}

impl AsFd for RingReader<'_> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.map.as_fd()
    }
}

/// Waits until one of `readers` has something, or `timeout_ms` have passed; a signal ends it too.
///
/// # Errors
///
/// When the kernel refuses to wait.
pub fn wait(readers: &[RingReader<'_>], timeout_ms: i32) -> io::Result<()> {
    let fds: Vec<BorrowedFd<'_>> = readers.iter().map(AsFd::as_fd).collect();
    perf::wait(&fds, timeout_ms).map(drop)
}
