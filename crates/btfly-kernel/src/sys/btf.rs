//! BTF objects of the kernel · ids, descriptors, bytes → what `bpf(2)` says about them · never decodes types.

use std::io::{Error, Result};
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd};

use super::call::{self, address, address_mut};
use super::object::{self, Commands, InfoAttr, OBJ_GET_INFO_BY_FD};

const BTF_LOAD: u32 = 18;
/// The commands for BTF objects by id.
pub(crate) const BY_ID: Commands = Commands { next: 23, open: 19 };
/// A module's name has at most 56 bytes with its end (`MODULE_NAME_LEN`).
const NAME: usize = 64;

/// The attributes of `BPF_BTF_LOAD` that every kernel has; the last word makes the structure end where it is aligned, and
/// is `btf_log_true_size`, which the kernel writes, on newer ones. Zero in is allowed everywhere.
#[repr(C)]
struct LoadAttr {
    btf: u64,
    log_buf: u64,
    btf_size: u32,
    log_size: u32,
    log_level: u32,
    log_true_size: u32,
}

/// Gives types to the kernel; what it says about them goes into `log`, if that has room.
pub(crate) fn load(btf: &[u8], log: &mut [u8]) -> Result<OwnedFd> {
    let mut attr = LoadAttr {
        btf: address(btf),
        log_buf: address_mut(log),
        btf_size: u32::try_from(btf.len()).map_err(Error::other)?,
        log_size: u32::try_from(log.len()).map_err(Error::other)?,
        log_level: u32::from(!log.is_empty()),
        log_true_size: 0,
    };
    // SAFETY: the structure is the command's and has no padding; both slices are borrowed with their lengths beside them,
    // the second for writing; the answer is a new descriptor.
    unsafe { call::bpf_fd(BTF_LOAD, &mut attr) }
}

/// `struct bpf_btf_info`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
struct Info {
    btf: u64,
    btf_size: u32,
    id: u32,
    name: u64,
    name_len: u32,
    kernel_btf: u32,
}

/// What the kernel says about a BTF object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct BtfInfo {
    pub(crate) id: u32,
    /// Bytes of its types and strings.
    pub(crate) size: u32,
    /// `vmlinux`, a module's name, or nothing.
    pub(crate) name: String,
    /// Whether the kernel made it for itself or a module; kernels before 5.11 do not say, and have none of modules.
    pub(crate) is_kernel: bool,
    /// Whether this kernel tells names at all.
    pub(crate) has_names: bool,
}

/// Asks about a BTF object; as much of its bytes as `room` takes is written there.
pub(crate) fn info(fd: BorrowedFd<'_>, room: &mut [u8]) -> Result<BtfInfo> {
    let mut name = [0_u8; NAME];
    let mut info = [Info {
        btf: address_mut(room),
        btf_size: u32::try_from(room.len()).map_err(Error::other)?,
        name: address_mut(&mut name),
        name_len: u32::try_from(NAME).map_err(Error::other)?,
        ..Info::default()
    }];
    // Kernels before 5.11 know the first half, and refuse more that is not zero.
    let mut len = u32::try_from(size_of::<Info>()).map_err(Error::other)?;
    loop {
        let mut attr = InfoAttr { fd: fd.as_raw_fd(), len, info: address_mut(&mut info) };
        // SAFETY: the structures have no padding; the addresses in `info` are those of `room` and `name`, borrowed for
        // writing, with their lengths beside them, and `len` is at most the size of `info`.
        match unsafe { call::bpf(OBJ_GET_INFO_BY_FD, &mut attr) } {
            Err(error) if error.raw_os_error() == Some(libc::E2BIG) && 16 < len => {
                len = 16;
            }
            Err(error) => return Err(error),
            Ok(_) => break,
        }
    }
    let [info] = info;
    Ok(BtfInfo {
        id: info.id,
        size: info.btf_size,
        name: object::text(&name),
        is_kernel: info.kernel_btf != 0,
        has_names: 16 < len,
    })
}
