//! BTF in the running kernel: objects by id, and the types of vmlinux and the loaded modules.
//!
//! *In:* `bpf(2)` for objects and their descriptors, `/sys/kernel/btf` for types, which needs no capability. *Out:*
//! [`BtfObject`] and [`KernelTypes`]. *Never:* types from anywhere else.

mod kmod;
mod object;
mod types;
mod user;

pub use object::{BtfObject, Users, objects, users};
pub use types::{Counts, KernelTypes};
pub use user::{Accepted, load};
