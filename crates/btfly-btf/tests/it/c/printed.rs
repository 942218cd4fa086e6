//! Fixtures as C, beside what bpftool makes of them.
//!
//! `NAME.h` is our C, which compilers take (`cargo xtask real c::fixtures`); `NAME.bpftool.h` was printed by
//! bpftool, as that check writes it down with `BLESS=1`. With `BLESS=1` this test writes `NAME.h`.

use std::fs;
use std::path::PathBuf;

use btfly_btf::Btf;
use btfly_btf::c::{Defect, Order};

use super::dump;
use crate::fixtures;

const ALL: [&str; 4] = ["forms", "sizes", "returned", "odd"];

fn path(name: &str) -> PathBuf {
    fixtures::folder().join("../printed").join(name)
}

fn read(name: &str) -> Btf {
    fixtures::parse(&fs::read_to_string(path(&format!("{name}.btf.txt"))).unwrap())
}

#[test]
fn fixtures_are_printed_as_they_were_reviewed() {
    for name in ALL {
        let (text, report) = dump(&read(name), false, Order::ById);
        assert_eq!(report.unprintable, [], "{name}");
        let golden = path(&format!("{name}.h"));
        if std::env::var_os("BLESS").is_some() {
            fs::write(&golden, &text).unwrap();
        }
        assert_eq!(text, fs::read_to_string(&golden).unwrap_or_default(), "{name}");
    }
}

#[test]
fn fixtures_are_printed_as_by_bpftool() {
    for name in ALL {
        let (text, _) = dump(&read(name), true, Order::ById);
        assert_eq!(text, fs::read_to_string(path(&format!("{name}.bpftool.h"))).unwrap(), "{name}");
    }
}

/// Each class of finding comes up in a fixture, and so does its reason to be there.
#[test]
fn every_class_of_finding_is_found() {
    let mut found: Vec<Defect> = Vec::new();
    for name in ALL {
        let btf = read(name);
        found.extend(dump(&btf, false, Order::Sorted).1.findings.iter().map(|f| f.defect));
        let compat = dump(&btf, true, Order::Sorted).1.findings;
        assert_eq!(compat, [], "what agrees with bpftool has no findings");
    }
    let missing: Vec<Defect> = Defect::ALL.into_iter().filter(|d| !found.contains(d)).collect();
    assert_eq!(missing, []);
}
