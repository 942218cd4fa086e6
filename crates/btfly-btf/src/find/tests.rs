//! Tests of the search: rows of a query and what it finds in a small kernel with two modules.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::hash::Hasher;

use super::{Query, Sort, Sorts, TypeText, find, fingerprint};
use crate::set::Ready;
use crate::{BtfSet, Kind, TypeId, text};

const VMLINUX: &str = "
    [1] INT 'int' size=4 encoding=SIGNED
    [2] INT 'unsigned long' size=8
    [3] STRUCT 'sk_buff' size=24
            'len' type_id=1 bits_offset=0
            '(anon)' type_id=4 bits_offset=64
            'cb' type_id=6 bits_offset=128
    [4] UNION '(anon)' size=8
            'hash' type_id=1 bits_offset=0
            'parts' type_id=5 bits_offset=0
    [5] STRUCT '(anon)' size=8
            'low' type_id=1 bits_offset=0
            'high' type_id=1 bits_offset=32
    [6] PTR type_id=5
    [7] PTR type_id=3
    [8] CONST type_id=3
    [9] PTR type_id=8
    [10] TYPEDEF 'buff_t' type_id=7
    [11] FUNC_PROTO '(anon)' ret_type_id=1
            'skb' type_id=7
            'flags' type_id=2
    [12] FUNC 'eat' type_id=11 linkage=static
    [13] FUNC_PROTO '(anon)' ret_type_id=0
            'skb' type_id=9
    [14] FUNC 'look' type_id=13 linkage=static
    [15] FUNC_PROTO '(anon)' ret_type_id=7
            'b' type_id=10
            '(anon)' type_id=0
    [16] FUNC 'grow' type_id=15 linkage=static
    [17] PTR type_id=11
    [18] STRUCT 'ops' size=8
            'eat' type_id=17 bits_offset=0
    [19] ENUM 'colour' size=4 encoding=UNSIGNED
            'RED' val=0
            'GREEN' val=1
    [20] TYPEDEF 'pair_t' type_id=5
    [21] FWD 'sock' fwd_kind=struct
    [22] DECL_TAG 'bpf_kfunc' type_id=12 component_idx=-1
";

/// Says again what the base says of `ops`, and something else of `colour`.
const ALPHA: &str = "
    [23] FUNC_PROTO '(anon)' ret_type_id=1
            'skb' type_id=7
            'flags' type_id=2
    [24] PTR type_id=23
    [25] STRUCT 'ops' size=8
            'eat' type_id=24 bits_offset=0
    [26] ENUM 'colour' size=4 encoding=UNSIGNED
            'RED' val=0
            'BLUE' val=1
";

const BETA: &str = "
    [23] STRUCT 'ops' size=8
            'eat' type_id=17 bits_offset=0
    [24] TYPEDEF 'number' type_id=1
    [25] FUNC_PROTO '(anon)' ret_type_id=24
    [26] FUNC 'count' type_id=25 linkage=static
";

fn kernel() -> BtfSet {
    let base = text::parse(VMLINUX).unwrap();
    let mut set = BtfSet::new(base.clone());
    for (name, listing) in [("alpha", ALPHA), ("beta", BETA)] {
        let split = text::parse_split(listing, &base).unwrap();
        set.push(Arc::new(Ready::parse(name, split.bytes().to_vec(), &base)));
    }
    set
}

#[track_caller]
fn check(query: &Query<'_>, expected: &[&str]) {
    let set = kernel();
    let found: Vec<String> = find(&set, query)
        .map(|hit| format!("{}:{}", set.slot_name(hit.loc.slot), hit.path()))
        .collect();
    assert_eq!(found, expected);
}

fn only(sort: Sort) -> Sorts {
    Sorts::NONE.with(sort)
}

#[test]
fn a_name_is_found_in_all_slots_and_as_everything_it_names() {
    check(
        &Query { name: &|name| name == b"eat", ..Query::default() },
        &["vmlinux:eat", "vmlinux:eat", "alpha:eat", "beta:eat"],
    );
    check(
        &Query {
            name: &|name| name == b"ops",
            sorts: only(Sort::Type(Kind::Struct)),
            ..Query::default()
        },
        &["vmlinux:ops", "alpha:ops", "beta:ops"],
    );
}

#[test]
fn what_has_no_name_and_texts_of_tags_are_not_found_unless_asked_for() {
    let set = kernel();
    let query = Query::default();
    assert!(find(&set, &query).all(|hit| !hit.name().is_empty()));
    check(&Query { name: &|name| name == b"bpf_kfunc", ..Query::default() }, &[]);
    check(
        &Query {
            name: &|name| name == b"bpf_kfunc",
            sorts: only(Sort::Type(Kind::DeclTag)),
            ..Query::default()
        },
        &["vmlinux:bpf_kfunc"],
    );
}

#[test]
fn members_are_found_through_what_is_anonymous_on_each_way_to_them() {
    check(
        &Query { name: &|name| name == b"high", sorts: only(Sort::Member), ..Query::default() },
        &["vmlinux:parts.high", "vmlinux:cb->high", "vmlinux:high"],
    );
    let set = kernel();
    let query =
        Query { name: &|name| name == b"high", sorts: only(Sort::Member), ..Query::default() };
    let places: Vec<_> = find(&set, &query)
        .map(|hit| {
            let super::Part::Member(found) = &hit.part else { panic!("{hit:?}") };
            (hit.ty.name().unwrap_or("").to_string(), found.offset.map(|offset| offset.0))
        })
        .collect();
    let place = |name: &str, offset| (name.to_string(), offset);
    assert_eq!(
        places,
        [place("sk_buff", Some(96)), place("sk_buff", None), place("pair_t", Some(32))]
    );
}

#[test]
fn members_and_enumerators_of_certain_types_only() {
    check(
        &Query { within: Some(&|name| name == b"sk_buff"), ..Query::default() },
        &[
            "vmlinux:len",
            "vmlinux:hash",
            "vmlinux:parts",
            "vmlinux:parts.low",
            "vmlinux:parts.high",
            "vmlinux:cb",
            "vmlinux:cb->low",
            "vmlinux:cb->high",
        ],
    );
    check(
        &Query { within: Some(&|name| name == b"colour"), ..Query::default() },
        &["vmlinux:RED", "vmlinux:GREEN", "alpha:RED", "alpha:BLUE"],
    );
}

#[test]
fn functions_by_what_they_take_and_return() {
    let like = |text: &str| {
        let wanted = TypeText::parse(text).unwrap();
        move |types: &crate::Types<'_>, id| wanted.is_like(types, id)
    };
    let func = only(Sort::Type(Kind::Func));
    let (skb, long, int) = (like("struct sk_buff"), like("unsigned long"), like("int"));
    check(
        &Query { sorts: func, takes: &[&skb], ..Query::default() },
        &["vmlinux:eat", "vmlinux:look", "vmlinux:grow"],
    );
    check(&Query { sorts: func, takes: &[&skb, &long], ..Query::default() }, &["vmlinux:eat"]);
    check(
        &Query { sorts: func, returns: Some(&int), ..Query::default() },
        &["vmlinux:eat", "beta:count"],
    );
    // A member that points at such a function has the same prototype.
    check(
        &Query { sorts: only(Sort::Member), takes: &[&long], ..Query::default() },
        &["vmlinux:eat", "alpha:eat", "beta:eat"],
    );
    // `...` is no parameter of type `void`.
    let void = like("void");
    check(&Query { sorts: func, takes: &[&void], ..Query::default() }, &[]);
    check(&Query { sorts: func, returns: Some(&void), ..Query::default() }, &["vmlinux:look"]);
}

#[test]
fn structs_by_the_members_they_have() {
    let (low, len) = (|name: &[u8]| name == b"low", |name: &[u8]| name == b"len");
    check(
        &Query { has_member: &[&low], ..Query::default() },
        &["vmlinux:sk_buff", "vmlinux:pair_t"],
    );
    check(&Query { has_member: &[&low, &len], ..Query::default() }, &["vmlinux:sk_buff"]);
}

#[test]
fn equal_copies_have_one_fingerprint_and_others_have_not() {
    let set = kernel();
    let prints = |name: &'static str| -> Vec<u64> {
        let test = move |found: &[u8]| found == name.as_bytes();
        let sorts = [Kind::Struct, Kind::Enum].map(Sort::Type).into_iter().collect();
        let query = Query { name: &test, sorts, ..Query::default() };
        find(&set, &query)
            .map(|hit| {
                let mut hasher = Words::default();
                fingerprint(&set.btf(hit.loc.slot).unwrap().types(), &hit, &mut hasher);
                hasher.finish()
            })
            .collect()
    };
    let ops = prints("ops");
    assert_eq!(ops.len(), 3);
    assert!(ops.iter().all(|print| *print == ops[0]), "{ops:x?}");
    let colours = prints("colour");
    assert_ne!(colours[0], colours[1]);
}

/// FNV-1a: any hasher will do.
#[derive(Default)]
struct Words(u64);

impl Hasher for Words {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3).wrapping_add(1);
        }
    }
}

#[test]
fn a_module_that_cannot_have_the_name_is_not_decoded() {
    #[derive(Debug)]
    struct Lazy {
        inner: Ready,
        asked: std_mutex::Flag,
    }

    /// A flag that threads may share.
    mod std_mutex {
        use core::sync::atomic::{AtomicBool, Ordering};

        #[derive(Debug, Default)]
        pub(super) struct Flag(AtomicBool);

        impl Flag {
            pub(super) fn raise(&self) {
                self.0.store(true, Ordering::Relaxed);
            }

            pub(super) fn is_up(&self) -> bool {
                self.0.load(Ordering::Relaxed)
            }
        }
    }

    impl crate::set::Kmod for Lazy {
        fn name(&self) -> &str {
            self.inner.name()
        }

        fn btf(&self, base: &crate::Btf) -> Result<&crate::Btf, &crate::set::SetAside> {
            self.asked.raise();
            self.inner.btf(base)
        }

        fn may_define(&self, wanted: &crate::scan::Wanted<'_>) -> bool {
            self.inner.may_define(wanted)
        }
    }

    let base = text::parse(VMLINUX).unwrap();
    let split = text::parse_split(BETA, &base).unwrap();
    let inner = Ready::parse("beta", split.bytes().to_vec(), &base);
    let lazy = Arc::new(Lazy { inner, asked: std_mutex::Flag::default() });
    let mut set = BtfSet::new(base.clone());
    set.push(lazy.clone());
    let types = base.types();
    let name = |name: &[u8]| name == b"look";
    let wanted = crate::scan::Wanted::new("look", &types);
    let func = only(Sort::Type(Kind::Func));
    let query = Query { sorts: func, name: &name, only: Some(&wanted), ..Query::default() };
    assert_eq!(find(&set, &query).count(), 1);
    assert!(!lazy.asked.is_up());
    // Heads say nothing of members.
    let query = Query { sorts: Sorts::default(), ..query };
    assert_eq!(find(&set, &query).count(), 1);
    assert!(lazy.asked.is_up());
}

#[test]
fn nested_anonymous_structs_of_a_hostile_file_end() {
    // Each level holds the next twice, so there are 2^40 paths to the innermost member.
    let mut listing = String::from("[1] INT 'int' size=4\n");
    for id in 2..42 {
        let (of, tag) = (id - 1, if id == 41 { "'outer'" } else { "'(anon)'" });
        listing += &format!(
            "[{id}] UNION {tag} size=4\n'a' type_id={of} bits_offset=0\n'b' type_id={of} bits_offset=0\n"
        );
    }
    let set = BtfSet::new(text::parse(&listing).unwrap());
    let query = Query { sorts: only(Sort::Member), ..Query::default() };
    let found = find(&set, &query).count();
    assert!(2 < found && found <= super::members::BUDGET as usize + 2, "{found}");
}

#[test]
fn a_chain_that_runs_in_circles_ends() {
    let set = BtfSet::new(
        text::parse(
            "[1] PTR type_id=2
             [2] CONST type_id=1
             [3] FUNC_PROTO '(anon)' ret_type_id=1
                     'a' type_id=1
             [4] FUNC 'odd' type_id=3 linkage=static
             [5] STRUCT '(anon)' size=8
                     'self' type_id=5 bits_offset=0
             [6] TYPEDEF 'knot' type_id=5",
        )
        .unwrap(),
    );
    let wanted = TypeText::parse("int").unwrap();
    let test = |types: &crate::Types<'_>, id: TypeId| wanted.is_like(types, id);
    let query = Query { takes: &[&test], ..Query::default() };
    assert_eq!(find(&set, &query).count(), 0);
    let query = Query { name: &|name| name == b"self", ..Query::default() };
    assert!(0 < find(&set, &query).count());
}

mod types_as_text {
    use super::*;
    use crate::find::NotAType;

    /// Which of the types of the small kernel are like `text`.
    #[track_caller]
    fn check(text: &str, expected: &[u32]) {
        let base = crate::text::parse(VMLINUX).unwrap();
        let wanted = TypeText::parse(text).unwrap();
        let types = base.types();
        let found: Vec<u32> =
            (0..types.end().0).filter(|id| wanted.is_like(&types, TypeId(*id))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_struct_is_found_behind_any_number_of_pointers() {
        check("struct sk_buff", &[3, 7, 8, 9, 10]);
        check("sk_buff", &[3, 7, 8, 9, 10]);
        check("union sk_buff", &[]);
        check("enum sk_buff", &[]);
    }

    #[test]
    fn stars_are_counted_where_they_are_written() {
        check("struct sk_buff *", &[7, 9, 10]);
        check("struct sk_buff**", &[]);
        check("int", &[1]);
        check("int *", &[]);
    }

    #[test]
    fn qualifiers_that_are_written_must_be_there() {
        check("const struct sk_buff *", &[9]);
        check("struct sk_buff const *", &[9]);
        check("struct sk_buff *const", &[]);
        check("volatile struct sk_buff *", &[]);
    }

    #[test]
    fn a_typedef_counts_under_both_names() {
        check("buff_t", &[10]);
        check("pair_t", &[20]);
        check("struct pair_t", &[]);
    }

    #[test]
    fn numbers_may_be_spelled_in_any_order() {
        for spelling in ["unsigned long", "long unsigned int", "unsigned long int", "long unsigned"]
        {
            check(spelling, &[2]);
        }
        check("long", &[]);
        check("unsigned long long", &[]);
        check("signed int", &[1]);
        check("signed", &[1]);
        check("unsigned", &[]);
    }

    #[test]
    fn void_is_what_is_nothing_else() {
        check("void", &[0]);
        check("void *", &[]);
    }

    #[test]
    fn a_declaration_is_the_struct_that_it_declares() {
        check("struct sock", &[21]);
    }

    #[test]
    fn what_is_no_such_type_is_said() {
        for (text, expected) in [
            ("", NotAType::NoName),
            ("*", NotAType::NoName),
            ("const struct *", NotAType::NoName),
            ("struct a b", NotAType::SeveralNames),
            ("a * b", NotAType::SeveralNames),
            ("int (*)(void)", NotAType::Character('(')),
            ("char [4]", NotAType::Character('[')),
        ] {
            assert_eq!(TypeText::parse(text), Err(expected), "{text:?}");
        }
    }
}
