//! BTF bytes out of whatever holds them.
//!
//! One [`open`] for a kernel, its modules, a BPF program, wherever they are: a file of raw BTF, an ELF
//! file, a boot image, a Debian or RPM package, a tar archive, any of these compressed, a directory of
//! modules, `/sys/kernel/btf`, standard input. What comes out is a [`BtfSet`](btfly_btf::BtfSet): the
//! kernel's types and, decoded when they are asked for, those of its modules.
//!
//! ```no_run
//! use std::path::Path;
//! use btfly_source::{Options, open};
//!
//! let kernel = open(Path::new("/lib/modules/6.12.0"), &Options::default())?;
//! println!("{} types, {} modules", kernel.set.base().iter().len(), kernel.set.kmods().len());
//! # Ok::<(), btfly_source::Error>(())
//! ```
//!
//! What lies where, from the bytes up:
//!
//! - `map`: [`Bytes`], mapped or read, shared and cut without a copy.
//! - `sniff`: [`Container`], told by the first bytes.
//! - `compressed`, `elf`, `vmlinuz`, `section`: one layer each; `image` goes down through them.
//! - `package`: archives of many files.
//! - `pack`: many kernels in one file; `many`: the kernels of a place that has several.
//! - `kmod`, `tree`, `live`, `base`: modules, directories, the running kernel, and where a base is found. `stored`: types of
//!   a running kernel that shows none, in files.
//! - `open`: the front. `parallel`: the set's questions, asked by several threads.
//!
//! Reads files it is handed and prints nothing. Never trusts a length: limits are in [`Limits`].

#![deny(unsafe_code)]
#![cfg_attr(
    test,
    allow(clippy::cast_possible_truncation, reason = "tests make their input from small numbers")
)]

mod base;
mod compressed;
mod elf;
mod error;
mod image;
mod kmod;
mod live;
#[cfg(test)]
mod make;
mod many;
#[allow(unsafe_code, reason = "the one mmap call of the workspace; its proof is beside it")]
mod map;
mod open;
mod options;
mod pack;
mod package;
mod parallel;
mod peek;
mod section;
mod sections;
mod sniff;
mod stored;
mod tree;
mod vmlinuz;

pub use base::BaseFrom;
pub use compressed::Compression;
pub use elf::Elf;
pub use error::{Error, ErrorKind};
pub use live::{running, running_kmod};
pub use many::{Place, kernels};
pub use map::Bytes;
pub use open::{Opened, open, open_bytes, open_packages};
pub use options::{Base, Kmods, Limits, Options, Progress};
pub use pack::{Pack, PackWriter, Packed};
pub use parallel::{decode_all, find};
pub use sections::{Sections, kmod_files};
pub use sniff::Container;
pub use stored::{Stored, stored};
