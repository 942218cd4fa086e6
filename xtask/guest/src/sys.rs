//! System calls that the standard library does not have · values → results · never leaves a descriptor open.

use std::ffi::CStr;
use std::io::{Error, Result};
use std::os::fd::{FromRawFd as _, OwnedFd};

/// File systems that every job may count on.
const MOUNTS: &[(&CStr, &CStr)] = &[
    (c"/proc", c"proc"),
    (c"/sys", c"sysfs"),
    (c"/dev", c"devtmpfs"),
    (c"/sys/fs/bpf", c"bpf"),
    (c"/sys/kernel/tracing", c"tracefs"),
];

/// Mounts what can be mounted; without the first two nothing works.
pub(crate) fn mount_all() -> Result<()> {
    for (at, (path, kind)) in MOUNTS.iter().enumerate() {
        let _ = std::fs::create_dir_all(path.to_string_lossy().as_ref());
        // SAFETY: the three strings end in a zero byte and live as long as the program; no data is passed.
        let done = unsafe {
            libc::mount(kind.as_ptr(), path.as_ptr(), kind.as_ptr(), 0, std::ptr::null())
        };
        if done != 0 && at < 2 {
            return Err(Error::last_os_error());
        }
    }
    Ok(())
}

/// Ends the machine.
pub(crate) fn power_off() {
    // SAFETY: `sync` takes and returns nothing.
    unsafe { libc::sync() };
    // SAFETY: a command without an argument; if it is refused, nothing has happened.
    let _ = unsafe { libc::reboot(libc::RB_POWER_OFF) };
}

/// The part of `union bpf_attr` that `BPF_BTF_LOAD` reads.
#[repr(C)]
struct BtfLoad {
    btf: u64,
    log_buf: u64,
    btf_size: u32,
    log_size: u32,
    log_level: u32,
    /// Left out of the size that the kernel is told; it makes the structure end where it is aligned.
    unused: u32,
}

const BPF_BTF_LOAD: libc::c_int = 18;
const BTF_LOAD_SIZE: u32 = 28;

/// Loads a BTF; what the kernel says goes into `log`, if that has room.
pub(crate) fn btf_load(btf: &[u8], log: &mut [u8]) -> Result<OwnedFd> {
    let has_log = !log.is_empty();
    let attr = BtfLoad {
        btf: btf.as_ptr().expose_provenance() as u64,
        log_buf: if has_log { log.as_mut_ptr().expose_provenance() as u64 } else { 0 },
        btf_size: u32::try_from(btf.len()).map_err(Error::other)?,
        log_size: u32::try_from(log.len()).map_err(Error::other)?,
        log_level: u32::from(has_log),
        unused: 0,
    };
    // SAFETY: the kernel reads 28 bytes of `attr`, which has 32, and `btf_size` bytes of `btf`; it writes at most
    // `log_size` bytes to `log`, which is borrowed for that. All three live until the call is over.
    let fd = unsafe { libc::syscall(libc::SYS_bpf, BPF_BTF_LOAD, &raw const attr, BTF_LOAD_SIZE) };
    let fd = i32::try_from(fd).map_err(Error::other)?;
    if fd < 0 {
        return Err(Error::last_os_error());
    }
    // SAFETY: a result that is not negative is a descriptor that the kernel has just made for this call.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}
