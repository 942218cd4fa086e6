//! What happens in dedup, where no caller can see it: collisions, circles, and how the work grows.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Hashing, run};
use crate::btf::Btf;
use crate::edit::Edited;
use crate::edit::gather::gather;
use crate::text;

fn dedup(btf: &Btf, hashing: Hashing) -> Edited {
    run(gather(&[btf.into()]).unwrap(), hashing).unwrap()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let btf = text::parse(text).unwrap();
    for hashing in [Hashing::Seeded, Hashing::Constant] {
        let edited = dedup(&btf, hashing).to_btf();
        let listing = text::to_string(&edited, &text::Options::default());
        let expected = text::to_string(&text::parse(expected).unwrap(), &text::Options::default());
        assert_eq!(listing, expected, "{hashing:?}");
        let again = dedup(&edited, hashing);
        assert_eq!(again.bytes(), edited.bytes(), "a second time, {hashing:?}");
    }
}

#[test]
fn what_is_said_twice_is_said_once() {
    check(
        "[1] INT 'int' size=4
         [2] PTR type_id=1
         [3] INT 'int' size=4
         [4] PTR type_id=3
         [5] INT 'int' size=8",
        "[1] INT 'int' size=4
         [2] PTR type_id=1
         [3] INT 'int' size=8",
    );
}

#[test]
fn a_struct_may_lead_to_itself() {
    check(
        "[1] STRUCT 'list' size=8
                'next' type_id=2 bits_offset=0
         [2] PTR type_id=1
         [3] PTR type_id=4
         [4] STRUCT 'list' size=8
                'next' type_id=3 bits_offset=0",
        "[1] STRUCT 'list' size=8
                'next' type_id=2 bits_offset=0
         [2] PTR type_id=1",
    );
}

#[test]
fn a_declaration_is_the_one_definition() {
    check(
        "[1] FWD 's' fwd_kind=struct
         [2] PTR type_id=1
         [3] ENUM 'e' size=4 vlen=0
         [4] PTR type_id=3
         [5] STRUCT 's' size=4
         [6] PTR type_id=5
         [7] ENUM 'e' size=4
                'A' val=1
         [8] FWD 's' fwd_kind=union",
        "[1] PTR type_id=3
         [2] PTR type_id=4
         [3] STRUCT 's' size=4
         [4] ENUM 'e' size=4
                'A' val=1
         [5] FWD 's' fwd_kind=union",
    );
}

#[test]
fn who_mentions_a_declaration_decides_between_definitions() {
    // `user` of the second object is the one that mentions the definition of 8 bytes.
    check(
        "[1] FWD 's' fwd_kind=struct
         [2] PTR type_id=1
         [3] STRUCT 'user' size=8
                's' type_id=2 bits_offset=0
         [4] STRUCT 's' size=4
         [5] STRUCT 's' size=8
         [6] PTR type_id=5
         [7] STRUCT 'user' size=8
                's' type_id=6 bits_offset=0",
        "[1] PTR type_id=4
         [2] STRUCT 'user' size=8
                's' type_id=1 bits_offset=0
         [3] STRUCT 's' size=4
         [4] STRUCT 's' size=8",
    );
    // Nobody decides.
    check(
        "[1] FWD 's' fwd_kind=struct
         [2] STRUCT 's' size=4
         [3] STRUCT 's' size=8",
        "[1] FWD 's' fwd_kind=struct
         [2] STRUCT 's' size=4
         [3] STRUCT 's' size=8",
    );
}

#[test]
fn one_user_that_is_the_same_is_enough() {
    // The first two users differ in what else they mention; the others decide. So it is with `trace_buffer` of Linux v5.10
    // beside that of v6.1.
    check(
        "[1] FWD 's' fwd_kind=struct
         [2] PTR type_id=1
         [3] STRUCT 'other' size=4
         [4] PTR type_id=3
         [5] STRUCT 'user' size=16
                'other' type_id=4 bits_offset=0
                's' type_id=2 bits_offset=64
         [6] STRUCT 'ref' size=8
                's' type_id=2 bits_offset=0
         [7] STRUCT 's' size=4
         [8] STRUCT 's' size=8
         [9] PTR type_id=8
         [10] STRUCT 'other' size=8
         [11] PTR type_id=10
         [12] STRUCT 'user' size=16
                'other' type_id=11 bits_offset=0
                's' type_id=9 bits_offset=64
         [13] STRUCT 'ref' size=8
                's' type_id=9 bits_offset=0",
        "[1] PTR type_id=7
         [2] STRUCT 'other' size=4
         [3] PTR type_id=2
         [4] STRUCT 'user' size=16
                'other' type_id=3 bits_offset=0
                's' type_id=1 bits_offset=64
         [5] STRUCT 'ref' size=8
                's' type_id=1 bits_offset=0
         [6] STRUCT 's' size=4
         [7] STRUCT 's' size=8
         [8] STRUCT 'other' size=8
         [9] PTR type_id=8
         [10] STRUCT 'user' size=16
                'other' type_id=9 bits_offset=0
                's' type_id=1 bits_offset=64",
    );
}

#[test]
fn users_of_different_definitions_differ() {
    check(
        "[1] STRUCT 's' size=4
         [2] PTR type_id=1
         [3] STRUCT 'user' size=8
                's' type_id=2 bits_offset=0
         [4] STRUCT 's' size=8
         [5] PTR type_id=4
         [6] STRUCT 'user' size=8
                's' type_id=5 bits_offset=0
         [7] PTR type_id=6
         [8] PTR type_id=3",
        "[1] STRUCT 's' size=4
         [2] PTR type_id=1
         [3] STRUCT 'user' size=8
                's' type_id=2 bits_offset=0
         [4] STRUCT 's' size=8
         [5] PTR type_id=4
         [6] STRUCT 'user' size=8
                's' type_id=5 bits_offset=0
         [7] PTR type_id=6
         [8] PTR type_id=3",
    );
}

#[test]
fn a_circle_without_a_tag_is_no_obstacle() {
    check(
        "[1] PTR type_id=2
         [2] CONST type_id=1
         [3] PTR type_id=4
         [4] CONST type_id=3
         [5] TYPEDEF 't' type_id=5
         [6] TYPEDEF 't' type_id=6",
        "[1] PTR type_id=2
         [2] CONST type_id=1
         [3] TYPEDEF 't' type_id=3",
    );
}

#[test]
fn variables_stay_apart() {
    let text = "[1] INT 'int' size=4
         [2] VAR 'v' type_id=1 linkage=static
         [3] VAR 'v' type_id=1 linkage=static
         [4] DATASEC '.data' size=4
                type_id=2 offset=0 size=4
         [5] DATASEC '.data' size=4
                type_id=2 offset=0 size=4";
    check(text, text);
}

/// A chain of equal shapes: each can be told from the next only at its end.
fn chain(len: u32, end: &str) -> String {
    let mut text = String::new();
    for at in 0..len {
        let (own, next) = (at * 2 + 1, at * 2 + 3);
        text.push_str(&format!(
            "[{own}] STRUCT 's' size=8\n\t'next' type_id={} bits_offset=0\n[{}] PTR type_id={next}\n",
            own + 1,
            own + 1,
        ));
    }
    text.push_str(&format!("[{}] {end}\n", len * 2 + 1));
    text
}

/// Twice as much takes about twice as long, and not four times: counted in steps it would be plain, but what
/// counts is that a hundred thousand end at all.
#[test]
fn a_hundred_thousand_equal_shapes_end() {
    // All are different, and only by their distance from the end.
    let btf = text::parse(&chain(50_000, "INT 'end' size=4")).unwrap();
    assert_eq!(dedup(&btf, Hashing::Seeded).to_btf().iter().len(), 100_001);
    // All are the same.
    let ring = chain(50_000, "STRUCT 's' size=8\n\t'next' type_id=2 bits_offset=0");
    let btf = text::parse(&ring).unwrap();
    assert_eq!(dedup(&btf, Hashing::Seeded).to_btf().iter().len(), 2);
    // Unrelated, and the same.
    let same: String = (1..=100_000).map(|id| format!("[{id}] STRUCT 's' size=8\n")).collect();
    let btf = text::parse(&same).unwrap();
    assert_eq!(dedup(&btf, Hashing::Seeded).to_btf().iter().len(), 1);
}

#[test]
fn a_chain_of_a_hundred_thousand_pointers_needs_no_stack() {
    for forward in [true, false] {
        let mut text = String::new();
        for id in 1..=100_000_u32 {
            let to = if forward { (id + 1) % 100_001 } else { id - 1 };
            text.push_str(&format!("[{id}] PTR type_id={to}\n"));
        }
        let btf = text::parse(&text).unwrap();
        assert_eq!(dedup(&btf, Hashing::Seeded).to_btf().iter().len(), 100_000);
    }
}

#[test]
fn names_that_share_a_tail_are_compared_as_texts() {
    let mut bytes: Vec<u8> = text::parse(
        "[1] TYPEDEF 'xint' type_id=0
         [2] TYPEDEF 'int' type_id=0
         [3] TYPEDEF 'zint' type_id=0",
    )
    .unwrap()
    .bytes()
    .to_vec();
    // The third is called by the tail of `xint`.
    bytes[24 + 24..24 + 28].copy_from_slice(&2_u32.to_le_bytes());
    let btf = Btf::parse(bytes).unwrap();
    let names =
        |btf: &Btf| btf.iter().map(|(_, ty)| String::from(ty.name().unwrap())).collect::<Vec<_>>();
    assert_eq!(names(&btf), ["xint", "int", "int"]);
    assert_eq!(names(&dedup(&btf, Hashing::Seeded).to_btf()), ["xint", "int"]);
}

#[test]
fn an_empty_name_is_none_wherever_it_stands() {
    let base = crate::doc::example();
    let mut bytes = crate::doc::example_module_bytes();
    // One more string, without a character, by which the first type is called.
    let own = u32::from_le_bytes(bytes[20..24].try_into().unwrap());
    bytes.push(0);
    bytes[20..24].copy_from_slice(&(own + 1).to_le_bytes());
    let off = u32::try_from(base.types().strings().own().len()).unwrap() + own;
    bytes[24..28].copy_from_slice(&off.to_le_bytes());
    let module = Btf::parse_split(bytes, &base).unwrap();
    assert_eq!(module.iter().next().unwrap().1.name_bytes(), b"");
    let twice = [(&module).into(), (&module).into()];
    let once = run(gather(&twice).unwrap(), Hashing::Seeded).unwrap();
    assert_eq!(once.to_btf().iter().len(), module.iter().len());
}
