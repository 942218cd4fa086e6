//! The one place where `bpf(2)` is called · a command and its attributes → what the kernel says · never looks into either.

use std::io::{Error, Result};
use std::os::fd::{FromRawFd as _, OwnedFd};

/// Calls `bpf(2)`.
///
/// # Safety
///
/// `A` is `repr(C)`, is the command's part of `union bpf_attr`, and has no padding; every address in it holds, for as long
/// as the call takes, what the command reads or writes there.
pub(crate) unsafe fn bpf<A>(command: u32, attr: &mut A) -> Result<libc::c_long> {
    let (at, size) = (std::ptr::from_mut(attr), size_of::<A>());
    // SAFETY: the kernel reads and writes at most `size` bytes of `attr`, all of which are initialised; the rest is this
    // function's contract.
    let done = unsafe { libc::syscall(libc::SYS_bpf, command, at, size) };
    if done < 0 { Err(Error::last_os_error()) } else { Ok(done) }
}

/// Calls a command that makes a descriptor.
///
/// # Safety
///
/// As [`bpf`], and the command answers with a new descriptor.
pub(crate) unsafe fn bpf_fd<A>(command: u32, attr: &mut A) -> Result<OwnedFd> {
    // SAFETY: the same contract.
    let fd = unsafe { bpf(command, attr) }?;
    let fd = i32::try_from(fd).map_err(Error::other)?;
    // SAFETY: by this function's contract the kernel has just made the descriptor for this call.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Where a slice lies, for the kernel to read; 0 for an empty one.
pub(crate) fn address<T>(slice: &[T]) -> u64 {
    if slice.is_empty() { 0 } else { slice.as_ptr().expose_provenance() as u64 }
}

/// Where a slice lies, for the kernel to write; 0 for an empty one.
pub(crate) fn address_mut<T>(slice: &mut [T]) -> u64 {
    if slice.is_empty() { 0 } else { slice.as_mut_ptr().expose_provenance() as u64 }
}
