//! Headers of a base with modules: names that clash, names that are none, enumerators that are asked for.

use btfly_btf::Btf;
use btfly_btf::c::header::{Header, LeftOut, Options, Why};

use super::inside;
use crate::fixtures::parse;

const BASE: &str = "
    [1] INT 'int' size=4 encoding=SIGNED
    [2] STRUCT 's' size=4
            'a' type_id=1 bits_offset=0
    [3] STRUCT 'holds' size=4
            'e' type_id=4 bits_offset=0
    [4] ENUM size=4
            'INSIDE' val=0
            'AND_THIS' val=1
    [5] FUNC_PROTO ret_type_id=1
            's' type_id=6
    [6] PTR type_id=2
    [7] FUNC 'call' type_id=5 linkage=static
    [8] DECL_TAG 'bpf_kfunc' type_id=7 component_idx=-1
";

fn split(base: &Btf, listing: &str) -> Btf {
    btfly_btf::text::parse_split(listing, base).unwrap()
}

fn write(header: &Header<'_>, wanted: Option<&dyn Fn(&str) -> bool>) -> (String, Vec<LeftOut>) {
    let mut writer = header.writer(&Options { wanted, ..Options::default() });
    let mut out = Vec::new();
    while writer.write(&mut out) {}
    (String::from_utf8(out).unwrap(), writer.left_out().to_vec())
}

#[test]
fn an_enum_inside_of_a_struct_is_found_by_its_enumerators() {
    let base = parse(BASE);
    let header = Header::new(base.types(), []);
    let (text, _) = write(&header, Some(&|name: &str| name == "AND_THIS"));
    assert!(text.contains("\n\nenum {\n\tINSIDE = 0,\n\tAND_THIS = 1,\n};\n\n"), "{text}");
    assert!(!text.contains("struct"), "{text}");
    // What has it inside is enough where that is wanted too.
    let (text, _) = write(&header, Some(&|name: &str| matches!(name, "AND_THIS" | "holds")));
    assert_eq!(text.matches("AND_THIS").count(), 1, "{text}");
    assert_eq!(write(&header, Some(&|name: &str| name == "nothing")).0.matches("enum").count(), 0);
}

#[test]
fn kfuncs_that_clash_have_the_names_that_are_listed() {
    let base = parse(BASE);
    let module = split(
        &base,
        "
        [9] FUNC_PROTO ret_type_id=0
                'x' type_id=1
        [10] FUNC 'call' type_id=9 linkage=static
        [11] DECL_TAG 'bpf_kfunc' type_id=10 component_idx=-1
        ",
    );
    let header = Header::new(base.types(), [("m", module.types())]);
    let (text, _) = write(&header, None);
    let renamed: Vec<&str> = header.renamed().iter().map(|one| one.name.as_str()).collect();
    assert_eq!(renamed, ["call___m"]);
    assert!(text.contains("extern int call(struct s *s) __weak __ksym;\n"), "{text}");
    assert!(text.contains("extern void call___m(int x) __weak __ksym;\n"), "{text}");
}

#[test]
fn names_break_out_of_nothing() {
    let base = parse(BASE);
    let module = split(
        &base,
        "
        [9] STRUCT '*/ int evil; /*' size=4
                '*/' type_id=1 bits_offset=0
        [10] STRUCT '*/ int evil; /*' size=8
                'b' type_id=9 bits_offset=32
        ",
    );
    let header = Header::new(base.types(), [("*/m", module.types())]);
    let (text, left_out) = write(&header, None);
    let plain = text.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, rest)| rest));
    assert!(!plain.collect::<String>().contains("evil;"), "{text}");
    assert!(left_out.iter().any(|left| left.why == Why::OddName));
    assert!(inside(&text).contains("\tint _x2a_x2f;\n"), "{text}");
}
