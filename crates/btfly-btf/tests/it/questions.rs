//! Sizes, alignments, places and references, against what was worked out by hand, and on types that run in
//! circles.

use std::fmt::Write;
use std::time::{Duration, Instant};

use btfly_btf::resolve::Aligns;
use btfly_btf::view::Type;
use btfly_btf::{Bits, Btf, TypeId, text};

use crate::fixtures::{self, base, id, parse};
use btfly_btf::Kind;

/// Longer than any of these takes by orders of magnitude; what is exponential takes years.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn sizes_and_alignments_are_those_of_a_64_bit_compiler() {
    let btf = base("shapes");
    let types = btf.types();
    assert_eq!(types.pointer_size(), 8);
    let mut aligns = Aligns::default();
    // Id, size, alignment.
    let rows: [(u32, Option<u64>, Option<u32>); 31] = [
        (1, Some(8), Some(8)),
        (2, Some(4), Some(4)),
        (3, Some(1), Some(1)),
        (4, Some(8), Some(8)),
        (5, Some(16), Some(8)),
        (6, Some(48), Some(8)),
        (7, Some(96), Some(8)),
        (8, Some(5), Some(1)),
        (9, Some(16), Some(8)),
        (10, Some(9), Some(1)),
        (11, Some(8), Some(8)),
        (12, Some(8), Some(8)),
        (13, Some(8), Some(8)),
        (14, Some(8), Some(8)),
        (15, Some(8), Some(8)),
        (16, Some(8), Some(8)),
        (17, None, None),
        (18, None, None),
        (19, Some(2), Some(2)),
        (20, Some(8), Some(8)),
        (21, Some(16), Some(8)),
        (22, Some(24), None),
        (23, Some(0), Some(4)),
        // 'c' is at byte 1 and has 8 of them.
        (24, Some(8), Some(1)),
        (25, Some(4), Some(4)),
        (26, Some(4), Some(4)),
        (27, Some(4), Some(4)),
        (28, Some(8), Some(1)),
        (29, Some(16), Some(8)),
        (30, None, None),
        (31, None, None),
    ];
    assert_eq!(rows.len(), types.len());
    for (id, size, align) in rows {
        let id = TypeId(id);
        assert_eq!(types.size_of(id), size, "size of {id}");
        assert_eq!(types.align_of(id), align, "alignment of {id}");
        assert_eq!(aligns.of(&types, id), align, "remembered alignment of {id}");
    }
    assert_eq!((types.size_of(TypeId::VOID), types.align_of(TypeId::VOID)), (None, None));
    assert_eq!(types.size_of(types.end()), None);
}

#[test]
fn a_pointer_is_as_long_as_long() {
    for (long, size, expected) in [
        ("long", 4, 4),
        ("long int", 4, 4),
        ("unsigned long", 8, 8),
        ("int unsigned long", 4, 4),
        ("long long", 4, 8),
        ("long double", 4, 8),
        ("long", 2, 8),
        ("longs", 4, 8),
    ] {
        let btf = parse(&format!("INT 'int' size=4\nINT '{long}' size={size}\nPTR type_id=0"));
        assert_eq!(btf.types().pointer_size(), expected, "{long} of {size} bytes");
        assert_eq!(btf.types().size_of(TypeId(3)), Some(u64::from(expected)));
        let split = text::parse_split("INT 'long' size=2\nPTR type_id=0", &btf).unwrap();
        assert_eq!(split.types().pointer_size(), expected, "a module has its base's");
    }
}

#[test]
fn modifiers_are_skipped_to_what_they_modify() {
    let btf = base("shapes");
    let types = btf.types();
    for from in 12..=15 {
        assert_eq!(types.skip_modifiers(TypeId(from)), Some(TypeId(11)));
    }
    // A pointer is no modifier; void is where some end.
    assert_eq!(types.skip_modifiers(TypeId(4)), Some(TypeId(4)));
    let void = parse("CONST type_id=0");
    assert_eq!(void.types().skip_modifiers(TypeId(1)), Some(TypeId::VOID));
}

#[test]
fn circles_have_an_end() {
    for listing in [
        "CONST type_id=1",
        "TYPEDEF 'a' type_id=2\nTYPEDEF 'b' type_id=3\nVOLATILE type_id=1",
        "ARRAY type_id=1 index_type_id=1 nr_elems=2",
        "VAR 'v' type_id=1",
        "STRUCT 's' size=4\n'self' type_id=1 bits_offset=0",
        "STRUCT 'a' size=4\n'b' type_id=2 bits_offset=0\nSTRUCT 'b' size=4\n'a' type_id=1 bits_offset=0",
        "STRUCT 'a' size=4\n'b' type_id=2 bits_offset=0\nARRAY type_id=1 index_type_id=1 nr_elems=1",
    ] {
        let btf = parse(listing);
        let types = btf.types();
        let start = Instant::now();
        for (id, ty) in types.iter() {
            if ty.modified().is_some() {
                assert_eq!(types.skip_modifiers(id), None, "{listing}");
            }
            let _ = (types.size_of(id), types.align_of(id));
        }
        assert_eq!(types.reachable([TypeId(1)]).len(), types.len());
        assert!(start.elapsed() < SOON, "{listing}");
    }
}

/// `count` types, each made by `line` of the id before it.
fn chain(first: &str, count: u32, line: impl Fn(u32) -> String) -> Btf {
    let mut listing = first.to_owned();
    for before in 1..=count {
        write!(listing, "\n{}", line(before)).unwrap();
    }
    parse(&listing)
}

#[test]
fn a_long_chain_of_modifiers_is_given_up() {
    let btf = chain("INT 'int' size=4", 1000, |before| format!("CONST type_id={before}"));
    let types = btf.types();
    assert_eq!(types.skip_modifiers(TypeId(201)), Some(TypeId(1)));
    assert_eq!(types.size_of(TypeId(201)), Some(4));
    assert_eq!(types.skip_modifiers(TypeId(1001)), None);
    assert_eq!((types.size_of(TypeId(1001)), types.align_of(TypeId(1001))), (None, None));
}

#[test]
fn a_struct_in_a_struct_a_hundred_thousand_deep_is_aligned() {
    let btf = chain("INT 'int' size=4", 100_000, |before| {
        format!("STRUCT size=4\n'a' type_id={before} bits_offset=0")
    });
    let start = Instant::now();
    assert_eq!(btf.types().align_of(TypeId(100_001)), Some(4));
    assert_eq!(btf.types().reachable([TypeId(100_001)]).len(), 100_001);
    assert!(start.elapsed() < SOON);
}

#[test]
fn a_struct_that_holds_the_one_before_it_many_times_is_aligned_once() {
    // 8 ways at each of 500 levels: looked at once each, or never done.
    let btf = chain("INT 'long' size=8", 500, |before| {
        let members = |at| format!("'m{at}' type_id={before} bits_offset={}\n", at * 64);
        format!("STRUCT size=64\n{}", (0..8).map(members).collect::<String>())
    });
    let start = Instant::now();
    assert_eq!(btf.types().align_of(TypeId(501)), Some(8));
    let mut aligns = Aligns::default();
    for (id, _) in btf.iter() {
        assert_eq!(aligns.of(&btf.types(), id), Some(8));
    }
    assert!(start.elapsed() < SOON);
}

#[test]
fn an_array_that_no_machine_holds_has_no_size() {
    let btf = chain("INT 'long' size=8", 3, |before| {
        format!("ARRAY type_id={before} index_type_id=1 nr_elems=4294967295")
    });
    let all = u64::from(u32::MAX);
    assert_eq!(btf.types().size_of(TypeId(2)), Some(8 * all));
    assert_eq!(btf.types().size_of(TypeId(3)), None, "8 × 2³² × 2³² bytes are 2⁶⁷");
    assert_eq!(btf.types().align_of(TypeId(4)), Some(8));
}

#[test]
fn fields_know_bit_fields_of_both_encodings() {
    let btf = base("shapes");
    let rows = |name| {
        let composite = btf.get(id(&btf, name, Kind::Struct)).unwrap().as_composite().unwrap();
        let types = btf.types();
        types
            .fields(composite)
            .map(|field| (field.member.name(), field.offset.0, field.size, field.is_bitfield))
            .collect::<Vec<_>>()
    };
    let bits = |bits| Some(Bits(bits));
    assert_eq!(
        rows("new_bits"),
        [("a", 0, bits(3), true), ("b", 3, bits(5), true), ("c", 8, bits(64), false)]
    );
    // The old way: the INT behind the typedef starts at bit 2 and has 3.
    assert_eq!(rows("old_bits"), [("a", 10, bits(3), true), ("b", 0, bits(32), false)]);
    assert_eq!(rows("has_no_size"), [("f", 0, None, false)]);
}

#[test]
fn references_are_all_there_and_in_order() {
    let btf = base("every-kind");
    let references = |id: u32| {
        let mut seen = Vec::new();
        btf.get(TypeId(id)).unwrap().for_each_reference(|to| seen.push(to.0));
        seen
    };
    let rows: [(u32, &[u32]); 14] = [
        (1, &[]),
        (6, &[0]),
        (7, &[1, 1]),
        (8, &[1, 10, 6]),
        (10, &[1, 4]),
        (14, &[]),
        (17, &[]),
        (19, &[2]),
        (23, &[0, 1, 6, 0]),
        (25, &[23]),
        (29, &[1]),
        (33, &[29, 25, 0, 2]),
        (35, &[8]),
        (38, &[1]),
    ];
    for (id, expected) in rows {
        assert_eq!(references(id), expected, "{id}");
    }
}

#[test]
fn reachable_is_what_a_naive_walk_reaches() {
    for (name, btf) in fixtures::bases() {
        let types = btf.types();
        for (root, _) in types.iter() {
            // Naive: add whatever is referred to, until nothing is new.
            let mut seen = vec![root];
            loop {
                let mut new = Vec::new();
                for id in &seen {
                    types.get(*id).unwrap().for_each_reference(|to| {
                        if to != TypeId::VOID && !seen.contains(&to) && !new.contains(&to) {
                            new.push(to);
                        }
                    });
                }
                if new.is_empty() {
                    break;
                }
                seen.append(&mut new);
            }
            seen.sort();
            assert_eq!(types.reachable([root]), seen, "{name} from {root}");
        }
        assert_eq!(types.reachable([]), []);
        // An id that does not exist reaches nothing.
        assert_eq!(types.reachable([TypeId(u32::MAX), TypeId::VOID]), []);
    }
}

#[test]
fn a_million_pointers_are_walked_without_a_stack() {
    let raw = (0..999_999_u32)
        .fold(crate::raw::Raw::new(b"\0"), |raw, to| raw.record(0, Kind::Ptr, 0, to, &[]));
    let btf = Btf::parse(raw.bytes()).unwrap();
    assert_eq!(btf.types().reachable([TypeId(999_999)]).len(), 999_999);
    assert!(matches!(btf.get(TypeId(999_999)), Some(Type::Ptr(_))));
}
