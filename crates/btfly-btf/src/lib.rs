//! Linux kernel type information (BTF): read it, ask it, print it.
//!
//! The kernel describes its types in BTF: vmlinux in one section, each kernel module in a *split* BTF on
//! top of it. This crate turns the bytes of such sections into values that can be asked without fear:
//! everything is checked once, by [`Btf::parse`], and never fails after.
//!
//! ```
//! use btfly_btf::{Btf, Kind};
//!
//! # let bytes = btfly_btf::doc::example_bytes();
//! // let bytes = std::fs::read("/sys/kernel/btf/vmlinux")?;
//! let btf = Btf::parse(bytes)?;
//! let types = btf.types();
//! let id = types.find("list_head", Some(Kind::Struct)).next().expect("every kernel has one");
//! for field in types.fields(types.get(id).unwrap().as_composite().unwrap()) {
//!     println!("{} at byte {}", field.member.name(), field.offset.floor_bytes());
//! }
//! # Ok::<(), btfly_btf::error::Error>(())
//! ```
//!
//! What lies where, in the order in which one thing builds on the other:
//!
//! - [`id`], [`error`], [`feature`]: the words. [`similar`], [`escape`]: names that may have been meant; JSON strings.
//! - [`wire`]: bytes ↔ numbers.
//! - [`Btf`], [`Types`], [`view`], [`strings`], [`ext`]: one section.
//! - [`resolve`], [`fields`], [`walk`], [`search`], [`names`], [`glob`], [`scan`], [`decl`]: questions.
//! - [`graph`], [`shape`]: several sections as one graph, and which of their types say the same.
//! - [`BtfSet`]: a kernel and its modules. [`build`]: new sections. [`edit`]: sections out of others.
//! - [`text`], [`json`], [`c`]: what a section says, for people, for programs, for compilers.
//!   [`layout`]: where the members of one type are.
//!   [`diff`]: what has become of a kernel in another, and what that does to programs.
//!   [`find`]: what a kernel and its modules have of a name, a prototype, a member.
//!
//! No I/O, no `unsafe`, no `std`: whoever has the bytes brings them (`btfly-source` does).

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod btf;
pub mod build;
pub mod c;
pub mod decl;
pub mod diff;
mod digits;
#[doc(hidden)]
pub mod doc;
pub mod edit;
pub mod error;
pub mod escape;
pub mod ext;
pub mod feature;
pub mod fields;
pub mod find;
pub mod glob;
pub mod graph;
mod hash;
pub mod id;
pub mod json;
pub mod layout;
pub mod misfit;
pub mod names;
mod parse;
pub mod resolve;
pub mod rules;
pub mod scan;
pub mod search;
pub mod set;
pub mod shape;
pub mod similar;
pub mod strings;
pub mod table;
pub mod text;
pub mod view;
pub mod walk;
pub mod wire;

pub use btf::{Btf, Storage};
pub use id::{Bits, NameOff, Slot, TypeId, TypeLoc};
pub use set::BtfSet;
pub use table::Types;
pub use wire::cursor::Endian;
pub use wire::kind::Kind;
