//! Maps · what a map is to be, keys, values → a descriptor, values · never decides anything.
//!
//! Attributes: `include/uapi/linux/bpf.h: union bpf_attr`, Linux v7.2. A kernel that knows fewer of them takes the rest
//! as long as it is zero.

use std::io::{Error, Result};
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};

use super::call::{self, address, address_mut};

const MAP_CREATE: u32 = 0;
const MAP_LOOKUP_ELEM: u32 = 1;
const MAP_UPDATE_ELEM: u32 = 2;
const MAP_GET_NEXT_KEY: u32 = 4;
const MAP_FREEZE: u32 = 22;

/// What a map is to be.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Create<'c> {
    pub(crate) map_type: u32,
    pub(crate) key_size: u32,
    pub(crate) value_size: u32,
    pub(crate) max_entries: u32,
    pub(crate) flags: u32,
    pub(crate) inner: Option<BorrowedFd<'c>>,
    pub(crate) numa_node: u32,
    /// So much of it as a kernel keeps is taken.
    pub(crate) name: &'c str,
    pub(crate) btf: Option<BorrowedFd<'c>>,
    pub(crate) key_type_id: u32,
    pub(crate) value_type_id: u32,
    /// The value type of a struct_ops map, among the kernel's types.
    pub(crate) kernel_value_type_id: u32,
    pub(crate) map_extra: u64,
    /// The module that has that type.
    pub(crate) kernel_btf: Option<BorrowedFd<'c>>,
}

#[repr(C)]
struct CreateAttr {
    map_type: u32,
    key_size: u32,
    value_size: u32,
    max_entries: u32,
    map_flags: u32,
    inner_map_fd: i32,
    numa_node: u32,
    map_name: [u8; 16],
    map_ifindex: u32,
    btf_fd: i32,
    btf_key_type_id: u32,
    btf_value_type_id: u32,
    btf_vmlinux_value_type_id: u32,
    map_extra: u64,
    value_type_btf_obj_fd: i32,
    map_token_fd: i32,
}

/// The type of a struct_ops map is one of a module.
const F_VTYPE_BTF_OBJ_FD: u32 = 1 << 15;

/// Makes a map.
pub(crate) fn create(map: &Create<'_>) -> Result<OwnedFd> {
    let fd = |fd: Option<BorrowedFd<'_>>| fd.map_or(0, |fd| fd.as_raw_fd());
    let mut attr = CreateAttr {
        map_type: map.map_type,
        key_size: map.key_size,
        value_size: map.value_size,
        max_entries: map.max_entries,
        map_flags: map.flags | if map.kernel_btf.is_some() { F_VTYPE_BTF_OBJ_FD } else { 0 },
        inner_map_fd: fd(map.inner),
        numa_node: map.numa_node,
        map_name: name(map.name),
        map_ifindex: 0,
        btf_fd: fd(map.btf),
        btf_key_type_id: map.key_type_id,
        btf_value_type_id: map.value_type_id,
        btf_vmlinux_value_type_id: map.kernel_value_type_id,
        map_extra: map.map_extra,
        value_type_btf_obj_fd: fd(map.kernel_btf),
        map_token_fd: 0,
    };
    // SAFETY: `CreateAttr` has no padding and no addresses.
    unsafe { call::bpf_fd(MAP_CREATE, &mut attr) }
}

#[repr(C)]
struct ElemAttr {
    map_fd: i32,
    unused: u32,
    key: u64,
    value: u64,
    flags: u64,
}

/// Writes a value. `key` and `value` have the sizes that the map has; those of per-CPU maps hold a value for each CPU.
///
/// # Safety
///
/// `key` is at least as long as the map's keys, and `value` as its values.
pub(crate) unsafe fn update(
    map: BorrowedFd<'_>,
    key: &[u8],
    value: &[u8],
    flags: u64,
) -> Result<()> {
    let mut attr = ElemAttr {
        map_fd: map.as_raw_fd(),
        unused: 0,
        key: address(key),
        value: address(value),
        flags,
    };
    // SAFETY: no padding; by this function's contract the kernel reads no more than the two slices have.
    unsafe { call::bpf(MAP_UPDATE_ELEM, &mut attr) }.map(drop)
}

/// Reads a value; `false` if there is none.
///
/// # Safety
///
/// `key` is at least as long as the map's keys, and `value` as its values, for each CPU where it has them so.
pub(crate) unsafe fn lookup(map: BorrowedFd<'_>, key: &[u8], value: &mut [u8]) -> Result<bool> {
    let mut attr = ElemAttr {
        map_fd: map.as_raw_fd(),
        unused: 0,
        key: address(key),
        value: address_mut(value),
        flags: 0,
    };
    // SAFETY: no padding; by this function's contract the kernel reads and writes no more than the slices have.
    let done = unsafe { call::bpf(MAP_LOOKUP_ELEM, &mut attr) };
    found(done)
}

/// The key behind `key`, the first without; `false` if there is none.
///
/// # Safety
///
/// `key` and `next` are at least as long as the map's keys.
pub(crate) unsafe fn next_key(
    map: BorrowedFd<'_>,
    key: Option<&[u8]>,
    next: &mut [u8],
) -> Result<bool> {
    let mut attr = ElemAttr {
        map_fd: map.as_raw_fd(),
        unused: 0,
        key: key.map_or(0, address),
        value: address_mut(next),
        flags: 0,
    };
    // SAFETY: no padding; by this function's contract the kernel reads and writes no more than the slices have.
    let done = unsafe { call::bpf(MAP_GET_NEXT_KEY, &mut attr) };
    found(done)
}

fn found(done: Result<libc::c_long>) -> Result<bool> {
    match done {
        Ok(_) => Ok(true),
        Err(error) if error.raw_os_error() == Some(libc::ENOENT) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Nobody writes to it from user space any more.
pub(crate) fn freeze(map: BorrowedFd<'_>) -> Result<()> {
    #[repr(C)]
    struct Attr {
        map_fd: i32,
    }
    let mut attr = Attr { map_fd: map.as_raw_fd() };
    // SAFETY: one number.
    unsafe { call::bpf(MAP_FREEZE, &mut attr) }.map(drop)
}

/// The name of an object as kernels keep it: 15 bytes of letters, digits, `_` and `.`, and the zero at the end.
pub(crate) fn name(name: &str) -> [u8; 16] {
    let mut kept = [0; 16];
    for (place, byte) in kept.iter_mut().take(15).zip(name.bytes()) {
        let is_allowed = byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
        *place = if is_allowed { byte } else { b'_' };
    }
    kept
}

/// How many CPUs a value of a per-CPU map is kept for.
pub(crate) fn possible_cpus() -> Result<u32> {
    let text = std::fs::read_to_string("/sys/devices/system/cpu/possible")?;
    let last = text.trim().rsplit([',', '-']).next().and_then(|last| last.parse::<u32>().ok());
    last.and_then(|last| last.checked_add(1))
        .ok_or_else(|| Error::other("a list of CPUs that makes no sense"))
}
