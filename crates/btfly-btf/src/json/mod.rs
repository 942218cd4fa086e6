//! JSON: what a BTF says, for programs.
//!
//! *In:* types. *Out:* the JSON of `bpftool --json btf dump` (7.8): the same keys in the same order. Where
//! bpftool is wrong this is right, and what bpftool drops stands under keys of its own, which are only
//! there where there is something to say:
//!
//! - Values of an unsigned enumeration from 2³¹ on are printed as they are; bpftool extends their sign to
//!   64 bits.
//! - Control characters in names are escaped; bpftool writes some of them as they are, which is no JSON.
//! - `kind_flag` on a tag: the text is any `__attribute__((text))`. On a struct or union: offsets have room
//!   for bitfield sizes although no member has one.
//! - `encoding_number`, `linkage_number`: the number behind `UNKN` and `(unknown)`.
//! - `kind_number`, `kind_flag`, `vlen`, `size_or_type`, `extra` of a kind that nobody knows; `extra` is in
//!   hexadecimal.
//! - `stray`: bits that the kind gives no meaning to.
//!
//! With [`Options::compat`] it is bpftool's JSON byte for byte instead.

mod escape;
mod pretty;
mod print;

pub use print::{Options, to_string, write, write_each, write_type};
