//! A few types for the examples in the documentation; not part of the API.

use alloc::vec::Vec;

use crate::btf::Btf;
use crate::wire::cursor::{Endian, put};
use crate::wire::kind::{Info, Kind};

/// `struct list_head`, `unsigned int`, `u32`.
#[must_use]
pub fn example_bytes() -> Vec<u8> {
    let strings = b"\0list_head\0next\0prev\0unsigned int\0u32\0";
    let mut types = Vec::new();
    let mut record = |name: u32, kind: Kind, vlen: u32, size_or_type: u32, rest: &[u32]| {
        for word in [name, Info::pack(kind as u8, vlen, false).0, size_or_type] {
            put(&mut types, word, Endian::Little);
        }
        for word in rest {
            put(&mut types, *word, Endian::Little);
        }
    };
    record(1, Kind::Struct, 2, 16, &[11, 2, 0, 16, 2, 64]);
    record(0, Kind::Ptr, 0, 1, &[]);
    record(21, Kind::Int, 0, 4, &[32]);
    record(34, Kind::Typedef, 0, 3, &[]);
    section(&types, strings)
}

/// The bytes of a kernel module's split BTF on top of [`example`]: `struct dummy_priv`.
#[must_use]
pub fn example_module_bytes() -> Vec<u8> {
    let mut types = Vec::new();
    // Names continue after the 38 bytes of the base's strings; `next` is the base's.
    for word in [38, Info::pack(Kind::Struct as u8, 1, false).0, 4, 11, 4, 0] {
        put(&mut types, word, Endian::Little);
    }
    section(&types, b"dummy_priv\0")
}

/// [`example_bytes`], parsed.
#[must_use]
pub fn example() -> Btf {
    match Btf::parse(example_bytes()) {
        Ok(btf) => btf,
        Err(error) => unreachable!("the example is valid: {error}"),
    }
}

fn section(types: &[u8], strings: &[u8]) -> Vec<u8> {
    let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut out = alloc::vec![0x9f, 0xeb, 1, 0];
    for word in [24, 0, len(types), len(types), len(strings)] {
        put(&mut out, word, Endian::Little);
    }
    out.extend_from_slice(types);
    out.extend_from_slice(strings);
    out
}
