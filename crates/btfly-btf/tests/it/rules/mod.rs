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
        Rule::SpecialFields,
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
