//! Objects of the kernel by id: programs, maps, links · an id → the next one, a descriptor, what it is · never a list that
//! is true for longer than the call.

use std::io::{Error, Result};
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};

use super::call::{self, address_mut};

pub(crate) const OBJ_GET_INFO_BY_FD: u32 = 15;

/// How objects of one sort are gone through and opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Commands {
    pub(crate) next: u32,
    pub(crate) open: u32,
}

/// Programs.
pub(crate) const PROGRAMS: Commands = Commands { next: 11, open: 13 };
/// Maps.
pub(crate) const MAPS: Commands = Commands { next: 12, open: 14 };

#[repr(C)]
struct IdAttr {
    id: u32,
    next: u32,
    open_flags: u32,
}

/// The attributes of `BPF_OBJ_GET_INFO_BY_FD`.
#[repr(C)]
pub(crate) struct InfoAttr {
    pub(crate) fd: i32,
    pub(crate) len: u32,
    pub(crate) info: u64,
}

/// The id behind `id`; `None` behind the last.
pub(crate) fn next_id(commands: Commands, id: u32) -> Result<Option<u32>> {
    let mut attr = IdAttr { id, next: 0, open_flags: 0 };
    // SAFETY: three numbers, no addresses.
    match unsafe { call::bpf(commands.next, &mut attr) } {
        Ok(_) => Ok(Some(attr.next)),
        Err(error) if error.raw_os_error() == Some(libc::ENOENT) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A descriptor of the object; `None` if it has gone meanwhile.
pub(crate) fn open(commands: Commands, id: u32) -> Result<Option<OwnedFd>> {
    let mut attr = IdAttr { id, next: 0, open_flags: 0 };
    // SAFETY: three numbers, no addresses; the answer is a new descriptor.
    match unsafe { call::bpf_fd(commands.open, &mut attr) } {
        Ok(fd) => Ok(Some(fd)),
        Err(error) if error.raw_os_error() == Some(libc::ENOENT) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The first words of the kernel's description of an object; those that it does not know stay zero.
pub(crate) fn describe<const WORDS: usize>(fd: BorrowedFd<'_>) -> Result<[u32; WORDS]> {
    let mut words = [0_u32; WORDS];
    let mut attr = InfoAttr {
        fd: fd.as_raw_fd(),
        len: u32::try_from(size_of_val(&words)).map_err(Error::other)?,
        info: address_mut(&mut words),
    };
    // SAFETY: no padding; `words` is borrowed for writing and has `len` bytes, all zero: no address in it is followed.
    unsafe { call::bpf(OBJ_GET_INFO_BY_FD, &mut attr) }?;
    Ok(words)
}

/// The text before the first zero byte.
pub(crate) fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}
