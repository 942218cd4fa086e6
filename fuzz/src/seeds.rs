//! Inputs that get far, for mutations to start from.

use btfly_btf::doc;

/// A base.
pub(crate) fn btf() -> Vec<Vec<u8>> {
    vec![doc::example_bytes()]
}

/// A base and a module on it, as [`crate::split`] takes them.
pub(crate) fn split() -> Vec<Vec<u8>> {
    let base = doc::example_bytes();
    let len = u16::try_from(base.len()).unwrap_or(u16::MAX).to_le_bytes();
    vec![[&len[..], &base, &doc::example_module_bytes()].concat()]
}

/// A `.BTF.ext` with one record of each block.
pub(crate) fn ext() -> Vec<Vec<u8>> {
    let words =
        |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let funcs = words(&[8, 1, 1, 0, 4]);
    let lines = words(&[16, 1, 1, 0, 9, 9, 1034]);
    let relos = words(&[16, 1, 1, 8, 4, 5, 0]);
    let header = [&[0x9f, 0xeb, 1, 0][..], &words(&[32, 0, 20, 20, 28, 48, 28])].concat();
    vec![[header, funcs, lines, relos].concat()]
}

/// The fixtures that need no base, as text.
pub(crate) fn text() -> Vec<Vec<u8>> {
    FIXTURES.iter().map(|fixture| fixture.as_bytes().to_vec()).collect()
}

/// The same as bytes.
pub(crate) fn round_trip() -> Vec<Vec<u8>> {
    FIXTURES
        .iter()
        .filter_map(|fixture| Some(btfly_btf::text::parse(fixture).ok()?.bytes().to_vec()))
        .collect()
}

const FIXTURES: [&str; 6] = [
    include_str!("../../fixtures/text/every-kind.btf.txt"),
    include_str!("../../fixtures/text/stray.btf.txt"),
    include_str!("../../fixtures/text/opaque.btf.txt"),
    include_str!("../../fixtures/text/big-endian.btf.txt"),
    include_str!("../../fixtures/text/shapes.btf.txt"),
    include_str!("../../fixtures/text/sorted.btf.txt"),
];
