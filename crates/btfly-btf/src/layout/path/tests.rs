//! Paths in types written as listings.

use alloc::format;
use alloc::string::{String, ToString};

use super::{Reason, find};
use crate::id::TypeId;
use crate::text;

const TYPES: &str = "
    [1] STRUCT 'task' size=64
            'state' type_id=2 bits_offset=0
            'se' type_id=4 bits_offset=64
            'mm' type_id=5 bits_offset=192
            '(anon)' type_id=7 bits_offset=256
            'cpus' type_id=9 bits_offset=320
            'flexible' type_id=10 bits_offset=448
            'sock' type_id=13 bits_offset=384
    [2] INT 'int' size=4 encoding=SIGNED
    [3] STRUCT 'entity' size=16
            'load' type_id=2 bits_offset=0
            'on_rq' type_id=2 bits_offset=32 bitfield_size=1
            'weight' type_id=2 bits_offset=33 bitfield_size=7
            'next' type_id=11 bits_offset=64
    [4] TYPEDEF 'entity_t' type_id=3
    [5] PTR type_id=6
    [6] STRUCT 'mm' size=8
            'pad' type_id=2 bits_offset=0
            'users' type_id=2 bits_offset=32
    [7] UNION '(anon)' size=8
            'word' type_id=2 bits_offset=0
            '(anon)' type_id=8 bits_offset=0
    [8] STRUCT '(anon)' size=8
            'low' type_id=2 bits_offset=0 bitfield_size=4
            'high' type_id=2 bits_offset=36 bitfield_size=4
    [9] ARRAY type_id=2 index_type_id=2 nr_elems=2
    [10] ARRAY type_id=3 index_type_id=2 nr_elems=0
    [11] PTR type_id=3
    [12] FWD 'sock' fwd_kind=struct
    [13] PTR type_id=12
    [14] CONST type_id=1
    [15] ARRAY type_id=9 index_type_id=2 nr_elems=3
    [16] STRUCT 'grid' size=24
            'cell' type_id=15 bits_offset=0
";

/// `type offset size`, `type offset:bits` for bitfields, with pointers on the way before it.
#[track_caller]
fn check_in(root: u32, path: &str, expected: &str) {
    let btf = text::parse(TYPES).unwrap();
    let types = btf.types();
    let found = match find(&types, TypeId(root), path) {
        Err(error) => format!("{error}"),
        Ok(access) => {
            let mut text = String::new();
            for place in access.through.iter().chain([&access.place]) {
                let ty = types.declaration(place.type_id, "");
                let size = place.size.map_or(0, |size| size.0);
                let offset = place.offset.0;
                text += &match place.unit {
                    Some(unit) => {
                        format!("{ty} {offset}:{size} load {} at {}, ", unit.size, unit.offset)
                    }
                    None => format!("{ty} {} {}, ", offset / 8, size / 8),
                };
            }
            text.trim_end_matches(", ").to_string()
        }
    };
    assert_eq!(found, expected, "{path}");
}

#[track_caller]
fn check(path: &str, expected: &str) {
    check_in(1, path, expected);
}

#[test]
fn members_of_members() {
    check("state", "int 0 4");
    check(".state", "int 0 4");
    check("se", "entity_t 8 16");
    check("se.load", "int 8 4");
    check_in(14, "se.load", "int 8 4");
}

#[test]
fn bitfields_tell_what_to_load() {
    check("se.on_rq", "int 96:1 load 4 at 12");
    check("se.weight", "int 97:7 load 4 at 12");
}

#[test]
fn anonymous_members_are_looked_through() {
    check("word", "int 32 4");
    check("low", "int 256:4 load 4 at 32");
    check("high", "int 292:4 load 4 at 36");
}

#[test]
fn arrays_have_elements() {
    check("cpus", "int [2] 40 8");
    check("cpus[1]", "int 44 4");
    check("cpus[0x1]", "int 44 4");
    check("cpus[2]", "`[2]` is out of range: the array has 2 elements");
    check("flexible[3].load", "int 104 4");
    check("cpus.x", "`cpus` is an array: int [2]");
    check("state[0]", "`state` is no array: int");
    check_in(16, "cell", "int [3][2] 0 24");
    check_in(16, "cell[2]", "int [2] 16 8");
    check_in(16, "cell[2][1]", "int 20 4");
    check_in(16, "cell[2][2]", "`[2]` is out of range: the array has 2 elements");
}

#[test]
fn pointers_are_followed_by_an_arrow_and_begin_anew() {
    check("mm", "struct mm * 24 8");
    check("mm->users", "struct mm * 24 8, int 4 4");
    check(
        "se.next->next->weight",
        "struct entity * 16 8, struct entity * 8 8, int 33:7 load 4 at 4",
    );
    check("mm.users", "`mm` is a pointer: struct mm *");
    check("se->load", "`se` is no pointer: entity_t");
    check("sock->x", "`*sock` is a struct that is only declared here: struct sock");
}

#[test]
fn what_is_no_path_is_said_with_its_place() {
    check("", "expected the name of a member at byte 0 of the path: ``");
    check("se..load", "expected the name of a member at byte 3 of the path: `.load`");
    check("se.", "expected the name of a member at byte 3 of the path: ``");
    check("cpus[", "expected `]` at byte 5 of the path: ``");
    check("cpus[x]", "expected a number at byte 5 of the path: `x]`");
    check("cpus[99999999999]", "expected a number at byte 5 of the path: `99999999999]`");
    check("se load", "expected `.`, `->`, `[` or the end at byte 2 of the path: ` load`");
    check("state.x", "`state` is no struct or union: int");
    check_in(2, "x", "no struct or union: int");
}

#[test]
fn hints_name_what_may_have_been_meant() {
    let btf = text::parse(TYPES).unwrap();
    let hint = |path: &str| {
        let error = find(&btf.types(), TypeId(1), path).unwrap_err();
        error.hint().map(ToString::to_string)
    };
    assert_eq!(hint("stat").as_deref(), Some("there is `state`"));
    assert_eq!(hint("__state").as_deref(), Some("there is `state`"));
    assert_eq!(hint("se.wieght").as_deref(), Some("there is `weight`"));
    // What is inside of another member.
    assert_eq!(hint("load").as_deref(), Some("there is `se.load`"));
    assert_eq!(hint("zzzzzz"), None);
    assert_eq!(hint("se->load").as_deref(), Some("`se.load`"));
    assert_eq!(hint("cpus.x").as_deref(), Some("say which element: `cpus[0].x`"));
    assert_eq!(
        hint("mm.users").as_deref(),
        Some("`mm->users` goes on behind it, where offsets start at 0 again")
    );
}

#[test]
fn errors_have_segment_and_place() {
    let btf = text::parse(TYPES).unwrap();
    let error = find(&btf.types(), TypeId(1), "se.wieght").unwrap_err();
    assert_eq!((error.segment(), error.at()), ("wieght", 3));
    assert_eq!(error.reason(), &Reason::NoMember { within: "entity_t".into() });
}
