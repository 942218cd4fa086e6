//! What becomes of units: rows of entries, and the listing of what they say.

use std::num::NonZeroUsize;

use btfly_btf::{Btf, text};
use gimli::{DW_AT_byte_size, DW_AT_name, DW_AT_type, DW_TAG_compile_unit, DW_TAG_pointer_type};

use crate::doc::{Value, elf, example};
use crate::{Dimensions, Encoded, Options, Reason, encode};

fn encoded(file: &[u8], options: &Options) -> Encoded {
    encode(file, None, options).unwrap()
}

#[track_caller]
fn check(encoded: Encoded, expected: &str) {
    let expected = text::parse(expected).unwrap();
    let expected: Vec<_> = expected.iter().map(|(_, ty)| ty.to_def()).collect();
    let btf = Btf::parse(encoded.bytes.clone()).unwrap();
    let found: Vec<_> = btf.iter().map(|(_, ty)| ty.to_def()).collect();
    assert_eq!(found, expected);
}

const EXAMPLE: &str = "
    [1] STRUCT 's' size=32
            'self' type_id=2 bits_offset=0
            'bits' type_id=4 bits_offset=69 bitfield_size=3
            'many' type_id=6 bits_offset=96
    [2] PTR '(anon)' type_id=1
    [3] TYPEDEF 'handle' type_id=2
    [4] INT 'int' size=4 encoding=SIGNED
    [5] ARRAY '(anon)' type_id=4 index_type_id=4 nr_elems=2
    [6] ARRAY '(anon)' type_id=5 index_type_id=4 nr_elems=2
    [7] ENUM 'e' encoding=SIGNED size=4
            'MINUS' val=-1
";

#[test]
fn a_declaration_is_the_definition_of_another_unit() {
    let found = Btf::parse(encoded(&example(), &Options::default()).bytes).unwrap();
    let types = found.types();
    let one = types.find("s", None).collect::<Vec<_>>();
    assert_eq!(one.len(), 1, "declared and defined");
    let expected = text::parse(EXAMPLE).unwrap();
    let sorted = |btf: &Btf| {
        let mut all: Vec<String> =
            btf.iter().map(|(_, ty)| format!("{:?}{:?}", ty.kind(), ty.name())).collect();
        all.sort();
        all
    };
    assert_eq!(sorted(&found), sorted(&expected));
    let fields = |btf: &Btf| {
        let id = btf.types().find("s", None).next().unwrap();
        let composite = btf.get(id).unwrap().as_composite().unwrap();
        let place = |at: btfly_btf::view::Member<'_>| {
            (at.name().to_owned(), at.offset_bits(), at.bitfield_size())
        };
        composite.members().map(place).collect::<Vec<_>>()
    };
    assert_eq!(fields(&found), fields(&expected));
}

#[test]
fn arrays_of_arrays_are_one_if_asked() {
    let flat = Options { arrays: Dimensions::Flat, ..Options::default() };
    let found = Btf::parse(encoded(&example(), &flat).bytes).unwrap();
    let lengths: Vec<u32> = found
        .iter()
        .filter_map(|(_, ty)| {
            let btfly_btf::view::Type::Array(array) = ty else { return None };
            Some(array.len())
        })
        .collect();
    assert_eq!(lengths, [4]);
}

#[test]
fn any_number_of_jobs_makes_the_same_bytes() {
    let one = encoded(&example(), &Options::default()).bytes;
    for jobs in [2, 8] {
        let jobs = NonZeroUsize::new(jobs).unwrap();
        assert_eq!(encoded(&example(), &Options { jobs, ..Options::default() }).bytes, one);
    }
}

/// A good unit and one that refers into the void.
fn half_broken() -> Vec<u8> {
    let unit = || (0, DW_TAG_compile_unit, vec![]);
    let pointer = |to| (1, DW_TAG_pointer_type, vec![(DW_AT_type, to)]);
    let float = vec![
        (DW_AT_name, Value::Text("float")),
        (DW_AT_byte_size, Value::Number(4)),
        (gimli::DW_AT_encoding, Value::Number(4)),
    ];
    let good = vec![unit(), (1, gimli::DW_TAG_base_type, float), pointer(Value::Entry(1))];
    elf(&[vec![unit(), pointer(Value::Offset(3))], good])
}

#[test]
fn a_broken_unit_is_left_out_and_named() {
    let found = encoded(&half_broken(), &Options::default());
    let [problem] = found.problems.as_slice() else { panic!("{:?}", found.problems) };
    assert_eq!((problem.unit(), problem.reason()), (Some(0), &Reason::DanglingType(3)));
    check(found, "[1] FLOAT 'float' size=4\n[2] PTR '(anon)' type_id=1\n");
}

/// Two units, of which one has a type and the other a pointer to what is at an offset of the section.
fn across(to: u32) -> Vec<u8> {
    let unit = || (0, DW_TAG_compile_unit, vec![]);
    let float = vec![
        (DW_AT_name, Value::Text("float")),
        (DW_AT_byte_size, Value::Number(4)),
        (gimli::DW_AT_encoding, Value::Number(4)),
    ];
    let pointer = (1, DW_TAG_pointer_type, vec![(DW_AT_type, Value::Section(to))]);
    elf(&[vec![unit(), (1, gimli::DW_TAG_base_type, float)], vec![unit(), pointer]])
}

#[test]
fn a_unit_refers_to_another() {
    // Behind a header of 11 bytes and an entry of one.
    let found = encoded(&across(12), &Options::default());
    assert_eq!(found.problems, []);
    check(found, "[1] FLOAT 'float' size=4\n[2] PTR '(anon)' type_id=1\n");
}

#[test]
fn a_reference_out_of_all_units_is_an_error() {
    for to in [13, 1 << 20, u32::MAX] {
        let error = encode(&across(to), None, &Options::default()).unwrap_err();
        assert!(matches!(error.reason(), Reason::DanglingType(_)), "{to}: {error}");
    }
}

#[test]
fn strictly_a_broken_unit_is_an_error() {
    let strict = Options { is_strict: true, ..Options::default() };
    assert!(encode(&half_broken(), None, &strict).is_err());
}

#[test]
fn a_pointer_to_a_modifier_without_end_is_a_circle() {
    let circle = (1, gimli::DW_TAG_atomic_type, vec![(DW_AT_type, Value::Entry(1))]);
    let found =
        encoded(&elf(&[vec![(0, DW_TAG_compile_unit, vec![]), circle]]), &Options::default());
    assert_eq!(found.problems.first().map(|problem| problem.reason()), Some(&Reason::Circle));
}

#[test]
fn other_languages_are_counted() {
    let rust = (gimli::DW_AT_language, Value::Number(0x1c));
    let found = encoded(&elf(&[vec![(0, DW_TAG_compile_unit, vec![rust])]]), &Options::default());
    assert_eq!((found.n_foreign, found.problems.len()), (1, 0));
}

#[test]
fn without_debug_information_there_is_nothing_to_encode() {
    let error = encode(&elf(&[]), None, &Options::default()).unwrap_err();
    assert_eq!(error.reason(), &Reason::NoDebugInfo);
}

#[test]
fn no_prefix_and_no_changed_byte_makes_a_panic() {
    let whole = example();
    for len in 0..whole.len() {
        let _ = encode(&whole[..len], None, &Options::default());
    }
    for at in 0..whole.len() {
        for byte in [0, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[at] = byte;
            if let Ok(encoded) = encode(&changed, None, &Options::default()) {
                Btf::parse(encoded.bytes).unwrap();
            }
        }
    }
}

#[test]
fn what_a_base_has_is_taken_from_there() {
    let base = Btf::parse(encoded(&example(), &Options::default()).bytes).unwrap();
    let split = encode(&example(), Some(&base), &Options::default()).unwrap();
    assert_eq!(Btf::parse_split(split.bytes, &base).unwrap().iter().len(), 0);
}
