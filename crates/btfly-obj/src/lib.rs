//! BPF objects: read them, show their instructions, fit them to a kernel and all its modules.
//!
//! What lies where, in the order in which one thing builds on the other:
//!
//! - [`insn`]: instructions: read, edit, show.
//! - [`error`]: why an object cannot be read, and where.
//! - [`elf`]: an object's sections, symbols and relocations, read safely.
//! - [`spec`]: what an object holds, as plain data.
//! - [`read`]: an object's bytes → its [`spec`].
//! - [`link`]: a program and what it calls, as one.
//! - [`emit`]: an object with other instructions → its bytes.
//! - [`co_re`]: a relocation and a set of types → what the instruction becomes, or why it cannot.
//!
//! No files, no paths, no system calls: whoever has the bytes brings them.

#![forbid(unsafe_code)]

pub mod co_re;
#[doc(hidden)]
pub mod doc;
pub mod elf;
pub mod emit;
pub mod error;
pub mod insn;
pub mod link;
pub mod read;
pub mod spec;
