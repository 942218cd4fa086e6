//! Listings that stand in files: what is printed is what was reviewed, and what bpftool says.

use std::fs;

use btfly_btf::Btf;

use crate::fixtures::{self, full, parse, plain};

#[test]
fn a_full_listing_is_read_and_printed_as_it_stands() {
    for name in ["every-kind", "stray", "opaque", "big-endian"] {
        let text = fixtures::text_of(name);
        assert_eq!(full(&parse(&text)), text, "{name}");
    }
}

/// The answers were recorded by `BLESS=1 cargo xtask real dump::fixtures`, which also compares them with
/// the tool that is there.
#[test]
fn a_plain_listing_is_what_bpftool_printed() {
    for (name, btf) in fixtures::bases() {
        let path = fixtures::folder().join(format!("../oracle/{name}.raw"));
        let recorded = fs::read_to_string(&path).unwrap();
        assert_eq!(plain(&btf), recorded, "{name}");
    }
}

#[test]
fn a_fixture_and_its_bytes_are_one() {
    for (name, btf) in fixtures::bases() {
        let again = Btf::parse(btf.bytes().to_vec()).unwrap();
        assert_eq!(full(&again), full(&btf), "{name}");
    }
}

#[test]
fn a_fixture_without_stray_bits_has_none() {
    for (name, btf) in fixtures::bases().filter(|(name, _)| *name != "stray") {
        let strays = btf.iter().filter(|(_, ty)| !ty.stray().is_none()).count();
        assert_eq!(strays, 0, "{name}");
    }
    let stray = fixtures::base("stray");
    assert!(stray.iter().all(|(_, ty)| !ty.stray().is_none()));
}
