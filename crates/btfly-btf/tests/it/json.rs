//! JSON: right for any name and value, with what bpftool drops beside it.

use btfly_btf::build::{Builder, Def, Options, TypedefDef};
use btfly_btf::{Btf, Endian, TypeId, json};
use serde_json::{Value, json};

use crate::fixtures;

fn value(btf: &Btf) -> Value {
    let compact = json::to_string(btf, &json::Options::default());
    let pretty = json::to_string(btf, &json::Options { pretty: true, ..json::Options::default() });
    let value: Value = serde_json::from_str(&compact).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&pretty).unwrap(), value);
    value
}

#[track_caller]
fn check(fixture: &str, id: usize, expected: &Value) {
    let value = value(&fixtures::base(fixture));
    let found = &value["types"][id - 1];
    assert_eq!(found["id"], id);
    let object = found.as_object().unwrap();
    for (key, expected) in expected.as_object().unwrap() {
        assert_eq!(object.get(key), Some(expected), "{key}");
    }
    // And nothing else.
    let common = ["id", "kind", "name"];
    let beside = object.keys().filter(|key| !common.contains(&key.as_str()));
    assert_eq!(beside.count(), expected.as_object().unwrap().len(), "{object:?}");
}

#[test]
fn values_of_unsigned_enumerations_are_not_sign_extended() {
    let values = json!([
        { "name": "ONE", "val": 1 },
        { "name": "TOP", "val": 2_147_483_648_u64 },
        { "name": "ALL", "val": 4_294_967_295_u64 },
        { "name": "(anon)", "val": 0 },
    ]);
    check(
        "every-kind",
        14,
        &json!({ "encoding": "UNSIGNED", "size": 4, "vlen": 4, "values": values }),
    );
}

#[test]
fn wide_values_keep_all_their_bits() {
    let values = json!([
        { "name": "WIDE_ALL", "val": u64::MAX },
        { "name": "WIDE_LOW", "val": u32::MAX },
    ]);
    check(
        "every-kind",
        40,
        &json!({ "encoding": "UNSIGNED", "size": 8, "vlen": 2, "values": values }),
    );
    let values = json!([
        { "name": "WIDE_LEAST", "val": i64::MIN },
        { "name": "WIDE_MINUS", "val": -1 },
    ]);
    check(
        "every-kind",
        41,
        &json!({ "encoding": "SIGNED", "size": 8, "vlen": 2, "values": values }),
    );
}

#[test]
fn what_bpftool_drops_stands_under_keys_of_its_own() {
    check("every-kind", 35, &json!({ "type_id": 8, "component_idx": 1 }));
    check("every-kind", 37, &json!({ "type_id": 26, "component_idx": 0, "kind_flag": true }));
    check("every-kind", 38, &json!({ "type_id": 1 }));
    check("every-kind", 39, &json!({ "type_id": 0, "kind_flag": true }));
    check("every-kind", 28, &json!({ "type_id": 24, "linkage": "(unknown)", "linkage_number": 7 }));
    let encoding = json!({ "size": 4, "bits_offset": 5, "nr_bits": 7, "encoding": "UNKN", "encoding_number": 3 });
    check("every-kind", 3, &encoding);
    let members = json!([{ "name": "a", "type_id": 1, "bits_offset": 16_777_215 }]);
    check(
        "every-kind",
        11,
        &json!({ "size": 4, "vlen": 1, "members": members, "kind_flag": true }),
    );
    let opaque = json!({ "kind_number": 20, "kind_flag": true, "vlen": 2, "size_or_type": 77,
        "extra": "0100000002000000030000000400000005000000" });
    check("opaque", 2, &opaque);
    let stray = json!({ "kind_flag": true, "vlen": 1, "size_or_type": 9 });
    check("stray", 3, &json!({ "type_id": 1, "index_type_id": 1, "nr_elems": 5, "stray": stray }));
}

#[test]
fn compat_says_what_bpftool_says_and_no_more() {
    let options = json::Options { compat: true, ..json::Options::default() };
    let compat = |fixture| json::to_string(&fixtures::base(fixture), &options);
    // Recorded from bpftool 7.8; what is dropped is not there, what is sign-extended is.
    let all = compat("every-kind");
    assert!(all.contains(
        r#"{"name":"TOP","val":18446744071562067968},{"name":"ALL","val":18446744073709551615}"#
    ));
    assert!(all.contains(r#"{"name":"WIDE_LOW","val":4294967295}"#), "only ENUM, not ENUM64");
    assert!(all.contains("q\\nr\u{1}\u{7f}"), "a control character as it is");
    let opaque = compat("opaque");
    assert!(opaque.contains(r#"{"id":2,"kind":"UNKNOWN","name":"of_the_future"}"#));
    for (listing, key) in [(&all, "kind_flag"), (&all, "_number"), (&compat("stray"), "stray")] {
        assert!(!listing.contains(&format!("{key}\":")), "{key}");
    }
}

#[test]
fn any_name_comes_through() {
    let names = (0..0x80).map(|byte| format!("<{}>", char::from(byte))).chain(
        ["\u{80}", "\u{7ff}", "\u{2028}", "\u{ffff}", "\u{10ffff}", "\\u0041", "\\\"\n'", "{}[],:"]
            .map(str::to_owned),
    );
    let names: Vec<String> = names.filter(|name| !name.contains('\0')).collect();
    let mut builder = Builder::new(Endian::Little);
    for name in &names {
        builder
            .add(&Def::Typedef(TypedefDef { name: name.into(), type_id: TypeId::VOID }))
            .unwrap();
    }
    let btf = builder.build(&Options::default()).unwrap();
    let value = value(&btf);
    let read: Vec<&str> =
        value["types"].as_array().unwrap().iter().map(|ty| ty["name"].as_str().unwrap()).collect();
    assert_eq!(read, names);
}

#[test]
fn no_types_are_an_empty_list() {
    let btf = fixtures::parse("");
    assert_eq!(json::to_string(&btf, &json::Options::default()), "{\"types\":[]}\n");
    assert_eq!(
        json::to_string(&btf, &json::Options { pretty: true, ..json::Options::default() }),
        "{\n    \"types\": []\n}\n"
    );
}

#[test]
fn a_writer_that_fails_is_left_alone() {
    let btf = fixtures::base("base");
    let mut out = Vec::new();
    let mut calls = 0;
    let result = json::write_each(btf.iter(), &json::Options::default(), &mut out, |_| {
        calls += 1;
        if calls == 2 { Err("full") } else { Ok(()) }
    });
    assert_eq!((result, calls), (Err("full"), 2));
}
