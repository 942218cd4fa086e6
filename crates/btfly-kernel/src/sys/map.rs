//! Maps · what a map is to be, keys, values → a descriptor, values · never decides anything.
//!
//! Attributes: `include/uapi/linux/bpf.h: union bpf_attr`, Linux v7.2. A kernel that knows fewer of them takes the rest
//! as long as it is zero.

use std::io::{Error, Result};
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};

use btfly_obj::spec::MapType;

use super::call::{self, address, address_mut};
use super::object::describe;

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

/// A map, and how long its keys and values are as the kernel has them: what is read and written is compared with that.
#[derive(Debug)]
pub(crate) struct Handle {
    fd: OwnedFd,
    key_size: usize,
    values_size: usize,
}

impl AsFd for Handle {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl Handle {
    fn new(fd: OwnedFd, map_type: MapType, key_size: u32, value_size: u32) -> Result<Self> {
        let size = usize::try_from(value_size).map_err(Error::other)?;
        let values_size = if is_per_cpu(map_type) {
            let n_cpus = usize::try_from(possible_cpus()?).map_err(Error::other)?;
            size.checked_next_multiple_of(8)
                .and_then(|size| size.checked_mul(n_cpus))
                .ok_or_else(|| Error::other("values of all CPUs that no memory holds"))?
        } else {
            size
        };
        Ok(Self { fd, key_size: usize::try_from(key_size).map_err(Error::other)?, values_size })
    }

    /// A map that is there already, with what the kernel says of it: type, id, sizes of keys and values, entries, flags.
    pub(crate) fn of(fd: OwnedFd) -> Result<(Self, [u32; 6])> {
        let said = describe::<6>(fd.as_fd())?;
        let [map_type, _, key_size, value_size, ..] = said;
        Ok((Self::new(fd, MapType(map_type), key_size, value_size)?, said))
    }

    /// Bytes of a key.
    pub(crate) const fn key_size(&self) -> usize {
        self.key_size
    }

    /// Bytes of all values of a key together: those of maps with a value for each CPU are aligned to 8 bytes.
    pub(crate) const fn values_size(&self) -> usize {
        self.values_size
    }

    fn check(&self, key: Option<&[u8]>, value: Option<&[u8]>) -> Result<()> {
        let is_short = |slice: Option<&[u8]>, size| slice.is_some_and(|slice| slice.len() < size);
        if is_short(key, self.key_size) || is_short(value, self.values_size) {
            return Err(Error::other("key or value is shorter than the map's"));
        }
        Ok(())
    }
}

/// Whether maps of that type have a value for each CPU.
const fn is_per_cpu(map_type: MapType) -> bool {
    matches!(
        map_type,
        MapType::PERCPU_HASH
            | MapType::PERCPU_ARRAY
            | MapType::LRU_PERCPU_HASH
            | MapType::PERCPU_CGROUP_STORAGE
    )
}

/// Makes a map.
pub(crate) fn create(map: &Create<'_>) -> Result<Handle> {
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
    let fd = unsafe { call::bpf_fd(MAP_CREATE, &mut attr) }?;
    Handle::new(fd, MapType(map.map_type), map.key_size, map.value_size)
}

#[repr(C)]
struct ElemAttr {
    map_fd: i32,
    unused: u32,
    key: u64,
    value: u64,
    flags: u64,
}

impl Handle {
    /// Writes a value, or one for each CPU.
    pub(crate) fn update(&self, key: &[u8], value: &[u8], flags: u64) -> Result<()> {
        self.check(Some(key), Some(value))?;
        let (key, value) = (address(key), address(value));
        let mut attr = ElemAttr { map_fd: self.fd.as_raw_fd(), unused: 0, key, value, flags };
        // SAFETY: no padding; the kernel reads as much as the map's keys and values have, and the slices have no less.
        unsafe { call::bpf(MAP_UPDATE_ELEM, &mut attr) }.map(drop)
    }

    /// Reads a value, or one for each CPU; `false` if there is none.
    pub(crate) fn lookup(&self, key: &[u8], value: &mut [u8]) -> Result<bool> {
        self.check(Some(key), Some(value))?;
        let (key, value) = (address(key), address_mut(value));
        let mut attr = ElemAttr { map_fd: self.fd.as_raw_fd(), unused: 0, key, value, flags: 0 };
        // SAFETY: no padding; the kernel reads and writes as much as the map's keys and values have, and the slices have no
        // less.
        let done = unsafe { call::bpf(MAP_LOOKUP_ELEM, &mut attr) };
        found(done)
    }

    /// The key behind `key`, the first without; `false` if there is none.
    pub(crate) fn next_key(&self, key: Option<&[u8]>, next: &mut [u8]) -> Result<bool> {
        self.check(key, None)?;
        self.check(Some(next), None)?;
        let (key, value) = (key.map_or(0, address), address_mut(next));
        let mut attr = ElemAttr { map_fd: self.fd.as_raw_fd(), unused: 0, key, value, flags: 0 };
        // SAFETY: no padding; the kernel reads and writes as much as the map's keys have, and the slices have no less.
        let done = unsafe { call::bpf(MAP_GET_NEXT_KEY, &mut attr) };
        found(done)
    }
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
