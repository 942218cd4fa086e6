//! Small programs, maps and links that are made to see whether they can be · numbers → the kernel's answer · never kept.

use std::io::{Error, Result};
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};

use super::call::{self, address, address_mut};

const MAP_CREATE: u32 = 0;
const PROG_LOAD: u32 = 5;
const LINK_CREATE: u32 = 28;
const TOKEN_CREATE: u32 = 36;
const NO_FD: i32 = -1;

/// The attributes of `BPF_PROG_LOAD`, as long as Linux 5.10 has them.
#[repr(C)]
#[derive(Default)]
struct LoadAttr {
    program_type: u32,
    n_insns: u32,
    insns: u64,
    license: u64,
    log_level: u32,
    log_size: u32,
    log: u64,
    kernel_version: u32,
    flags: u32,
    name: [u32; 4],
    ifindex: u32,
    attach_type: u32,
    btf_fd: u32,
    func_info_size: u32,
    func_info: u64,
    n_func_info: u32,
    line_info_size: u32,
    line_info: u64,
    n_line_info: u32,
    attach_btf_id: u32,
    attach_fd: u32,
    unused: u32,
}

/// A program to try.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Trial<'t> {
    pub(crate) program_type: u32,
    pub(crate) attach_type: u32,
    pub(crate) attach_btf_id: u32,
    pub(crate) flags: u32,
    pub(crate) insns: &'t [u64],
}

/// Loads a program; what the verifier says goes into `log`, if that has room.
pub(crate) fn program(trial: Trial<'_>, log: &mut [u8]) -> Result<OwnedFd> {
    let mut attr = LoadAttr {
        program_type: trial.program_type,
        n_insns: u32::try_from(trial.insns.len()).map_err(Error::other)?,
        insns: address(trial.insns),
        license: address(b"GPL\0"),
        log_level: u32::from(!log.is_empty()),
        log_size: u32::try_from(log.len()).map_err(Error::other)?,
        log: address_mut(log),
        flags: trial.flags,
        attach_type: trial.attach_type,
        attach_btf_id: trial.attach_btf_id,
        ..LoadAttr::default()
    };
    // SAFETY: no padding; an instruction is eight bytes, the license ends in a zero byte, and the log is borrowed for
    // writing with its length beside it; the answer is a new descriptor.
    unsafe { call::bpf_fd(PROG_LOAD, &mut attr) }
}

/// The first attributes of `BPF_MAP_CREATE`.
#[repr(C)]
struct MapAttr {
    map_type: u32,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
    flags: u32,
}

/// Makes a map.
pub(crate) fn map(map_type: u32, [key, value, entries, flags]: [u32; 4]) -> Result<OwnedFd> {
    let mut attr =
        MapAttr { map_type, key_size: key, value_size: value, max_entries: entries, flags };
    // SAFETY: five numbers, no addresses; the answer is a new descriptor.
    unsafe { call::bpf_fd(MAP_CREATE, &mut attr) }
}

/// The first attributes of `BPF_LINK_CREATE`.
#[repr(C)]
struct LinkAttr {
    program: i32,
    target: i32,
    attach_type: u32,
    flags: u32,
}

/// Links a program to nothing, or, where the type of the program says to what, to that.
pub(crate) fn link(program: BorrowedFd<'_>, has_target: bool, attach_type: u32) -> Result<OwnedFd> {
    let target = if has_target { NO_FD } else { 0 };
    let mut attr = LinkAttr { program: program.as_raw_fd(), target, attach_type, flags: 0 };
    // SAFETY: four numbers, no addresses; the answer is a new descriptor.
    unsafe { call::bpf_fd(LINK_CREATE, &mut attr) }
}

/// `kprobe_multi` of `BPF_LINK_CREATE`.
#[repr(C)]
struct KprobeMultiAttr {
    link: LinkAttr,
    flags: u32,
    n: u32,
    symbols: u64,
    addresses: u64,
    cookies: u64,
}

/// Links a program to the function `symbol`, which ends in a zero byte.
pub(crate) fn link_symbol(
    program: BorrowedFd<'_>,
    attach_type: u32,
    symbol: &std::ffi::CStr,
) -> Result<OwnedFd> {
    let symbols = [address(symbol.to_bytes_with_nul())];
    let link = LinkAttr { program: program.as_raw_fd(), target: 0, attach_type, flags: 0 };
    let mut attr = KprobeMultiAttr {
        link,
        flags: 0,
        n: 1,
        symbols: address(&symbols),
        addresses: 0,
        cookies: 0,
    };
    // SAFETY: no padding; one address of one string that ends in a zero byte, both alive until the call is over.
    unsafe { call::bpf_fd(LINK_CREATE, &mut attr) }
}

/// `uprobe_multi` of `BPF_LINK_CREATE`.
#[repr(C)]
struct UprobeMultiAttr {
    link: LinkAttr,
    path: u64,
    offsets: u64,
    counters: u64,
    cookies: u64,
    n: u32,
    flags: u32,
    pid: u32,
    unused: u32,
}

/// Links a program to the start of the file at `path`.
pub(crate) fn link_path(
    program: BorrowedFd<'_>,
    attach_type: u32,
    path: &std::ffi::CStr,
) -> Result<OwnedFd> {
    let offsets = [0_u64];
    let link = LinkAttr { program: program.as_raw_fd(), target: 0, attach_type, flags: 0 };
    let mut attr = UprobeMultiAttr {
        link,
        path: address(path.to_bytes_with_nul()),
        offsets: address(&offsets),
        counters: 0,
        cookies: 0,
        n: 1,
        flags: 0,
        pid: 0,
        unused: 0,
    };
    // SAFETY: no padding; a string that ends in a zero byte and one number, both alive until the call is over.
    unsafe { call::bpf_fd(LINK_CREATE, &mut attr) }
}

#[repr(C)]
struct TokenAttr {
    flags: u32,
    bpffs: i32,
}

/// Asks for a token of no file system: a kernel that knows tokens says that this is no descriptor.
pub(crate) fn token() -> Result<OwnedFd> {
    let mut attr = TokenAttr { flags: 0, bpffs: NO_FD };
    // SAFETY: two numbers, no addresses; the answer would be a new descriptor.
    unsafe { call::bpf_fd(TOKEN_CREATE, &mut attr) }
}
