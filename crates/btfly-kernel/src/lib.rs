//! The running Linux kernel: its BTF objects, what it can do, where programs attach.
//!
//! *In:* system calls, sysfs, procfs, tracefs. *Out:* values that say what is so, and errors that name the call. *Never:* a
//! decision by the kernel's version; a capability asked for where a world-readable file tells.
#![cfg(target_os = "linux")]

pub mod attach;
pub mod error;
pub mod facts;
mod kernel_btf;
pub mod load;
pub mod plan;
mod sys;
pub mod target;

pub use error::{Error, ErrorKind};
pub use kernel_btf::{
    Accepted, BtfObject, Counts, KernelTypes, Users, load as load_types, objects, users,
};
