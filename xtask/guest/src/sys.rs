//! System calls that the standard library does not have · values → results · never leaves a descriptor open.

use std::ffi::CStr;
use std::io::{Error, Result};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd as _, OwnedFd};

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
        let done = mount(kind, path, kind);
        if at < 2 {
            done?;
        }
    }
    Ok(())
}

/// Mounts a file system without options.
pub(crate) fn mount(source: &CStr, path: &CStr, kind: &CStr) -> Result<()> {
    // SAFETY: the three strings end in a zero byte and live until the call is over; no data is passed.
    let done =
        unsafe { libc::mount(source.as_ptr(), path.as_ptr(), kind.as_ptr(), 0, std::ptr::null()) };
    if done == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// Loads a module.
pub(crate) fn load_module(file: BorrowedFd<'_>, parameters: &CStr) -> Result<()> {
    // SAFETY: the parameters end in a zero byte and live until the call is over.
    let done =
        unsafe { libc::syscall(libc::SYS_finit_module, file.as_raw_fd(), parameters.as_ptr(), 0) };
    if done == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// `struct ifreq`, as far as names and flags go.
#[repr(C)]
struct Flags {
    name: [u8; libc::IFNAMSIZ],
    flags: libc::c_short,
    rest: [u8; 22],
}

/// Brings a network device up; `socket` is any that knows of devices.
pub(crate) fn bring_up(socket: BorrowedFd<'_>, device: &str) -> Result<()> {
    let flags = libc::c_short::try_from(libc::IFF_UP).map_err(Error::other)?;
    let mut request = Flags { name: [0; libc::IFNAMSIZ], flags, rest: [0; 22] };
    for (place, byte) in request.name.iter_mut().take(libc::IFNAMSIZ - 1).zip(device.bytes()) {
        *place = byte;
    }
    // SAFETY: the structure has the size that the kernel reads, 40 bytes, and lives until the call is over.
    let done =
        unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS as _, &raw mut request) };
    if done == 0 { Ok(()) } else { Err(Error::last_os_error()) }
}

/// Lets this process lock as much memory as it likes: kernels before 5.11 count programs against a limit, and give back late.
pub(crate) fn raise_memlock() -> Result<()> {
    let limit = libc::rlimit { rlim_cur: libc::RLIM_INFINITY, rlim_max: libc::RLIM_INFINITY };
    // SAFETY: the kernel reads one `rlimit`, which lives until the call is over.
    let done = unsafe { libc::setrlimit(libc::RLIMIT_MEMLOCK, &raw const limit) };
    if done != 0 { Err(Error::last_os_error()) } else { Ok(()) }
}

/// Ends the machine.
pub(crate) fn power_off() {
    // SAFETY: `sync` takes and returns nothing.
    unsafe { libc::sync() };
    // SAFETY: a command without an argument; if it is refused, nothing has happened.
    let _ = unsafe { libc::reboot(libc::RB_POWER_OFF) };
}

fn socket(family: libc::c_int, kind: libc::c_int) -> Result<OwnedFd> {
    // SAFETY: three numbers.
    let fd = unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, 0) };
    if fd < 0 {
        return Err(Error::last_os_error());
    }
    // SAFETY: a result that is not negative is a descriptor that the kernel has just made for this call.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Sends a frame from a network device to nobody.
pub(crate) fn send_frame(device: &CStr) -> Result<()> {
    // SAFETY: the name ends in a zero and lives until the call is over.
    let index = unsafe { libc::if_nametoindex(device.as_ptr()) };
    if index == 0 {
        return Err(Error::last_os_error());
    }
    let socket = socket(libc::AF_PACKET, libc::SOCK_RAW)?;
    let to = libc::sockaddr_ll {
        sll_family: libc::c_ushort::try_from(libc::AF_PACKET).map_err(Error::other)?,
        sll_protocol: 0,
        sll_ifindex: index.cast_signed(),
        sll_hatype: 0,
        sll_pkttype: 0,
        sll_halen: 6,
        sll_addr: [0xff; 8],
    };
    // To everybody, from nobody, of a kind that is for experiments.
    let mut frame = [0_u8; 60];
    for (place, byte) in
        frame.iter_mut().zip([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 1, 0x88, 0xb5])
    {
        *place = byte;
    }
    let size = libc::socklen_t::try_from(size_of_val(&to)).map_err(Error::other)?;
    // SAFETY: `frame` and `to` have the sizes that are said, and live until the call is over.
    let sent = unsafe {
        libc::sendto(
            socket.as_raw_fd(),
            frame.as_ptr().cast(),
            frame.len(),
            0,
            (&raw const to).cast(),
            size,
        )
    };
    if sent < 0 { Err(Error::last_os_error()) } else { Ok(()) }
}

/// Connects to a port of this machine by `AF_VSOCK`.
pub(crate) fn connect_vsock(port: u32) -> Result<()> {
    let socket = socket(libc::AF_VSOCK, libc::SOCK_STREAM)?;
    let to = libc::sockaddr_vm {
        svm_family: libc::sa_family_t::try_from(libc::AF_VSOCK).map_err(Error::other)?,
        svm_reserved1: 0,
        svm_port: port,
        svm_cid: libc::VMADDR_CID_LOCAL,
        svm_zero: [0; 4],
    };
    let size = libc::socklen_t::try_from(size_of_val(&to)).map_err(Error::other)?;
    // SAFETY: `to` has the size that is said, and lives until the call is over.
    let connected = unsafe { libc::connect(socket.as_raw_fd(), (&raw const to).cast(), size) };
    if connected < 0 { Err(Error::last_os_error()) } else { Ok(()) }
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

/// A program to be loaded.
pub(crate) struct Program<'p> {
    pub(crate) program_type: u32,
    pub(crate) attach_type: u32,
    pub(crate) flags: u32,
    /// The id of what it attaches to, or 0.
    pub(crate) target: u32,
    pub(crate) insns: &'p [u8],
}

/// The part of `union bpf_attr` that `BPF_PROG_LOAD` reads; what is left out is zero.
#[repr(C)]
#[derive(Default)]
struct ProgLoad {
    prog_type: u32,
    insn_cnt: u32,
    insns: u64,
    license: u64,
    log_level: u32,
    log_size: u32,
    log_buf: u64,
    kern_version: u32,
    prog_flags: u32,
    prog_name: [u8; 16],
    prog_ifindex: u32,
    expected_attach_type: u32,
    prog_btf_fd: u32,
    func_info_rec_size: u32,
    func_info: u64,
    func_info_cnt: u32,
    line_info_rec_size: u32,
    line_info: u64,
    line_info_cnt: u32,
    attach_btf_id: u32,
    attach_btf_obj_fd: i32,
    core_relo_cnt: u32,
}

const BPF_PROG_LOAD: libc::c_int = 5;
const BPF_OBJ_GET_INFO_BY_FD: libc::c_int = 15;
const BPF_BTF_GET_FD_BY_ID: libc::c_int = 19;
const BPF_BTF_GET_NEXT_ID: libc::c_int = 23;

/// Loads a program under the licence GPL; `home` is the module whose id its target has.
pub(crate) fn prog_load(
    program: &Program<'_>,
    home: Option<&OwnedFd>,
    log: &mut [u8],
) -> Result<OwnedFd> {
    const INSN: usize = 8;
    let has_log = !log.is_empty();
    let attr = ProgLoad {
        prog_type: program.program_type,
        insn_cnt: u32::try_from(program.insns.len() / INSN).map_err(Error::other)?,
        insns: program.insns.as_ptr().expose_provenance() as u64,
        license: c"GPL".as_ptr().expose_provenance() as u64,
        log_level: u32::from(has_log),
        log_size: u32::try_from(log.len()).map_err(Error::other)?,
        log_buf: if has_log { log.as_mut_ptr().expose_provenance() as u64 } else { 0 },
        prog_flags: program.flags,
        expected_attach_type: program.attach_type,
        attach_btf_id: program.target,
        attach_btf_obj_fd: home.map_or(0, AsRawFd::as_raw_fd),
        ..ProgLoad::default()
    };
    bpf_fd(BPF_PROG_LOAD, &attr)
}

/// `BPF_BTF_GET_NEXT_ID` and `BPF_BTF_GET_FD_BY_ID`: an id, the next one, flags.
#[repr(C)]
#[derive(Default)]
struct ById {
    id: u32,
    next_id: u32,
    flags: u32,
}

/// `BPF_OBJ_GET_INFO_BY_FD`.
#[repr(C)]
struct Info {
    fd: i32,
    len: u32,
    info: u64,
}

/// `struct bpf_btf_info`.
#[repr(C)]
#[derive(Default)]
struct BtfInfo {
    btf: u64,
    btf_size: u32,
    id: u32,
    name: u64,
    name_len: u32,
    kernel_btf: u32,
}

/// The types of a module that is loaded, if it has any.
pub(crate) fn kmod_btf(name: &str) -> Result<Option<OwnedFd>> {
    let mut id = 0;
    loop {
        let mut next = ById { id, ..ById::default() };
        if let Err(error) = bpf(BPF_BTF_GET_NEXT_ID, &raw mut next) {
            return if error.raw_os_error() == Some(libc::ENOENT) { Ok(None) } else { Err(error) };
        }
        id = next.next_id;
        let fd = bpf_fd(BPF_BTF_GET_FD_BY_ID, &ById { id, ..ById::default() })?;
        let mut there = [0_u8; 64];
        let mut info = BtfInfo {
            name: there.as_mut_ptr().expose_provenance() as u64,
            name_len: 64,
            ..BtfInfo::default()
        };
        let mut ask = Info {
            fd: fd.as_raw_fd(),
            len: u32::try_from(size_of::<BtfInfo>()).map_err(Error::other)?,
            info: (&raw mut info).expose_provenance() as u64,
        };
        // Kernels before 5.11 know no names, and have no types of modules.
        if bpf(BPF_OBJ_GET_INFO_BY_FD, &raw mut ask).is_ok() {
            let end = there.iter().position(|byte| *byte == 0).unwrap_or(there.len());
            if info.kernel_btf != 0 && there.get(..end) == Some(name.as_bytes()) {
                return Ok(Some(fd));
            }
        }
    }
}

/// A call of `bpf(2)` with a structure of its own for `attr`, which must have the fields that the command reads and writes, in
/// their order.
fn bpf<T>(command: libc::c_int, attr: *mut T) -> Result<i32> {
    // SAFETY: `attr` comes from a reference that its caller holds, and the kernel is told its size; addresses in it are those of
    // slices and structures that the caller keeps until the call is over, with their own sizes beside them.
    let done = unsafe { libc::syscall(libc::SYS_bpf, command, attr, size_of::<T>()) };
    if done < 0 { Err(Error::last_os_error()) } else { i32::try_from(done).map_err(Error::other) }
}

/// The same for commands that only read `attr`, and make a descriptor.
fn bpf_fd<T>(command: libc::c_int, attr: &T) -> Result<OwnedFd> {
    let fd = bpf(command, std::ptr::from_ref(attr).cast_mut())?;
    // SAFETY: the command makes a descriptor, and a result that is not negative is the one that it has just made.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}
