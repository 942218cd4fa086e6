//! Perf events, and memory shared with the kernel · what an event is → a descriptor; a descriptor → its memory · never
//! reads a record.
//!
//! Attributes: `include/uapi/linux/perf_event.h: struct perf_event_attr`, Linux v7.2.

use std::ffi::CStr;
use std::io::{Error, Result};
use std::os::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use super::call::address;

/// An event of a tracepoint, by its number in tracefs.
pub(crate) const TYPE_TRACEPOINT: u32 = 2;

/// The first 72 bytes: what every kernel with BPF knows.
#[repr(C)]
struct Attr {
    kind: u32,
    size: u32,
    config: u64,
    sample_period: u64,
    sample_type: u64,
    read_format: u64,
    flags: u64,
    wakeup_events: u32,
    bp_type: u32,
    config1: u64,
    config2: u64,
}

/// What an event is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'e> {
    /// The number of its kind: [`TYPE_TRACEPOINT`], or one that sysfs tells.
    pub(crate) kind: u32,
    /// What of that kind.
    pub(crate) config: u64,
    /// A function's name, or a path.
    pub(crate) name: Option<&'e CStr>,
    /// How far behind it, or where in the file.
    pub(crate) offset: u64,
}

/// Opens an event of all processes, for programs to be attached to; it is not yet enabled.
pub(crate) fn open(event: &Event<'_>) -> Result<OwnedFd> {
    const FD_CLOEXEC: u64 = 1 << 3;
    let size = u32::try_from(size_of::<Attr>()).map_err(Error::other)?;
    let attr = Attr {
        kind: event.kind,
        size,
        config: event.config,
        sample_period: 0,
        sample_type: 0,
        read_format: 0,
        flags: 0,
        wakeup_events: 0,
        bp_type: 0,
        config1: event.name.map_or(0, |name| address(name.to_bytes_with_nul())),
        config2: event.offset,
    };
    const ALL_PROCESSES: libc::pid_t = -1;
    const FIRST_CPU: libc::c_int = 0;
    const NO_GROUP: libc::c_int = -1;
    // SAFETY: the kernel reads `size` bytes of `attr`, and at most a name that ends in a zero; both live until the call is
    // over.
    let fd = unsafe {
        libc::syscall(
            libc::SYS_perf_event_open,
            &raw const attr,
            ALL_PROCESSES,
            FIRST_CPU,
            NO_GROUP,
            FD_CLOEXEC,
        )
    };
    let fd = i32::try_from(fd).map_err(Error::other)?;
    if fd < 0 {
        return Err(Error::last_os_error());
    }
    // SAFETY: a result that is not negative is a descriptor that the kernel has just made for this call.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Sets an event's program and enables it, as kernels before links do.
pub(crate) fn set_program(event: BorrowedFd<'_>, program: BorrowedFd<'_>) -> Result<()> {
    /// `PERF_EVENT_IOC_SET_BPF`.
    const SET_BPF: libc::c_ulong = 0x4004_2408;
    /// `PERF_EVENT_IOC_ENABLE`.
    const ENABLE: libc::c_ulong = 0x2400;
    let fd = program.as_raw_fd();
    // SAFETY: the argument is a number.
    let set = unsafe { libc::ioctl(event.as_raw_fd(), SET_BPF as _, fd) };
    if set < 0 {
        return Err(Error::last_os_error());
    }
    // SAFETY: the argument is a number.
    let enabled = unsafe { libc::ioctl(event.as_raw_fd(), ENABLE as _, 0) };
    if enabled < 0 { Err(Error::last_os_error()) } else { Ok(()) }
}

/// Waits until one of `fds` can be read, or `timeout_ms` have passed; which can.
pub(crate) fn wait(fds: &[BorrowedFd<'_>], timeout_ms: i32) -> Result<Vec<bool>> {
    let mut polled: Vec<libc::pollfd> = fds
        .iter()
        .map(|fd| libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 })
        .collect();
    let count = libc::nfds_t::try_from(polled.len()).map_err(Error::other)?;
    // SAFETY: `polled` has `count` entries, and lives until the call is over.
    let done = unsafe { libc::poll(polled.as_mut_ptr(), count, timeout_ms) };
    if done < 0 {
        let error = Error::last_os_error();
        // A signal is for the caller to see.
        return if error.kind() == std::io::ErrorKind::Interrupted {
            Ok(vec![false; fds.len()])
        } else {
            Err(error)
        };
    }
    Ok(polled.iter().map(|polled| polled.revents & libc::POLLIN != 0).collect())
}

/// Bytes of a page.
pub(crate) fn page_size() -> usize {
    // SAFETY: asks for a number.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    usize::try_from(size).unwrap_or(4096)
}

/// Memory shared with the kernel, by whole pages.
#[derive(Debug)]
pub(crate) struct Shared {
    start: NonNull<u8>,
    len: usize,
    is_writable: bool,
}

// SAFETY: the memory belongs to the process, not to a thread, and is only read and written atomically or copied out.
unsafe impl Send for Shared {}
// SAFETY: the same.
unsafe impl Sync for Shared {}

impl Shared {
    /// Maps `len` bytes from `offset`, for reading or for both.
    pub(crate) fn map(
        fd: BorrowedFd<'_>,
        offset: usize,
        len: usize,
        is_writable: bool,
    ) -> Result<Self> {
        let offset = libc::off_t::try_from(offset).map_err(Error::other)?;
        let protection = libc::PROT_READ | if is_writable { libc::PROT_WRITE } else { 0 };
        // SAFETY: the kernel chooses the place, so nothing that exists is mapped over.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                len,
                protection,
                libc::MAP_SHARED,
                fd.as_raw_fd(),
                offset,
            )
        };
        if start == libc::MAP_FAILED {
            return Err(Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or_else(|| Error::other("mapped at nothing"))?;
        Ok(Self { start, len, is_writable })
    }

    /// A number that the kernel changes meanwhile; `None` if it is not all in there, or not aligned.
    pub(crate) fn load64(&self, at: usize) -> Option<u64> {
        let place = self.place(at, size_of::<u64>())?.cast::<AtomicU64>();
        // SAFETY: by `place` it lies within the mapping, is aligned to its size, and lives as long as `self`.
        let number = unsafe { place.as_ref() };
        Some(number.load(Ordering::Acquire))
    }

    /// The same of 32 bits.
    pub(crate) fn load32(&self, at: usize) -> Option<u32> {
        let place = self.place(at, size_of::<u32>())?.cast::<AtomicU32>();
        // SAFETY: by `place` it lies within the mapping, is aligned to its size, and lives as long as `self`.
        let number = unsafe { place.as_ref() };
        Some(number.load(Ordering::Acquire))
    }

    /// Writes a number that the kernel reads; nothing where memory was mapped for reading alone.
    pub(crate) fn store64(&self, at: usize, number: u64) {
        if let Some(place) = self.place(at, size_of::<u64>()).filter(|_| self.is_writable) {
            let place = place.cast::<AtomicU64>();
            // SAFETY: by `place` it lies within the mapping, is aligned to its size, and lives as long as `self`; it was
            // mapped for writing.
            let word = unsafe { place.as_ref() };
            word.store(number, Ordering::Release);
        }
    }

    /// Copies bytes out, that the kernel has finished writing.
    pub(crate) fn copy(&self, at: usize, len: usize, out: &mut Vec<u8>) -> bool {
        if at.checked_add(len).is_none_or(|end| self.len < end) {
            return false;
        }
        out.reserve(len);
        // SAFETY: `at` lies within the mapping.
        let from = unsafe { self.start.as_ptr().add(at) };
        // SAFETY: `len` bytes from there lie within the mapping too, and nobody writes to a finished record.
        let bytes = unsafe { std::slice::from_raw_parts(from, len) };
        out.extend_from_slice(bytes);
        true
    }

    fn place(&self, at: usize, size: usize) -> Option<NonNull<u8>> {
        let is_within = at.checked_add(size).is_some_and(|end| end <= self.len);
        if !is_within || !at.is_multiple_of(size) {
            return None;
        }
        // SAFETY: `at` lies within the mapping.
        Some(unsafe { self.start.add(at) })
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // SAFETY: exactly what `map` was given; nobody has a reference into it any more.
        unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
    }
}
