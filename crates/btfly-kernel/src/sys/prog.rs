//! Programs · instructions and what a kernel has to know of them → a descriptor, or an error and the verifier's words ·
//! never tries twice.
//!
//! Attributes: `include/uapi/linux/bpf.h: union bpf_attr`, Linux v7.2.

use std::ffi::CStr;
use std::io::{Error, Result};
use std::os::fd::{AsRawFd as _, BorrowedFd, OwnedFd, RawFd};

use super::call::{self, address, address_mut};
use super::map::name;

const PROG_LOAD: u32 = 5;
const PROG_TEST_RUN: u32 = 10;

/// Bytes of an instruction.
const INSN: usize = 8;
/// Bytes of a record about a function, and of one about a line.
const FUNC_INFO: u32 = 8;
const LINE_INFO: u32 = 16;

/// What a program is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load<'l> {
    pub(crate) program_type: u32,
    pub(crate) attach_type: u32,
    pub(crate) name: &'l str,
    /// Whole instructions.
    pub(crate) insns: &'l [u8],
    pub(crate) license: &'l CStr,
    pub(crate) kernel_version: u32,
    pub(crate) flags: u32,
    pub(crate) btf: Option<BorrowedFd<'l>>,
    /// Whole records of 8 bytes.
    pub(crate) func_infos: &'l [u8],
    /// Whole records of 16 bytes.
    pub(crate) line_infos: &'l [u8],
    pub(crate) attach_btf_id: u32,
    /// The module that has that type, or the program.
    pub(crate) attach_to: Option<BorrowedFd<'l>>,
    /// Modules whose functions are called, by index; the first is vmlinux.
    pub(crate) fd_array: &'l [RawFd],
    pub(crate) log_level: u32,
}

#[repr(C)]
struct LoadAttr {
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
    prog_btf_fd: i32,
    func_info_rec_size: u32,
    func_info: u64,
    func_info_cnt: u32,
    line_info_rec_size: u32,
    line_info: u64,
    line_info_cnt: u32,
    attach_btf_id: u32,
    attach_to_fd: i32,
    core_relo_cnt: u32,
    fd_array: u64,
    core_relos: u64,
    core_relo_rec_size: u32,
    log_true_size: u32,
}

/// Loads a program; what the verifier says goes into `log`, if that has room.
pub(crate) fn load(program: &Load<'_>, log: &mut [u8]) -> Result<OwnedFd> {
    let number = |len: usize| u32::try_from(len).map_err(Error::other);
    let n_infos = |bytes: &[u8], size: u32| number(bytes.len() / size as usize);
    let n_funcs = n_infos(program.func_infos, FUNC_INFO)?;
    let n_lines = n_infos(program.line_infos, LINE_INFO)?;
    let size_of_any = |count: u32, size: u32| if count == 0 { 0 } else { size };
    let fd = |fd: Option<BorrowedFd<'_>>| fd.map_or(0, |fd| fd.as_raw_fd());
    let mut attr = LoadAttr {
        prog_type: program.program_type,
        insn_cnt: number(program.insns.len() / INSN)?,
        insns: address(program.insns),
        license: address(program.license.to_bytes_with_nul()),
        log_level: if log.is_empty() { 0 } else { program.log_level },
        log_size: number(log.len())?,
        log_buf: address_mut(log),
        kern_version: program.kernel_version,
        prog_flags: program.flags,
        prog_name: name(program.name),
        prog_ifindex: 0,
        expected_attach_type: program.attach_type,
        prog_btf_fd: fd(program.btf),
        func_info_rec_size: size_of_any(n_funcs, FUNC_INFO),
        func_info: address(program.func_infos),
        func_info_cnt: n_funcs,
        line_info_rec_size: size_of_any(n_lines, LINE_INFO),
        line_info: address(program.line_infos),
        line_info_cnt: n_lines,
        attach_btf_id: program.attach_btf_id,
        attach_to_fd: fd(program.attach_to),
        core_relo_cnt: 0,
        fd_array: address(program.fd_array),
        core_relos: 0,
        core_relo_rec_size: 0,
        log_true_size: 0,
    };
    // SAFETY: no padding; the counts are those of the slices, the license ends in a zero, the kernel reads `fd_array` at
    // indices that instructions name, which whoever made them took from it; all live until the call is over.
    unsafe { call::bpf_fd(PROG_LOAD, &mut attr) }
}

#[repr(C)]
struct RunAttr {
    prog_fd: i32,
    retval: u32,
    data_size_in: u32,
    data_size_out: u32,
    data_in: u64,
    data_out: u64,
    repeat: u32,
    duration: u32,
    ctx_size_in: u32,
    ctx_size_out: u32,
    ctx_in: u64,
    ctx_out: u64,
    flags: u32,
    cpu: u32,
    batch_size: u32,
    unused: u32,
}

/// Runs a program once on `data`, `context`, or both; what it returned.
pub(crate) fn run(program: BorrowedFd<'_>, data: &[u8], context: &[u8]) -> Result<u32> {
    let mut attr = RunAttr {
        prog_fd: program.as_raw_fd(),
        retval: 0,
        data_size_in: u32::try_from(data.len()).map_err(Error::other)?,
        data_size_out: 0,
        data_in: address(data),
        data_out: 0,
        repeat: 0,
        duration: 0,
        ctx_size_in: u32::try_from(context.len()).map_err(Error::other)?,
        ctx_size_out: 0,
        ctx_in: address(context),
        ctx_out: 0,
        flags: 0,
        cpu: 0,
        batch_size: 0,
        unused: 0,
    };
    // SAFETY: no padding; the sizes are those of the slices, which live until the call is over, and nothing is written to
    // them.
    unsafe { call::bpf(PROG_TEST_RUN, &mut attr) }?;
    Ok(attr.retval)
}
