//! Searches by name: three ways and a naive one, with one answer.

use btfly_btf::scan::Wanted;
use btfly_btf::search::NameIndex;
use btfly_btf::{Btf, Kind, TypeId};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixtures::{self, parse};
use crate::raw::Raw;

/// What every search has to agree with.
fn naive(btf: &Btf, name: &str, kind: Option<Kind>) -> Vec<TypeId> {
    let same = |ty: &btfly_btf::view::Type<'_>| {
        !name.is_empty() && ty.name() == Some(name) && kind.is_none_or(|kind| kind == ty.kind())
    };
    btf.iter().filter(|(_, ty)| same(ty)).map(|(id, _)| id).collect()
}

fn agree(btf: &Btf, names: &[&str]) {
    let types = btf.types();
    let index = NameIndex::new(&types);
    let kinds = [None, Some(Kind::Struct), Some(Kind::Func), Some(Kind::Union), Some(Kind::Ptr)];
    for looked in [false, true] {
        // From the second round on, sorted types are searched by bisection.
        if looked {
            let _ = types.is_sorted();
        }
        for name in names {
            for kind in kinds {
                let expected = naive(btf, name, kind);
                assert_eq!(types.find_own(name, kind), expected, "find {name:?} {kind:?} {looked}");
                let found: Vec<TypeId> = index.find(&types, name, kind).collect();
                assert_eq!(found, expected, "index {name:?} {kind:?}");
                let base = btf.base().map(|base| naive(base, name, kind)).unwrap_or_default();
                let all: Vec<TypeId> = types.find(name, kind).collect();
                assert_eq!(all, [base, expected].concat(), "with the base {name:?} {kind:?}");
            }
        }
    }
}

/// Every name of `btf` and its base, every tail of each, and some that are nowhere.
fn names_of(btf: &Btf) -> Vec<String> {
    let mut names = vec![String::new(), "nowhere".to_owned(), "a\0b".to_owned(), "\0".to_owned()];
    let all = btf.base().into_iter().chain([btf]).flat_map(Btf::iter);
    for name in all.filter_map(|(_, ty)| ty.name()) {
        names.extend(name.char_indices().map(|(at, _)| name[at..].to_owned()));
        names.extend(name.char_indices().map(|(at, _)| name[..at].to_owned()));
    }
    names.sort();
    names.dedup();
    names
}

fn agree_on_all_names(btf: &Btf) {
    let names = names_of(btf);
    agree(btf, &names.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn every_way_finds_what_the_naive_one_finds() {
    for (_, btf) in fixtures::bases() {
        agree_on_all_names(&btf);
    }
    let base = fixtures::base("base");
    for (_, btf) in fixtures::modules(&base) {
        agree_on_all_names(&btf);
    }
}

#[test]
fn a_name_may_be_the_tail_of_another_string() {
    // One string, three names: "list_head", "head", "d".
    let raw = Raw::new(b"\0list_head\0").record(1, Kind::Struct, 0, 0, &[]);
    let btf =
        Btf::parse(raw.record(6, Kind::Struct, 0, 0, &[]).record(9, Kind::Func, 0, 0, &[]).bytes())
            .unwrap();
    assert_eq!(btf.types().find_own("head", None), [TypeId(2)]);
    agree_on_all_names(&btf);
}

#[test]
fn order_is_that_of_whole_names() {
    // Names that differ before, at and behind the byte up to which they are compared at once.
    let stem = "a".repeat(14);
    let mut names: Vec<String> = (0..6).map(|more| format!("{stem}{}", "a".repeat(more))).collect();
    names.extend(["b", "y", "~", "é"].map(|end| format!("{stem}aa{end}")));
    names.extend(["", "_", "_z"].map(|end| format!("{stem}z{end}")));
    names.sort();
    let blob = |names: &[String]| {
        let mut strings = vec![0];
        let mut raw = Vec::new();
        for name in names {
            raw.push(u32::try_from(strings.len()).unwrap());
            strings.extend_from_slice(name.as_bytes());
            strings.push(0);
        }
        let raw = raw
            .iter()
            .fold(Raw::new(&strings), |raw, off| raw.record(*off, Kind::Struct, 0, 0, &[]));
        Btf::parse(raw.bytes()).unwrap()
    };
    let sorted = blob(&names);
    assert!(sorted.types().is_sorted());
    agree_on_all_names(&sorted);
    // Any two that change places are seen.
    for at in 1..names.len() {
        let mut swapped = names.clone();
        swapped.swap(at - 1, at);
        assert!(!blob(&swapped).types().is_sorted(), "{:?}", names[at]);
    }
}

#[test]
fn a_name_may_be_the_tail_of_hundreds() {
    // "s0_file", "s1_file" and so on: each is a name, and "file" is the tail of all.
    let mut strings = vec![0];
    let mut offsets = Vec::new();
    for at in 0..300 {
        offsets.push(u32::try_from(strings.len()).unwrap());
        strings.extend_from_slice(format!("s{at}_file\0").as_bytes());
    }
    let end = |off: &u32| {
        off + u32::try_from(strings[*off as usize..].iter().position(|b| *b == b'_').unwrap())
            .unwrap()
            + 1
    };
    // Every seventh type is called "file", by tails that lie far apart.
    let raw = offsets.iter().enumerate().fold(Raw::new(&strings), |raw, (at, off)| {
        let name = if at % 7 == 0 { end(off) } else { *off };
        raw.record(name, Kind::Struct, 0, 0, &[])
    });
    let btf = Btf::parse(raw.bytes()).unwrap();
    assert_eq!(btf.types().find_own("file", None).len(), 43);
    agree(&btf, &["file", "s7_file", "s8_file", "le", "_file"]);
}

#[test]
fn a_string_may_stand_twice() {
    let raw = Raw::new(b"\0same\0same\0other_same\0").record(6, Kind::Struct, 0, 0, &[]);
    let raw = raw.record(1, Kind::Struct, 0, 0, &[]).record(17, Kind::Func, 0, 0, &[]);
    let btf = Btf::parse(raw.bytes()).unwrap();
    assert_eq!(btf.types().find_own("same", None), [TypeId(1), TypeId(2), TypeId(3)]);
    agree_on_all_names(&btf);
}

#[test]
fn sorted_types_are_recognised_and_others_are_not() {
    let sorted = fixtures::base("sorted");
    assert!(sorted.types().is_sorted());
    assert!(sorted.types().is_sorted(), "and it is remembered");
    assert!(!fixtures::base("every-kind").types().is_sorted());
    assert!(parse("").types().is_sorted());
    assert!(parse("PTR type_id=0\nPTR type_id=0").types().is_sorted());
    // One without a name behind one with a name.
    assert!(!parse("STRUCT 'a' size=0\nPTR type_id=0").types().is_sorted());
    assert!(!parse("STRUCT 'b' size=0\nSTRUCT 'a' size=0").types().is_sorted());
    // Only own types count.
    let base = fixtures::base("base");
    let split =
        btfly_btf::text::parse_split("STRUCT 'x' size=0\nSTRUCT 'y' size=0", &base).unwrap();
    assert!(split.types().is_sorted());
    agree_on_all_names(&split);
}

#[test]
fn bisection_finds_all_of_one_name_and_kind() {
    let btf = fixtures::base("sorted");
    assert!(btf.types().is_sorted());
    assert_eq!(btf.types().find_own("a", None), [7, 8, 9].map(TypeId));
    assert_eq!(btf.types().find_own("a", Some(Kind::Union)), [TypeId(9)]);
    assert_eq!(btf.types().find_own("é", None), [TypeId(11)]);
}

#[test]
fn a_scan_never_denies_what_is_there() {
    let base = fixtures::base("base");
    for (module, btf) in fixtures::modules(&base) {
        for name in names_of(&btf) {
            let wanted = Wanted::new(&name, &base.types());
            if !naive(&btf, &name, None).is_empty() {
                assert!(wanted.may_be_in(btf.bytes()), "{name:?} is in {module}");
            }
        }
    }
    let (a, b) = (fixtures::split("module-a", &base), fixtures::split("module-b", &base));
    let wanted = Wanted::new("only_in_b", &base.types());
    assert!(!wanted.may_be_in(a.bytes()) && wanted.may_be_in(b.bytes()) && !wanted.in_base());
    // The base has the string, so only the records tell.
    let wanted = Wanted::new("kernel_function", &base.types());
    assert!(wanted.in_base() && !wanted.may_be_in(a.bytes()));
    // What cannot be read may have anything in it.
    assert!(wanted.may_be_in(b"no BTF"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Few letters, so that names repeat and are tails of one another; sorted in half of the cases.
    #[test]
    fn every_way_agrees_on_types_that_nobody_wrote(
        mut names in vec("[ab]{0,3}", 0..12), tails in vec(any::<bool>(), 12), sort in any::<bool>(),
    ) {
        if sort {
            names.sort();
        }
        // Strings one after the other; a name that is the tail of the string before it may share it.
        let mut strings = vec![0];
        let mut raw = Raw::new(b"");
        for (name, share) in names.iter().zip(tails) {
            let tail = strings.len() - 1;
            let shared = share && strings[..tail].ends_with(name.as_bytes());
            let off = if name.is_empty() {
                0
            } else if shared {
                tail - name.len()
            } else {
                strings.extend(name.bytes().chain([0]));
                strings.len() - 1 - name.len()
            };
            raw = raw.record(u32::try_from(off).unwrap(), Kind::Struct, 0, 0, &[]);
        }
        raw.strings = strings;
        let btf = Btf::parse(raw.bytes()).unwrap();
        prop_assert_eq!(btf.types().is_sorted(), names.is_sorted());
        agree(&btf, &["", "a", "b", "ab", "ba", "aa", "bbb", "aba", "c"]);
    }
}
