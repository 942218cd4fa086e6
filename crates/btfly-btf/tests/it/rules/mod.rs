//! What kernels would refuse. That they really do is a check on real kernels (`cargo xtask real verify`), which loads the same
//! cases there.

mod cases;

use std::collections::BTreeSet;

use btfly_btf::build::{Builder, Def, Options as Around, RefDef};
use btfly_btf::rules::{Options, Report, Rule, Target, verify};
use btfly_btf::{Btf, Endian, TypeId};

fn options(target: &str) -> Options {
    let target = if target.is_empty() { Target::default() } else { Target::parse(target).unwrap() };
    // As every kernel that the cases are tried on.
    let target = Target { endian: Some(Endian::Little), ..target };
    Options { target, ..Options::default() }
}

fn words(report: &Report) -> Vec<String> {
    let word = |finding: &btfly_btf::rules::Finding| {
        format!("{}@{}", finding.rule, finding.id.map_or(0, |id| id.0))
    };
    report.findings().iter().map(word).collect()
}

#[test]
fn each_case_is_found_for_each_kernel() {
    let mut wrong = String::new();
    for case in cases::all().unwrap() {
        assert!(!case.expected.is_empty(), "{} expects nothing", case.name);
        for (target, expected) in case.expected {
            let mut found = words(&verify(&case.bytes, None, &options(&target)));
            let mut expected = expected;
            found.sort();
            expected.sort();
            if found != expected {
                wrong += &format!("{} for {target:?}: {found:?}, not {expected:?}\n", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_rule_has_a_case() {
    // Those of large or split BTF have tests of their own.
    let elsewhere = [
        Rule::TooLarge,
        Rule::StringsTooLong,
        Rule::Depth,
        Rule::Chain,
        Rule::ResolveState,
        Rule::NameBeyondBase,
        Rule::WrongBase,
        Rule::WrongBaseId,
        Rule::BadBase,
    ];
    let mut seen: BTreeSet<Rule> = elsewhere.into_iter().collect();
    for case in cases::all().unwrap() {
        for (_, expected) in case.expected {
            seen.extend(expected.iter().filter_map(|word| {
                Rule::from_name(word.split_once('@').map_or(word.as_str(), |(rule, _)| rule))
            }));
        }
    }
    let unseen: Vec<&str> =
        Rule::all().filter(|rule| !seen.contains(rule)).map(Rule::as_str).collect();
    assert!(unseen.is_empty(), "no case for {unseen:?}");
}

/// A chain of types, each leading to the next, and the last to void.
fn chain(len: u32, def: impl Fn(RefDef) -> Def<'static>) -> Vec<u8> {
    let mut builder = Builder::new(Endian::Little);
    for at in 1..=len {
        let to = if at == len { 0 } else { at + 1 };
        builder.add(&def(RefDef { type_id: TypeId(to) })).unwrap();
    }
    builder.encode(&Around::default()).unwrap()
}

#[test]
fn chains_may_have_32_links() {
    for (len, expected) in [(32, vec![]), (33, vec!["depth@1"])] {
        let found = verify(&chain(len, Def::Const), None, &options(""));
        assert_eq!(words(&found), expected, "{len}");
    }
    // From the end a walk meets only what it knows, so that depth is no matter; that is for the last check.
    let mut builder = Builder::new(Endian::Little);
    for to in 0..33 {
        builder.add(&Def::Const(RefDef { type_id: TypeId(to) })).unwrap();
    }
    let bytes = builder.encode(&Around::default()).unwrap();
    assert_eq!(words(&verify(&bytes, None, &options(""))), Vec::<String>::new());
}

#[test]
fn a_hundred_thousand_links_take_no_time_and_one_finding_each() {
    let found = verify(&chain(100_000, Def::Ptr), None, &options(""));
    assert!(found.findings().iter().all(|finding| finding.rule == Rule::Depth), "{found:?}");
    // Of every 32 that are walked into and given up, one is blamed; the last 32 are no more than allowed.
    assert_eq!(found.findings().len() as u64 + found.n_more(), 100_000 / 32 - 1);
}

#[test]
fn sixteen_mebibytes_are_the_most() {
    let mut bytes = chain(1, Def::Ptr);
    bytes.resize((16 << 20) + 1, 0);
    let strings = u32::try_from(bytes.len() - 36).unwrap();
    bytes[20..24].copy_from_slice(&strings.to_le_bytes());
    assert_eq!(words(&verify(&bytes, None, &options(""))), ["too-large@0"]);
    bytes.pop();
    bytes[20..24].copy_from_slice(&(strings - 1).to_le_bytes());
    assert!(verify(&bytes, None, &options("")).is_clean());
    bytes.resize((32 << 20) + 1, 0);
    let strings = u32::try_from(bytes.len() - 36).unwrap();
    bytes[20..24].copy_from_slice(&strings.to_le_bytes());
    let found = words(&verify(&bytes, None, &options("")));
    assert_eq!(found, ["too-large@0", "strings-too-long@0"]);
}

#[test]
fn a_module_is_checked_against_its_base() {
    let base = btfly_btf::doc::example();
    let check = |bytes: &[u8], base: &Btf, expected: &[&str]| {
        assert_eq!(words(&verify(bytes, Some(base), &options(""))), expected);
    };
    let sound = btfly_btf::doc::example_module_bytes();
    check(&sound, &base, &[]);
    // Of another base, which has fewer types and fewer names.
    let small = btfly_btf::text::parse("[1] INT 'x' size=4").unwrap();
    check(&sound, &small, &["name-beyond-base@2"]);
    // Into the middle of a name; behind the last type.
    let patched = |at: usize, word: u32| {
        let mut bytes = sound.clone();
        bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        bytes
    };
    check(&patched(24, 3), &base, &["wrong-base@5"]);
    check(&patched(40, 99), &base, &["wrong-base-id@5"]);
    let big = btfly_btf::text::parse("btf endian=big hdr_len=24\n[1] INT 'x' size=4").unwrap();
    let any = Options::default();
    assert_eq!(words(&verify(&sound, Some(&big), &any)), ["name-beyond-base@2"]);
    let kmod = Btf::parse_split(sound, &base).unwrap();
    let empty = [&[0x9f, 0xeb, 1, 0, 24][..], &[0; 19]].concat();
    check(&empty, &base, &[]);
    check(&empty, &kmod, &["bad-base@0"]);
}

#[test]
fn what_is_said_has_a_place_and_numbers() {
    let btf = btfly_btf::text::parse(
        "[1] INT 'int' size=4\n[2] STRUCT 's' size=4 vlen=1\n\t'a' type_id=1 bits_offset=8",
    )
    .unwrap();
    let found = verify(btf.bytes(), None, &options(""));
    assert_eq!(
        found.findings()[0].to_string(),
        "type 2 STRUCT, member 0: it ends at byte 5, but its struct has 4 bytes (byte 0x3c)"
    );
    let place = found.findings()[0].place(Some("s")).to_string();
    assert_eq!(place, "type 2 STRUCT 's', member 0");
    for rule in Rule::all() {
        assert_eq!(Rule::from_name(rule.as_str()), Some(rule));
        assert!(!rule.change().is_empty(), "{rule}");
    }
}

#[test]
fn all_is_counted_and_the_first_are_kept() {
    let bytes = chain(1000, |to| {
        Def::Typedef(btfly_btf::build::TypedefDef { name: "".into(), type_id: to.type_id })
    });
    let few = Options { limit: 3, ..options("") };
    let found = verify(&bytes, None, &few);
    assert_eq!(words(&found), ["name@1", "name@2", "name@3"]);
    assert_eq!(found.n_more(), 997);
    assert!(!found.is_clean() && !found.is_loadable());
}
