//! Linux kernel type information (BTF).
#![no_std]
#![forbid(unsafe_code)]
