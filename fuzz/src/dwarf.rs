//! Debug information: encoded, alone and on what came of it.

use btfly_btf::Btf;
use btfly_dwarf::{Options, doc, encode};

/// Any bytes, as an ELF file with DWARF.
pub fn dwarf(data: &[u8]) {
    let Ok(encoded) = encode(data, None, &Options::default()) else { return };
    let Ok(btf) = Btf::parse(encoded.bytes) else { panic!("what was encoded cannot be read") };
    if let Ok(split) = encode(data, Some(&btf), &Options::default()) {
        assert!(Btf::parse_split(split.bytes, &btf).is_ok(), "what was split cannot be read");
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    vec![doc::example()]
}
