//! Distilled bases, by their laws and by what of a kernel may change under a module.

use btfly_btf::build::{Builder, Def, Options};
use btfly_btf::edit::distill::distill;
use btfly_btf::edit::rebase::{Matching, RebaseError, Why, is_distilled, rebase};
use btfly_btf::edit::{Edited, ErrorKind};
use btfly_btf::graph::Graph;
use btfly_btf::shape::Shapes;
use btfly_btf::{Btf, Kind, TypeId, text};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::edit::{EXACT, build, def, endian, wrap};
use crate::fixtures::{base, full, modules, parse};

/// A split BTF of few names and shapes, on a base of the same.
fn split() -> impl Strategy<Value = Btf> {
    let defs = |max| vec(def(true), 1..max);
    (defs(24), defs(16), endian()).prop_map(|(base, own, endian)| on(&build(base, endian), own))
}

fn on(base: &Btf, own: Vec<Def<'_>>) -> Btf {
    let mut builder = Builder::split(base).unwrap();
    let end = builder.first_id().0 + u32::try_from(own.len()).unwrap();
    for mut def in own {
        wrap(&mut def, end);
        builder.add(&def).unwrap();
    }
    builder.build(&Options::default()).unwrap()
}

/// Whether the own types of `before` have their ids in `after`, which is on the same base, and say the same.
fn is_back(before: &Btf, after: &Btf) -> bool {
    let base = before.base().unwrap();
    // The two have equal bases, not one.
    let again = Btf::parse_split(after.bytes().to_vec(), base).unwrap();
    let graph = Graph::new([base.types(), before.types(), again.types()]);
    let shapes = Shapes::new(&graph, EXACT);
    before.iter().all(|(id, _)| shapes.same(graph.node(1, id), graph.node(2, id)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_distilled_module_comes_home(split in split()) {
        let distilled = distill((&split).into()).unwrap();
        prop_assert!(is_distilled(&distilled.base().unwrap().types()));
        let kernel = Btf::parse(split.base().unwrap().bytes().to_vec()).unwrap();
        match rebase((&distilled.to_btf()).into(), &kernel, Matching::Sound) {
            Ok(home) => prop_assert!(is_back(&split, &home.to_btf()), "{}", full(&split)),
            // Types of one name and size are no two that can be told apart.
            Err(RebaseError::Unmatched(types)) => {
                let are_many = types.iter().all(|ty| matches!(ty.why, Why::Several { .. }));
                prop_assert!(are_many, "{types:?} {}", full(&split));
            }
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn onto_its_own_base_nothing_changes(split in split()) {
        let check = |split: &Btf| {
            let base = split.base().unwrap();
            let copy = Btf::parse(base.bytes().to_vec()).unwrap();
            for onto in [base, &copy] {
                let same = rebase(split.into(), onto, Matching::Sound).unwrap();
                assert_eq!(same.bytes(), split.bytes());
                assert!(split.iter().all(|(id, _)| same.ids().get(0, id) == Some(id)));
            }
        };
        check(&split);
        check(&distill((&split).into()).unwrap().to_btf());
    }

    #[test]
    fn distilling_again_changes_nothing(split in split()) {
        let once = distill((&split).into()).unwrap();
        let again = distill((&once.to_btf()).into()).unwrap();
        prop_assert_eq!(again.bytes(), once.bytes());
        prop_assert_eq!(again.base().unwrap().bytes(), once.base().unwrap().bytes());
    }

    #[test]
    fn what_is_found_is_what_was_meant(split in split(), other in vec(def(true), 1..24)) {
        let kernel = build(other, split.endian());
        let distilled = distill((&split).into()).unwrap().to_btf();
        let Ok(moved) = rebase((&distilled).into(), &kernel, Matching::Sound) else { return Ok(()) };
        let now = moved.to_btf();
        for (id, ty) in distilled.base().unwrap().iter().chain(distilled.iter()) {
            let new = moved.ids().get(0, id).and_then(|id| now.get(id)).unwrap();
            prop_assert_eq!(new.name(), ty.name());
            let declares = |kind| matches!(kind, Kind::Fwd | Kind::Struct | Kind::Union);
            let is_enum = |kind| matches!(kind, Kind::Enum | Kind::Enum64);
            let (a, b) = (ty.kind(), new.kind());
            let is_alike = a == b || declares(a) && declares(b) || is_enum(a) && is_enum(b);
            prop_assert!(is_alike, "{a} {b}");
        }
    }
}

#[test]
fn modules_of_fixtures_come_home() {
    let base = base("base");
    for (name, module) in modules(&base) {
        let distilled = distill((&module).into()).unwrap().to_btf();
        let kernel = Btf::parse(base.bytes().to_vec()).unwrap();
        let home = rebase((&distilled).into(), &kernel, Matching::Sound).unwrap();
        assert!(is_back(&module, &home.to_btf()), "{name}");
    }
}

/// A module that holds, points at and names types of this kernel.
const KERNEL: &str = "
    [1] INT 'int' size=4 encoding=SIGNED
    [2] STRUCT 'held' size=8
            'a' type_id=1 bits_offset=0
            'b' type_id=1 bits_offset=32
    [3] STRUCT 'pointed' size=4
            'a' type_id=1 bits_offset=0
    [4] PTR type_id=3
    [5] FWD 'declared' fwd_kind=struct
    [6] PTR type_id=5
    [7] ENUM64 'wide' size=8
            'W' val=1
    [8] TYPEDEF 'held_t' type_id=2
    [9] STRUCT '(anon)' size=4
            'i' type_id=1 bits_offset=0
    [10] INT 'unused' size=8
";

const MODULE: &str = "
    [11] STRUCT 'mine' size=36
            'h' type_id=8 bits_offset=0
            'p' type_id=4 bits_offset=64
            'd' type_id=6 bits_offset=128
            'w' type_id=7 bits_offset=192
            'i' type_id=9 bits_offset=256
";

fn module() -> Btf {
    let kernel = parse(KERNEL);
    let module = text::parse_split(MODULE, &kernel).unwrap();
    distill((&module).into()).unwrap().to_btf()
}

#[test]
fn a_distilled_base_says_names_and_sizes_and_no_more() {
    let module = module();
    let expected = "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 'held' size=8 vlen=0
        [3] STRUCT 'pointed' size=4 vlen=0
        [4] FWD 'declared' fwd_kind=struct
        [5] ENUM 'wide' encoding=UNSIGNED size=8 vlen=0
    ";
    assert_eq!(full(module.base().unwrap()), full(&parse(expected)));
    let own = "
        [6] STRUCT 'mine' size=36
                'h' type_id=9 bits_offset=0
                'p' type_id=7 bits_offset=64
                'd' type_id=8 bits_offset=128
                'w' type_id=5 bits_offset=192
                'i' type_id=10 bits_offset=256
        [7] PTR type_id=3
        [8] PTR type_id=4
        [9] TYPEDEF 'held_t' type_id=2
        [10] STRUCT '(anon)' size=4
                'i' type_id=1 bits_offset=0
    ";
    let own = text::parse_split(own, module.base().unwrap()).unwrap();
    assert_eq!(full(&module), full(&own));
}

fn moved(kernel: &str, matching: Matching) -> Result<Edited, RebaseError> {
    rebase((&module()).into(), &parse(kernel), matching)
}

/// A kernel with these types beside the integer; whether the module fits by our rules and by the kernel's.
#[track_caller]
fn check(types: &str, expected: [Result<(), &str>; 2]) {
    let kernel = format!("[1] INT 'int' size=4 encoding=SIGNED\n{types}");
    for (matching, expected) in [Matching::Sound, Matching::Kernel].into_iter().zip(expected) {
        let said = moved(&kernel, matching).map(drop).map_err(|error| error.to_string());
        assert_eq!(said, expected.map_err(str::to_owned), "{matching:?}");
    }
}

const OK: Result<(), &str> = Ok(());

#[test]
fn other_ids_and_other_members_fit() {
    let types = "
        [2] ENUM 'wide' size=8
                'W' val=1
        [3] FWD 'declared' fwd_kind=struct
        [4] STRUCT 'pointed' size=400
                'new' type_id=1 bits_offset=0
        [5] STRUCT 'held' size=8
                'b' type_id=1 bits_offset=32";
    check(types, [OK, OK]);
    let kernel = format!("[1] INT 'int' size=4 encoding=SIGNED\n{types}");
    let moved = moved(&kernel, Matching::Sound).unwrap();
    // Integer, held, pointed, declared, wide; then the own ones in their order.
    let ids: Vec<u32> = (1..=10).map(|id| moved.ids().get(0, TypeId(id)).unwrap().0).collect();
    assert_eq!(ids, [1, 5, 4, 3, 2, 6, 7, 8, 9, 10]);
}

#[test]
fn what_is_held_by_value_may_not_change_its_size() {
    let types = "
        [2] ENUM64 'wide' size=8
        [3] FWD 'declared' fwd_kind=struct
        [4] STRUCT 'pointed' size=4
        [5] STRUCT 'held' size=12";
    let said = "STRUCT `held` (type 2 of the distilled base): the kernel's, type 5, has 12 bytes, not 8; \
                struct `mine` of the module holds one by value";
    check(types, [Err(said), Err(said)]);
}

#[test]
fn all_that_is_missing_is_said_at_once() {
    let types = "[2] ENUM 'wide' size=4\n[3] STRUCT 'declared' size=4 vlen=0";
    let said = "STRUCT `held` (type 2 of the distilled base): the kernel has none of this name; \
                struct `mine` of the module holds one by value\n\
                STRUCT `pointed` (type 3 of the distilled base): the kernel has none of this name\n\
                ENUM `wide` (type 5 of the distilled base): the kernel's, type 2, has 4 bytes, not 8";
    check(types, [Err(said), Err(said)]);
}

#[test]
fn a_size_tells_two_of_one_name_apart() {
    let types = |other: u32| {
        format!(
            "[2] ENUM 'wide' size=8
             [3] FWD 'declared' fwd_kind=struct
             [4] STRUCT 'pointed' size={other}
             [5] STRUCT 'pointed' size=4
             [6] STRUCT 'held' size=8"
        )
    };
    check(&types(8), [OK, OK]);
    let said = "STRUCT `pointed` (type 3 of the distilled base): the kernel has several that it might be, \
                types 4 and 5 among them";
    check(&types(4), [Err(said), Err(said)]);
}

#[test]
fn a_declaration_is_found_where_the_kernel_reads_the_wrong_flag() {
    let types = |declared: &str| {
        format!(
            "[2] ENUM 'wide' size=8
             [3] STRUCT 'pointed' size=4
             [4] STRUCT 'held' size=8
             [5] {declared}"
        )
    };
    check(&types("STRUCT 'declared' size=8 vlen=0"), [OK, OK]);
    let bits = "STRUCT 'declared' size=8\n'bit' type_id=1 bits_offset=0 bitfield_size=1";
    let other =
        "FWD `declared` (type 4 of the distilled base): in the kernel it is a STRUCT, type 5";
    check(&types(bits), [OK, Err(other)]);
    let union = "UNION 'declared' size=8\n'bit' type_id=1 bits_offset=0 bitfield_size=1";
    let other =
        "FWD `declared` (type 4 of the distilled base): in the kernel it is a UNION, type 5";
    check(&types(union), [Err(other), OK]);
}

#[test]
fn what_is_no_struct_is_not_found_for_one() {
    let types = "
        [2] ENUM 'wide' size=8
        [3] INT 'pointed' size=4
        [4] STRUCT 'held' size=8
        [5] FWD 'declared' fwd_kind=struct";
    let said = "STRUCT `pointed` (type 3 of the distilled base): in the kernel it is a INT, type 3";
    check(types, [Err(said), OK]);
}

#[test]
fn a_definition_is_preferred_to_its_declaration() {
    let types = "
        [2] ENUM 'wide' size=8
        [3] STRUCT 'pointed' size=4
        [4] STRUCT 'held' size=8
        [5] FWD 'declared' fwd_kind=struct
        [6] FWD 'pointed' fwd_kind=struct";
    let said = "STRUCT `pointed` (type 3 of the distilled base): the kernel has several that it might be, \
                types 3 and 6 among them";
    check(types, [OK, Err(said)]);
    // Of what is only pointed at, a declaration is enough.
    let types = types.replace("[3] STRUCT 'pointed' size=4", "[3] INT 'another' size=4");
    check(&types, [OK, OK]);
}

#[test]
fn what_stands_alone_is_neither_distilled_nor_moved() {
    let kernel = parse(KERNEL);
    assert_eq!(distill((&kernel).into()).unwrap_err().kind(), ErrorKind::NotSplit);
    let error = rebase((&kernel).into(), &kernel, Matching::Sound).unwrap_err();
    assert_eq!(error.to_string(), "stands alone: there is no base to leave");
    let module = text::parse_split(MODULE, &kernel).unwrap();
    let error = rebase((&module).into(), &module, Matching::Sound).unwrap_err();
    assert_eq!(error.to_string(), "the new base is itself a split BTF");
    let error = rebase((&module).into(), &parse("[1] INT 'int' size=4"), Matching::Sound);
    let error = error.unwrap_err().to_string();
    assert_eq!(error, "the base is not a distilled one: type 4 is a PTR");
}

#[test]
fn what_refers_to_a_function_of_the_kernel_is_not_distilled() {
    let kernel =
        parse("[1] FUNC_PROTO ret_type_id=0 vlen=0\n[2] FUNC 'f' type_id=1 linkage=static");
    let module = text::parse_split("[3] PTR type_id=2", &kernel).unwrap();
    let error = distill((&module).into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "type 3 refers to 2, a FUNC of the base, and a distilled base has none of these"
    );
}
