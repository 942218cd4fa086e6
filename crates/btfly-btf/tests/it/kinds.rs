//! The kind matrix: every kind goes through everything. A kind without a row does not compile.

use btfly_btf::build::{Builder, Options};
use btfly_btf::{Btf, Endian, Kind, json, text};

use crate::fixtures::{full, parse, plain, use_all};

/// A row: what the kind needs before it, and the kind itself as the last type, as bpftool prints them.
struct Row {
    kind: Kind,
    before: &'static str,
    last: &'static str,
}

impl Row {
    fn listing(&self) -> String {
        format!("{}{}", self.before, self.last)
    }

    fn btf(&self, endian: Endian) -> Btf {
        let endian = if endian == Endian::Big { "big" } else { "little" };
        let layout = if self.kind == Kind::Opaque { LAYOUT } else { "" };
        parse(&format!("btf endian={endian}\n{layout}{}", self.listing()))
    }
}

const LAYOUT: &str = "layout kind=20 info_sz=4 elem_sz=4\n";

fn reads_what_it_says(row: &Row) {
    let btf = row.btf(Endian::Little);
    let (_, last) = btf.iter().last().unwrap();
    assert_eq!(last.kind(), row.kind);
    assert_eq!(last.to_def().unwrap().kind(), row.kind);
    assert_eq!(last.to_def().unwrap().name(), last.name().unwrap_or(""));
}

fn prints_what_was_read(row: &Row) {
    // bpftool has nothing to say of a kind that it does not know; a full listing has.
    let btf = row.btf(Endian::Little);
    let listing = if row.kind == Kind::Opaque { full(&btf) } else { plain(&btf) };
    assert!(listing.ends_with(&row.listing()), "{listing}");
}

fn is_json(row: &Row) {
    let btf = row.btf(Endian::Little);
    for pretty in [false, true] {
        let json = json::to_string(&btf, &json::Options { pretty, ..json::Options::default() });
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let last = value["types"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["kind"], row.kind.as_str());
        assert_eq!(last["id"], btf.iter().len());
    }
}

fn survives_definitions(row: &Row) {
    for endian in [Endian::Little, Endian::Big] {
        let btf = row.btf(endian);
        let mut builder = Builder::new(endian);
        for (_, ty) in btf.iter() {
            builder.add(&ty.to_def().unwrap()).unwrap();
        }
        let layout = !btf.header().layout.is_empty();
        let hdr_len = btf.header().hdr_len;
        let bytes = builder.encode(&Options { layout, hdr_len, flags: 0 }).unwrap();
        assert_eq!(bytes, btf.bytes(), "{endian:?}");
    }
}

fn is_the_same_in_both_byte_orders(row: &Row) {
    let (little, big) = (row.btf(Endian::Little), row.btf(Endian::Big));
    assert_ne!(little.bytes(), big.bytes());
    assert_eq!(plain(&little), plain(&big));
    assert_eq!(
        full(&little).lines().skip(1).collect::<Vec<_>>(),
        full(&big).lines().skip(1).collect::<Vec<_>>()
    );
}

fn works_on_a_base(row: &Row) {
    for endian in ["little", "big"] {
        let layout = if row.kind == Kind::Opaque { LAYOUT } else { "" };
        let base = parse(&format!("btf endian={endian}\n{layout}{}", row.before));
        let split = text::parse_split(row.last, &base).unwrap();
        assert_eq!(split.iter().len(), 1);
        assert_eq!(split.iter().next().unwrap().0, base.types().end());
        assert!(full(&split).ends_with(row.last), "{}", full(&split));
        let again = Btf::parse_split(split.bytes().to_vec(), &base).unwrap();
        assert_eq!(full(&again), full(&split));
        use_all(&split);
    }
}

fn fails_cleanly_when_cut(row: &Row) {
    for endian in [Endian::Little, Endian::Big] {
        let bytes = row.btf(endian).bytes().to_vec();
        for len in 0..bytes.len() {
            if let Ok(btf) = Btf::parse(bytes[..len].to_vec()) {
                use_all(&btf);
            }
        }
    }
}

fn can_be_used(row: &Row) {
    use_all(&row.btf(Endian::Little));
    use_all(&row.btf(Endian::Big));
}

macro_rules! rows {
    ($($kind:ident $module:ident $before:literal $last:literal)*) => {
        $(mod $module {
            use super::Row;
            const ROW: Row = Row { kind: btfly_btf::Kind::$kind, before: $before, last: $last };
            rows!(@cells reads_what_it_says prints_what_was_read is_json survives_definitions
                is_the_same_in_both_byte_orders works_on_a_base fails_cleanly_when_cut can_be_used);
        })*

        /// Does not compile when a kind has no row.
        #[test]
        fn every_kind_has_a_row() {
            for kind in Kind::ALL.into_iter().chain([Kind::Void, Kind::Opaque]) {
                match kind {
                    // It has no record.
                    Kind::Void => {}
                    $(Kind::$kind => assert_eq!(stringify!($kind).to_uppercase(),
                        format!("{kind:?}").to_uppercase()),)*
                }
            }
        }
    };
    (@cells $($cell:ident)*) => {
        $(#[test]
        fn $cell() {
            super::$cell(&ROW);
        })*
    };
}

rows! {
    Int int "" "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
    Ptr ptr "[1] STRUCT 's' size=0 vlen=0\n" "[2] PTR '(anon)' type_id=1\n"
    Array array "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] ARRAY '(anon)' type_id=1 index_type_id=1 nr_elems=7\n"
    Struct composite "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] STRUCT 's' size=8 vlen=2\n\t'a' type_id=1 bits_offset=0 bitfield_size=3\n\t'b' type_id=1 bits_offset=32\n"
    Union either "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] UNION '(anon)' size=4 vlen=2\n\t'a' type_id=1 bits_offset=0\n\t'(anon)' type_id=2 bits_offset=0\n"
    Enum small_values ""
        "[1] ENUM 'e' encoding=SIGNED size=4 vlen=2\n\t'A' val=-2147483648\n\t'B' val=2147483647\n"
    Fwd fwd "" "[1] FWD 'f' fwd_kind=union\n"
    Typedef typedef "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] TYPEDEF 't' type_id=1\n"
    Volatile volatile "" "[1] VOLATILE '(anon)' type_id=0\n"
    Const constant "" "[1] CONST '(anon)' type_id=0\n"
    Restrict restrict "[1] PTR '(anon)' type_id=0\n" "[2] RESTRICT '(anon)' type_id=1\n"
    Func func "[1] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0\n"
        "[2] FUNC 'f' type_id=1 linkage=global\n"
    FuncProto func_proto "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] FUNC_PROTO '(anon)' ret_type_id=1 vlen=2\n\t'a' type_id=1\n\t'(anon)' type_id=0\n"
    Var var "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n"
        "[2] VAR 'v' type_id=1, linkage=extern\n"
    Datasec datasec
        "[1] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED\n[2] VAR 'v' type_id=1, linkage=static\n"
        "[3] DATASEC '.bss' size=4 vlen=1\n\ttype_id=2 offset=0 size=4 (VAR 'v')\n"
    Float float "" "[1] FLOAT 'double' size=8\n"
    DeclTag decl_tag "[1] TYPEDEF 't' type_id=0\n"
        "[2] DECL_TAG 'tag' type_id=1 component_idx=-1\n"
    TypeTag type_tag "" "[1] TYPE_TAG 'user' type_id=0\n"
    Enum64 large_values ""
        "[1] ENUM64 'e' encoding=UNSIGNED size=8 vlen=1\n\t'A' val=18446744073709551615ULL\n"
    Opaque opaque "[1] FLOAT 'double' size=8\n"
        "[2] UNKNOWN 'new' kind=20 size=9 vlen=1 kind_flag extra=0102030405060708\n"
}
