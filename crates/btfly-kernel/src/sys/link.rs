//! Links · a program and where it goes → a descriptor · never tries twice.
//!
//! Attributes: `include/uapi/linux/bpf.h: union bpf_attr`, Linux v7.2.

use std::ffi::CStr;
use std::io::Result;
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};

use super::call::{self, address};

const OBJ_PIN: u32 = 6;
const OBJ_GET: u32 = 7;
const RAW_TRACEPOINT_OPEN: u32 = 17;
const LINK_CREATE: u32 = 28;
const ITER_CREATE: u32 = 33;

/// Where a program goes, and what only some programs take with them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum To<'t> {
    /// To what it was loaded for.
    Loaded {
        /// A number that the program can ask for; 0 for none.
        cookie: u64,
    },
    /// An event.
    Event {
        /// The event.
        event: BorrowedFd<'t>,
        /// A number that the program can ask for; 0 for none.
        cookie: u64,
    },
    /// Functions by name.
    Functions {
        /// Their names' addresses.
        names: &'t [&'t CStr],
        /// Where they return.
        is_return: bool,
    },
    /// A descriptor: of a cgroup, a network namespace.
    Descriptor(BorrowedFd<'t>),
    /// A network device, by its number.
    Device(u32),
}

#[repr(C)]
struct CreateAttr {
    fd: i32,
    target: u32,
    attach_type: u32,
    flags: u32,
    rest: [u64; 6],
}

/// Attaches a program by a link.
pub(crate) fn create(program: BorrowedFd<'_>, attach_type: u32, to: &To<'_>) -> Result<OwnedFd> {
    let number = |fd: &BorrowedFd<'_>| fd.as_raw_fd().cast_unsigned();
    // Lives until the call is over.
    let addresses: Vec<u64> = match to {
        To::Functions { names, .. } => {
            names.iter().map(|name| address(name.to_bytes_with_nul())).collect()
        }
        _ => Vec::new(),
    };
    let (target, rest) = match to {
        // Words of 8 bytes: the type's id, of which there is none, and the cookie.
        To::Loaded { cookie } => (0, [0, *cookie, 0, 0, 0, 0]),
        To::Event { event, cookie } => (number(event), [*cookie, 0, 0, 0, 0, 0]),
        To::Functions { is_return, .. } => {
            let words = [u32::from(*is_return), u32::try_from(addresses.len()).unwrap_or(0)];
            (0, [pair(words), address(&addresses), 0, 0, 0, 0])
        }
        To::Descriptor(fd) => (number(fd), [0; 6]),
        To::Device(ifindex) => (*ifindex, [0; 6]),
    };
    let mut attr = CreateAttr { fd: program.as_raw_fd(), target, attach_type, flags: 0, rest };
    // SAFETY: no padding; addresses are only those of `addresses`, counted beside it, and of names that end in a zero;
    // all live until the call is over.
    unsafe { call::bpf_fd(LINK_CREATE, &mut attr) }
}

/// Two words as they lie in memory.
fn pair(words: [u32; 2]) -> u64 {
    let [[a, b, c, d], [e, f, g, h]] = words.map(u32::to_ne_bytes);
    u64::from_ne_bytes([a, b, c, d, e, f, g, h])
}

#[repr(C)]
struct RawAttr {
    name: u64,
    prog_fd: i32,
    unused: u32,
    cookie: u64,
}

/// Attaches to a tracepoint by name; without a name, to what the program was loaded for.
pub(crate) fn open_raw_tracepoint(
    program: BorrowedFd<'_>,
    name: Option<&CStr>,
    cookie: u64,
) -> Result<OwnedFd> {
    let mut attr = RawAttr {
        name: name.map_or(0, |name| address(name.to_bytes_with_nul())),
        prog_fd: program.as_raw_fd(),
        unused: 0,
        cookie,
    };
    // SAFETY: no padding; the name ends in a zero and lives until the call is over.
    unsafe { call::bpf_fd(RAW_TRACEPOINT_OPEN, &mut attr) }
}

/// A reader of an iterator that is attached.
pub(crate) fn open_iter(link: BorrowedFd<'_>) -> Result<OwnedFd> {
    #[repr(C)]
    struct Attr {
        link_fd: i32,
        flags: u32,
    }
    let mut attr = Attr { link_fd: link.as_raw_fd(), flags: 0 };
    // SAFETY: two numbers.
    unsafe { call::bpf_fd(ITER_CREATE, &mut attr) }
}

#[repr(C)]
struct PathAttr {
    path: u64,
    fd: i32,
    flags: u32,
}

/// Gives an object a name in a BPF file system, under which it stays.
pub(crate) fn pin(object: BorrowedFd<'_>, path: &CStr) -> Result<()> {
    let mut attr =
        PathAttr { path: address(path.to_bytes_with_nul()), fd: object.as_raw_fd(), flags: 0 };
    // SAFETY: no padding; the path ends in a zero and lives until the call is over.
    unsafe { call::bpf(OBJ_PIN, &mut attr) }.map(drop)
}

/// Opens what has a name in a BPF file system.
pub(crate) fn open_pinned(path: &CStr) -> Result<OwnedFd> {
    let mut attr = PathAttr { path: address(path.to_bytes_with_nul()), fd: 0, flags: 0 };
    // SAFETY: no padding; the path ends in a zero and lives until the call is over.
    unsafe { call::bpf_fd(OBJ_GET, &mut attr) }
}
