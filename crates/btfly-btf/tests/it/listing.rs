//! What the listing's reader accepts, and how it refuses.

use btfly_btf::text::{self, ErrorKind};
use btfly_btf::{Btf, build};

use crate::fixtures::{full, parse, plain};

/// `text` means the same as `expected` in full.
#[track_caller]
fn same(text: &str, expected: &str) {
    assert_eq!(plain(&parse(text)), expected);
}

#[track_caller]
fn refused(text: &str, line: u32, column: u32, message: &str) {
    let error = text::parse(text).unwrap_err();
    let said = error.to_string();
    assert_eq!(said, format!("line {line}, column {column}: {message}"));
    assert_eq!((error.line(), error.column()), (line, column));
}

#[test]
fn what_is_usual_need_not_be_written() {
    same("INT 'int' size=4", "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=(none)\n");
    same("PTR type_id=0", "[1] PTR '(anon)' type_id=0\n");
    same("FUNC_PROTO", "[1] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0\n");
    same("ENUM 'e'\n'A' val=1", "[1] ENUM 'e' encoding=UNSIGNED size=4 vlen=1\n\t'A' val=1\n");
    same(
        "ENUM64 'e'\n'A' val=1",
        "[1] ENUM64 'e' encoding=UNSIGNED size=8 vlen=1\n\t'A' val=1ULL\n",
    );
    same("FWD 'f'", "[1] FWD 'f' fwd_kind=struct\n");
    same(
        "STRUCT size=0\nDECL_TAG 't' type_id=1",
        "[1] STRUCT '(anon)' size=0 vlen=0\n[2] DECL_TAG 't' type_id=1 component_idx=-1\n",
    );
    same(
        "FUNC_PROTO\nFUNC 'f' type_id=1\nVAR 'v' type_id=1",
        "[1] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0\n[2] FUNC 'f' type_id=1 linkage=static\n[3] VAR 'v' type_id=1, linkage=static\n",
    );
}

#[test]
fn space_comments_and_order_do_not_matter() {
    same(
        "\n# a comment\n\n   [1] STRUCT 's' vlen=1 size=8   # another\r\n'a'   bits_offset=0x8 type_id=0\n\n",
        "[1] STRUCT 's' size=8 vlen=1\n\t'a' type_id=0 bits_offset=8\n",
    );
}

#[test]
fn a_hash_in_a_name_is_part_of_it() {
    same("TYPEDEF 'a#b' type_id=0", "[1] TYPEDEF 'a#b' type_id=0\n");
}

#[test]
fn the_empty_text_is_a_btf_without_types() {
    assert_eq!(parse("").iter().len(), 0);
    assert_eq!(full(&parse("# nothing")), "btf endian=little hdr_len=24\n");
}

#[test]
fn a_header_says_byte_order_and_length() {
    for header in [
        "btf endian=big hdr_len=24\n",
        "btf endian=little hdr_len=32\n",
        "btf endian=little hdr_len=40 flags=3\n",
        "btf endian=big hdr_len=32 layout\n",
    ] {
        assert_eq!(full(&parse(header)), header);
    }
    // A layout section needs the fields that point at it.
    assert_eq!(full(&parse("btf layout")), "btf endian=little hdr_len=32 layout\n");
}

#[test]
fn a_kind_flag_that_something_needs_is_set_without_being_written() {
    let text = "STRUCT 's' size=4\n'a' type_id=0 bits_offset=0 bitfield_size=1";
    let shown = full(&parse(text));
    assert!(!shown.contains("kind_flag"), "{shown}");
    assert!(parse(text).iter().all(|(_, ty)| ty.as_composite().unwrap().has_bitfield_sizes()));
}

#[test]
fn an_error_says_where_and_what() {
    refused("STRUKT 's'", 1, 1, "expected a kind, found `STRUKT`");
    refused("INT 'int'", 1, 10, "expected a field `size=`");
    refused("  INT 'int' size=x", 1, 18, "expected a number, found `x`");
    refused("INT 'int' size=-1", 1, 16, "expected a number that fits, found `-1`");
    refused("INT 'int' size=4 size=4", 1, 18, "no use for a field `size` here");
    refused("PTR type_id=0 vlan=4", 1, 15, "no use for a field `vlan` here");
    refused("ENUM 'e' kind_flag", 1, 10, "no use for a field `kind_flag` here");
    refused("FUNC_PROTO\nFUNC 'f' type_id=1 vlen=2", 2, 20, "no use for a field `vlen` here");
    refused("INT 'int size=4", 1, 16, "expected `'` at the end of the name");
    refused(
        r"INT 'a\q' size=4",
        1,
        7,
        r"expected one of `\'`, `\\`, `\n`, `\t`, `\x00`, found `\q'`",
    );
    refused(
        "[2] PTR type_id=0",
        1,
        1,
        "expected id 1, found 2; the listing of a split BTF needs its base",
    );
    refused("PTR type_id=0\n[1] PTR type_id=0", 2, 1, "expected id 2, found 1");
    refused("[x] PTR type_id=0", 1, 2, "expected an id, found `x]`");
    refused(
        "STRUCT 's' size=4 vlen=2\n'a' type_id=0 bits_offset=0\n",
        1,
        24,
        "1 entries follow, but vlen is 2",
    );
    refused("'a' type_id=0", 1, 1, "expected a type, found `'a'`");
    refused("PTR type_id=0\n\t'a' type_id=0", 2, 2, "expected a type, found `'a'`");
    refused("FUNC_PROTO\n\ttype_id=0", 2, 2, "expected a name, found `type_id=0`");
    refused("PTR type_id=0 (VAR 'x')", 1, 15, "expected the end of the line, found `(VAR`");
    refused("ENUM 'e' encoding=UNSIGNED(x)", 1, 19, "expected UNSIGNED, found `UNSIGNED(x)`");
    refused("PTR 'é'type_id=0 x", 1, 18, "no use for a field `x` here");
    refused("PTR 'p' type_id=0;", 1, 17, "expected a number, found `0;`");
    refused("btf endian=middle", 1, 12, "expected `little` or `big`, found `middle`");
    refused("PTR type_id=0\nbtf endian=big", 2, 1, "expected a type, found `btf`");
}

#[test]
fn a_note_in_a_data_section_has_to_be_true() {
    let text = "VAR 'v' type_id=0\nDATASEC '.bss' size=4\n\ttype_id=1 offset=0 size=4 (VAR 'w')\n";
    refused(text, 3, 28, "expected (VAR 'v')");
    parse(&text.replace("'w'", "'v'"));
    parse(&text.replace(" (VAR 'w')", ""));
}

#[test]
fn what_a_plain_listing_hides_is_not_guessed() {
    for (text, what) in [
        ("INT 'i' size=4 encoding=UNKN", "which encoding this is"),
        ("FUNC_PROTO\nFUNC 'f' type_id=1 linkage=(unknown)", "which linkage this is"),
        ("VAR 'v' type_id=0, linkage=(unknown)", "which linkage this is"),
        ("UNKNOWN 'x'", "which unknown kind this is"),
    ] {
        let error = text::parse(text).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::Hidden { what }, "{text}");
    }
}

#[test]
fn an_unknown_kind_needs_its_layout() {
    let error = text::parse("UNKNOWN 'x' kind=20").unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::NoLayout { kind_number: 20 });
    let known = text::parse("layout kind=4\nUNKNOWN 'x' kind=4").unwrap_err();
    assert!(matches!(
        known.kind(),
        ErrorKind::Build(error) if error.kind() == build::ErrorKind::OpaqueKind { kind_number: 4 }
    ));
}

#[test]
fn what_cannot_be_built_says_which_type() {
    let error =
        text::parse("PTR type_id=0\nSTRUCT 's' size=4\n'a' type_id=7 bits_offset=0").unwrap_err();
    assert_eq!(error.to_string(), "line 3, column 1: type 2: refers to type 7, but ids end at 3");
    let error = text::parse("\nINT 'a\\x00b' size=4").unwrap_err();
    assert_eq!(error.to_string(), "line 2, column 1: type 1: a name has a zero byte inside");
}

#[test]
fn a_split_listing_has_the_byte_order_of_its_base() {
    let base = parse("btf endian=big\nINT 'int' size=4");
    let split = text::parse_split("PTR type_id=1", &base).unwrap();
    assert_eq!(split.endian(), base.endian());
    let error = text::parse_split("btf endian=little\nPTR type_id=1", &base).unwrap_err();
    assert_eq!((error.kind(), error.column()), (&ErrorKind::EndianMismatch, 12));
    let error = text::parse_split("PTR type_id=1", &split).unwrap_err();
    assert!(error.to_string().contains("the base is itself a split BTF"), "{error}");
}

#[test]
fn a_name_that_looks_like_none_is_told_from_none() {
    let btf = parse(r"TYPEDEF '\x28anon)' type_id=0");
    let names =
        |btf: &Btf| btf.iter().map(|(_, ty)| ty.name().map(str::to_owned)).collect::<Vec<_>>();
    assert_eq!(names(&btf), [Some("(anon)".to_owned())]);
    assert_eq!(names(&parse(&full(&btf))), names(&btf));
    assert_eq!(names(&parse(&plain(&btf))), [None], "bpftool's form does not tell them apart");
}
