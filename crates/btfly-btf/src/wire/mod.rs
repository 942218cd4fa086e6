//! The wire: how a BTF section is laid out in bytes, without any meaning.
//!
//! A section is a header, a list of type records, an optional layout section that says how long a
//! record of each kind is, and zero-terminated strings. Source of the format: the kernel's
//! `Documentation/bpf/btf.rst` and `include/uapi/linux/btf.h`, Linux v7.2.
//!
//! *In:* bytes. *Out:* numbers. *Never:* what a number refers to.

pub mod cursor;
pub mod header;
pub mod kind;
pub mod layout;
pub mod record;
