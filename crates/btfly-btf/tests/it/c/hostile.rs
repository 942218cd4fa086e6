//! Types that no compiler made: circles, depth, sizes. Each ends soon, with C or with a reason.

use btfly_btf::build::{Builder, CompositeDef, Def, FwdDef, IntDef, MemberDef, RefDef, TypedefDef};
use btfly_btf::c::{Defect, Graph, Node, Options, Order, Printer, Reason};
use btfly_btf::{Btf, Endian};

use super::{definitions, dump};
use crate::fixtures::parse;

/// More than any stack would take.
const DEEP: u32 = 100_000;

/// Text for each byte of BTF, and on top.
const MOST: usize = 100;
const ON_TOP: usize = 2 << 20;

/// Every form and order ends; the text is as short as it must be. Returns the correct form by id.
#[track_caller]
fn ends(btf: &Btf) -> (String, Vec<Reason>) {
    for compat in [true, false] {
        for order in [Order::Sorted, Order::ById] {
            let (text, report) = dump(btf, compat, order);
            assert!(text.len() <= btf.bytes().len() * MOST + ON_TOP, "{} bytes", text.len());
            if !compat && order == Order::ById {
                let mut reasons: Vec<Reason> =
                    report.unprintable.iter().map(|error| error.reason).collect();
                reasons.dedup();
                return (definitions(btf).0, reasons);
            }
        }
    }
    unreachable!("both forms were tried")
}

#[track_caller]
fn check(listing: &str, expected: &str, reasons: &[Reason]) {
    let (text, found) = ends(&parse(listing));
    assert_eq!((text.trim_end(), &found[..]), (expected.trim_end(), reasons));
}

#[test]
fn what_contains_itself_has_no_c() {
    let int = "[1] INT 'int' size=4 encoding=SIGNED\n";
    let after = "struct ok {\n\tint a;\n};\n";
    let ok = "[9] STRUCT 'ok' size=4\n\t'a' type_id=1 bits_offset=0\n";
    let fill =
        |from: u32| -> String { (from..9).map(|id| format!("[{id}] PTR type_id=0\n")).collect() };
    for (n, sick) in [
        (1, "[2] STRUCT 's' size=4\n\t's' type_id=2 bits_offset=0\n"),
        (
            2,
            "[2] STRUCT 's' size=4\n\t's' type_id=3 bits_offset=0\n[3] ARRAY type_id=2 index_type_id=1 nr_elems=1\n",
        ),
        (1, "[2] ARRAY type_id=2 index_type_id=1 nr_elems=4294967295\n"),
        (2, "[2] TYPEDEF 't' type_id=3\n[3] CONST type_id=2\n"),
        (2, "[2] PTR type_id=3\n[3] PTR type_id=2\n"),
        (
            2,
            "[2] UNION size=4\n\t'' type_id=3 bits_offset=0\n[3] STRUCT size=4\n\t'' type_id=2 bits_offset=0\n",
        ),
        (2, "[2] FUNC_PROTO ret_type_id=3\n\t'a' type_id=2\n[3] PTR type_id=2\n"),
    ] {
        check(&format!("{int}{sick}{}{ok}", fill(2 + n)), after, &[Reason::Cycle]);
    }
}

#[test]
fn what_only_points_at_the_unprintable_is_printed() {
    check(
        "
        [1] STRUCT 'sick' size=4
                'self' type_id=1 bits_offset=0
        [2] PTR type_id=1
        [3] STRUCT 'well' size=8
                'p' type_id=2 bits_offset=0
        [4] STRUCT 'ill' size=4
                's' type_id=1 bits_offset=0
        ",
        "struct sick;\n\nstruct well {\n\tstruct sick *p;\n};\n",
        &[Reason::Cycle],
    );
}

#[test]
fn depth_is_no_matter() {
    let int = "[1] INT 'int' size=4 encoding=SIGNED\n";
    let chain = |of: &dyn Fn(u32) -> String| -> Btf {
        let links: String = (2..DEEP).map(of).collect();
        parse(&format!(
            "{int}{links}[{DEEP}] STRUCT 'last' size=4\n\t'a' type_id={} bits_offset=0\n",
            DEEP - 1
        ))
    };
    let (text, reasons) =
        ends(&chain(&|id| format!("[{id}] TYPEDEF 't{id}' type_id={}\n", id - 1)));
    assert_eq!((text.matches("typedef ").count(), &reasons[..]), (DEEP as usize - 2, &[][..]));
    assert!(text.ends_with(&format!("struct last {{\n\tt{} a;\n}};\n\n", DEEP - 1)));

    let (text, reasons) = ends(&chain(&|id| format!("[{id}] PTR type_id={}\n", id - 1)));
    assert_eq!(reasons, []);
    assert!(text.contains(&format!("int {}a;", "*".repeat(DEEP as usize - 2))));

    // What is written again for each type that leads there has its limit before that.
    let array =
        |id| format!("[{id}] ARRAY type_id={} index_type_id=1 nr_elems=4294967295\n", id - 1);
    assert_eq!(ends(&chain(&array)).1, [Reason::TooMuch]);
    let constant = |id| format!("[{id}] CONST type_id={}\n", id - 1);
    assert_eq!(ends(&chain(&constant)).1, [Reason::TooMuch]);
    let some: String = (2..1000).map(array).collect();
    let last = "[1000] STRUCT 'last' size=4\n\t'a' type_id=999 bits_offset=0\n";
    let (text, reasons) = ends(&parse(&format!("{int}{some}{last}")));
    assert_eq!((text.matches("[4294967295]").count(), &reasons[..]), (998, &[][..]));

    let (text, _) = ends(&chain(&|id| {
        format!("[{id}] STRUCT size=4\n\t'm' type_id={} bits_offset=0\n", id - 1)
    }));
    assert_eq!(text.matches("struct {").count(), DEEP as usize - 2);

    let proto = |id| format!("[{id}] FUNC_PROTO ret_type_id={}\n", id - 1);
    assert_eq!(ends(&chain(&proto)).1, [Reason::TooMuch]);
}

#[test]
fn what_repeats_itself_is_given_up() {
    // Each struct has the one before it twice: all of the last would be 2^60 lines.
    let doubling = |id: u32| {
        let inner = id - 1;
        format!(
            "[{id}] STRUCT size=4\n\t'a' type_id={inner} bits_offset=0\n\t'b' type_id={inner} bits_offset=0\n"
        )
    };
    let body: String = (2..62).map(doubling).collect();
    let listing = format!(
        "[1] INT 'int' size=4 encoding=SIGNED\n{body}[62] STRUCT 'all' size=4\n\t'a' type_id=61 bits_offset=0\n[63] STRUCT 'well' size=4\n\t'a' type_id=1 bits_offset=0\n"
    );
    let (text, reasons) = ends(&parse(&listing));
    assert_eq!(reasons, [Reason::TooMuch]);
    assert!(text.contains("struct well {\n\tint a;\n};"), "others are printed all the same");

    // The same with parameters.
    let doubling = |id: u32| {
        let inner = id - 1;
        format!("[{id}] FUNC_PROTO ret_type_id=0\n\t'a' type_id={inner}\n\t'b' type_id={inner}\n")
    };
    let body: String = (2..62).map(doubling).collect();
    let (_, reasons) = ends(&parse(&format!(
        "[1] INT 'int' size=4 encoding=SIGNED\n{body}[62] TYPEDEF 'all' type_id=61\n"
    )));
    assert_eq!(reasons, [Reason::TooMuch]);
}

#[test]
fn what_claims_to_be_large_is_padded_within_limits() {
    let (text, reasons) = ends(&parse(
        "
        [1] INT 'char' size=1
        [2] STRUCT 'huge' size=4294967295
                'a' type_id=1 bits_offset=0
                'b' type_id=1 bits_offset=4294967288
        [3] STRUCT 'has_huge' size=4294967295
                'h' type_id=2 bits_offset=0
        [4] STRUCT 'has_pointer' size=8
                'p' type_id=5 bits_offset=0
        [5] PTR type_id=2
        ",
    ));
    assert_eq!(reasons, [Reason::TooMuch]);
    assert_eq!(
        text,
        "struct huge;\n\nstruct has_huge;\n\nstruct has_pointer {\n\tstruct huge *p;\n};\n\n"
    );
}

#[test]
fn bits_beyond_their_struct_are_printed_as_they_are() {
    let btf = parse(
        "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 's' size=4
                'a' type_id=1 bits_offset=30 bitfield_size=30
                'b' type_id=1 bits_offset=16777215 bitfield_size=255
                'c' type_id=2 bits_offset=0
        [3] STRUCT 't' size=0
                'a' type_id=1 bits_offset=40 bitfield_size=1
        ",
    );
    let (text, reasons) = ends(&btf);
    assert_eq!(reasons, [Reason::Cycle]);
    assert!(text.contains("struct t {"));
}

#[test]
fn a_name_that_is_long_and_has_many_users_fills_nothing() {
    let long = "n".repeat(200_000);
    // As text this would be two gigabytes; as BTF the name is there once.
    let mut builder = Builder::new(Endian::Little);
    let int = Def::Int(IntDef {
        name: "int".into(),
        size: 4,
        encoding: btfly_btf::view::Encoding::Signed,
        offset_bits: 0,
        size_bits: 32,
    });
    let int = builder.add(&int).unwrap();
    for _ in 0..5_000 {
        let member = MemberDef {
            name: long.as_str().into(),
            type_id: int,
            offset: btfly_btf::Bits(0),
            bitfield_size: None,
        };
        let def = CompositeDef {
            name: long.as_str().into(),
            size: 4,
            members: vec![member],
            has_bitfield_sizes: false,
        };
        let composite = builder.add(&Def::Struct(def)).unwrap();
        builder
            .add(&Def::Typedef(TypedefDef { name: long.as_str().into(), type_id: composite }))
            .unwrap();
        let fwd =
            builder.add(&Def::Fwd(FwdDef { name: long.as_str().into(), is_union: false })).unwrap();
        builder.add(&Def::Ptr(RefDef { type_id: fwd })).unwrap();
    }
    let btf = builder.build(&btfly_btf::build::Options::default()).unwrap();
    assert!(btf.bytes().len() < 1 << 20);
    let (_, reasons) = ends(&btf);
    assert_eq!(reasons, [Reason::TooMuch]);
}

#[test]
fn odd_names_are_told_and_no_root_breaks_another() {
    let btf = parse(
        "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 'a b' size=4
                'x' type_id=1 bits_offset=0
        [3] STRUCT 'well' size=4
                'x' type_id=2 bits_offset=0
        ",
    );
    let graph = Graph::new(btf.types());
    let mut printer = Printer::new(&graph, Options::default());
    let mut out = Vec::new();
    printer.emit(Node(3), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text, "struct a_x20b {\n\tint x;\n};\n\nstruct well {\n\tstruct a_x20b x;\n};\n\n");
    let found: Vec<(Node, Defect)> =
        printer.findings().iter().map(|finding| (finding.node, finding.defect)).collect();
    assert_eq!(found, [(Node(2), Defect::OddName), (Node(3), Defect::OddName)]);
}

#[test]
fn a_form_that_is_another_types_name_is_told_apart() {
    // `a b` is written as `a_x20b`, which is a name already; an enumerator of each sort shares the names of
    // typedefs.
    let btf = parse(
        "
        [1] INT 'int' size=4 encoding=SIGNED
        [2] STRUCT 'a b' size=4
                'x' type_id=1 bits_offset=0
        [3] STRUCT 'a_x20b' size=4
                'x' type_id=1 bits_offset=0
        [4] UNION 'a b' size=4
                'x' type_id=1 bits_offset=0
        [5] TYPEDEF 'for_' type_id=1
        [6] ENUM 'e' size=4 encoding=UNSIGNED vlen=2
                'for' val=0
                'for_' val=1
        ",
    );
    let text = definitions(&btf).0;
    for name in [
        "struct a_x20b {",
        "struct a_x20b___2 {",
        "union a_x20b___3 {",
        "typedef int for_;",
        "for____2 = 0",
        "for____3 = 1",
    ] {
        assert!(text.contains(name), "{name} in {text}");
    }
}
