//! What older readers get, by its laws and kind by kind.

use btfly_btf::build::{Builder, Def, IntDef, Options, RefDef};
use btfly_btf::edit::downgrade::{Downgraded, downgrade, needs};
use btfly_btf::edit::{ErrorKind, Input};
use btfly_btf::feature::{Feature, Features};
use btfly_btf::view::Encoding;
use btfly_btf::{Btf, Endian, Kind, TypeId, text};
use proptest::prelude::*;

use crate::edit::{build, def, endian};
use crate::fixtures::{base, bases, full, modules, parse, use_all};

fn features() -> impl Strategy<Value = Features> {
    any::<u32>().prop_map(|bits| {
        Feature::all()
            .zip(0..)
            .filter(|(_, at)| bits >> at & 1 == 1)
            .map(|(feature, _)| feature)
            .collect()
    })
}

/// What must hold of every downgrade.
#[track_caller]
fn check_laws(btf: &Btf, features: Features) -> Option<Downgraded> {
    let made = match downgrade(btf.into(), features) {
        Ok(made) => made,
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::UnknownKind { .. }), "{error}");
            return None;
        }
    };
    let now = made.edited().to_btf();
    use_all(&now);
    let unknown: Vec<Feature> = needs(&now).iter().filter(|one| !features.has(*one)).collect();
    assert_eq!(unknown, [], "{features:?} of {}", full(btf));
    // What is known stays as it is, and where it is.
    let own = u32::try_from(btf.iter().len()).unwrap();
    let same = |(id, ty): (TypeId, btfly_btf::view::Type<'_>)| {
        let new = now.get(id).unwrap();
        assert_eq!(made.edited().ids().get(0, id), Some(id));
        let change = made.changes().iter().find(|change| change.id == id);
        match change {
            None => assert_eq!((new.kind(), new.name_off()), (ty.kind(), ty.name_off()), "{id}"),
            Some(change) => assert_eq!((change.from, change.to), (ty.kind(), new.kind()), "{id}"),
        }
    };
    btf.iter().for_each(same);
    let has_grown = own < u32::try_from(now.iter().len()).unwrap()
        || btf.types().strings().end() < now.types().strings().end();
    assert_eq!(made.has_grown(), has_grown);
    let again = downgrade((&now).into(), features).unwrap();
    assert_eq!(again.edited().bytes(), now.bytes(), "a second time is something else");
    Some(made)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_reader_knows_what_is_made_for_it(
        defs in prop::collection::vec(def(true), 1..24), endian in endian(), features in features()
    ) {
        check_laws(&build(defs, endian), features);
    }
}

#[test]
fn fixtures_of_every_kind_become_readable() {
    let all = || Feature::all().map(|feature| Features::newest().without(feature));
    let kernels = ["4.18", "5.0", "5.2", "5.10", "5.15", "6.1", "6.12", "7.1"];
    let kernels = kernels.map(|version| Features::of_kernel(version).unwrap());
    for features in kernels.into_iter().chain(all()).chain([Features::NONE]) {
        for (name, btf) in bases() {
            assert!(check_laws(&btf, features).is_some() || name == "opaque", "{name}");
        }
        let base = base("base");
        for (_, module) in modules(&base) {
            check_laws(&module, features);
        }
    }
}

#[test]
fn the_newest_reader_gets_the_same_bytes() {
    for (name, btf) in bases() {
        let made = downgrade((&btf).into(), Features::newest()).unwrap();
        assert_eq!(made.edited().bytes(), btf.bytes(), "{name}");
    }
}

/// What `listing` becomes for a reader that knows all but `without`.
#[track_caller]
fn check(without: &str, listing: &str, expected: &str) {
    let btf = parse(listing);
    let features = without.split(' ').fold(Features::newest(), |features, name| {
        features.without(Feature::from_name(name).unwrap())
    });
    let made = check_laws(&btf, features).unwrap();
    assert_eq!(full(&made.edited().to_btf()), full(&parse(expected)), "without {without}");
}

#[test]
fn floats_become_structs_of_their_size() {
    check("float", "[1] FLOAT 'double' size=8", "[1] STRUCT '(anon)' size=8 vlen=0");
}

#[test]
fn wide_enums_become_enums_if_that_says_the_same() {
    let small = "
        [1] ENUM64 'e' encoding=SIGNED size=8
                'A' val=-1LL
                'B' val=2147483647LL";
    let expected = "
        [1] ENUM 'e' size=8
                'A' val=4294967295
                'B' val=2147483647";
    check("enum64", small, expected);
    // A word that is read with a sign cannot say this.
    let large = "
        [1] ENUM64 'e' size=8
                'A' val=1
                'B' val=2147483648ULL";
    let expected = "
        [1] UNION 'e' size=8
                'A' type_id=2 bits_offset=0
                'B' type_id=2 bits_offset=0
        [2] INT 'enum64_placeholder' size=1";
    check("enum64", large, expected);
    // What is there is used: the ids of modules that continue this stay right.
    let char = "\n[2] INT 'char' size=1 encoding=SIGNED";
    let expected = expected.replace("\n        [2] INT 'enum64_placeholder' size=1", char);
    check("enum64", &format!("{large}{char}"), &expected);
}

#[test]
fn signs_of_enums_go_and_their_bits_stay() {
    let signed = "[1] ENUM 'e' encoding=SIGNED size=4\n'A' val=-2";
    check("enum64", signed, "[1] ENUM 'e' size=4\n'A' val=4294967294");
}

#[test]
fn tags_become_what_says_nothing() {
    let listing = "
        [1] INT 'int' size=4
        [2] TYPE_TAG 'user' type_id=1
        [3] TYPEDEF 't' type_id=2
        [4] DECL_TAG 'tag' type_id=3 component_idx=-1
        [5] TYPE_TAG 'address_space(1)' type_id=1 kind_flag
        [6] DECL_TAG 'used' type_id=3 component_idx=-1 kind_flag";
    let without = |old: &str, new: &str| listing.replace(old, new);
    let type_tags = without("TYPE_TAG 'user'", "CONST")
        .replace("TYPE_TAG 'address_space(1)' type_id=1 kind_flag", "CONST type_id=1");
    check("type-tag", listing, &type_tags);
    let decl_tags = without("DECL_TAG 'tag' type_id=3 component_idx=-1", "INT 'tag' size=1")
        .replace("DECL_TAG 'used' type_id=3 component_idx=-1 kind_flag", "INT 'used' size=1");
    check("decl-tag", listing, &decl_tags);
    let attributes = without("TYPE_TAG 'address_space(1)' type_id=1 kind_flag", "CONST type_id=1")
        .replace("DECL_TAG 'used' type_id=3 component_idx=-1 kind_flag", "INT 'used' size=1");
    check("tag-attributes", listing, &attributes);
    check("late-type-tag", listing, &without("TYPE_TAG 'user'", "CONST"));
}

#[test]
fn a_tag_behind_one_that_goes_is_late() {
    let listing = "
        [1] INT 'int' size=4
        [2] TYPE_TAG 'rcu' type_id=1
        [3] TYPE_TAG 'address_space(1)' type_id=2 kind_flag
        [4] PTR type_id=3
        [5] TYPE_TAG 'user' type_id=1
        [6] PTR type_id=5";
    let expected = listing
        .replace("TYPE_TAG 'address_space(1)' type_id=2 kind_flag", "CONST type_id=2")
        .replace("TYPE_TAG 'rcu'", "CONST");
    check("tag-attributes late-type-tag", listing, &expected);
}

#[test]
fn sections_become_structs_and_variables_bytes() {
    let listing = "
        [1] INT 'int' size=4
        [2] VAR 'v' type_id=1, linkage=global
        [3] VAR 'w' type_id=1, linkage=static
        [4] DATASEC '.data' size=8
                type_id=2 offset=0 size=4
                type_id=3 offset=4 size=4
        [5] DECL_TAG 'tag' type_id=2 component_idx=-1";
    let expected = "
        [1] INT 'int' size=4
        [2] INT 'v' size=1
        [3] INT 'w' size=1
        [4] STRUCT '_data' size=8
                'v' type_id=2 bits_offset=0
                'w' type_id=3 bits_offset=32
        [5] INT 'tag' size=1";
    check("datasec", listing, expected);
}

#[test]
fn functions_become_typedefs() {
    let listing = "
        [1] INT 'int' size=4
        [2] FUNC_PROTO ret_type_id=1
                'a' type_id=1
                '(anon)' type_id=0
        [3] FUNC 'f' type_id=2 linkage=global
        [4] DECL_TAG 'on_it' type_id=3 component_idx=-1
        [5] DECL_TAG 'on_a' type_id=3 component_idx=0";
    let expected = "
        [1] INT 'int' size=4
        [2] ENUM '(anon)' size=4
                'a' val=0
        [3] TYPEDEF 'f' type_id=2
        [4] DECL_TAG 'on_it' type_id=3 component_idx=-1
        [5] INT 'on_a' size=1";
    check("func", listing, expected);
    check("global-func", listing, &listing.replace("linkage=global", "linkage=static"));
}

#[test]
fn names_lose_what_is_not_allowed_in_them() {
    let listing = "
        [1] INT 'a.b' size=4
        [2] FUNC_PROTO ret_type_id=0
                'p.q' type_id=1
        [3] FUNC 'f.isra.0' type_id=2 linkage=static
        [4] VAR 'v.1' type_id=1, linkage=static
        [5] DATASEC '?.struct_ops' size=4
                type_id=4 offset=0 size=4
        [6] STRUCT 's.t' size=4
                'm.n' type_id=1 bits_offset=0";
    let expected = listing.replace("p.q", "p_q").replace("f.isra.0", "f_isra_0");
    let expected = expected.replace("s.t'", "s_t'").replace("m.n", "m_n");
    check("dot-names", listing, &expected);
    check("section-names", listing, &listing.replace("?.", "_."));
}

#[test]
fn bitfields_become_integers_of_as_many_bits() {
    let listing = "
        [1] INT 'unsigned int' size=4
        [2] TYPEDEF 'u32' type_id=1
        [3] STRUCT 's' size=8
                'a' type_id=2 bits_offset=0 bitfield_size=3
                'b' type_id=1 bits_offset=3 bitfield_size=3
                'c' type_id=1 bits_offset=6 bitfield_size=5
                'd' type_id=1 bits_offset=32
        [4] FWD 'u' fwd_kind=union";
    let expected = "
        [1] INT 'unsigned int' size=4
        [2] TYPEDEF 'u32' type_id=1
        [3] STRUCT 's' size=8
                'a' type_id=5 bits_offset=0
                'b' type_id=5 bits_offset=3
                'c' type_id=6 bits_offset=6
                'd' type_id=1 bits_offset=32
        [4] FWD 'u' fwd_kind=struct
        [5] INT 'unsigned int' size=4 nr_bits=3
        [6] INT 'unsigned int' size=4 nr_bits=5";
    check("kind-flag", listing, expected);
}

#[test]
fn a_layout_section_goes_with_its_header() {
    let mut builder = Builder::new(Endian::Little);
    builder.add(&Def::Const(RefDef { type_id: TypeId::VOID })).unwrap();
    let btf = builder.build(&Options { layout: true, ..Options::default() }).unwrap();
    let made = check_laws(&btf, Features::of_kernel("6.12").unwrap()).unwrap();
    assert!(made.header_changed() && made.changes().is_empty());
    let plain = builder.encode(&Options::default()).unwrap();
    assert_eq!(made.edited().bytes(), plain);
    // Beside other changes, a reader that knows it keeps it.
    let old = Features::newest().without(Feature::Float);
    builder.add(&Def::Float(btfly_btf::build::FloatDef { name: "f".into(), size: 4 })).unwrap();
    let btf = builder.build(&Options { layout: true, ..Options::default() }).unwrap();
    let made = check_laws(&btf, old).unwrap();
    assert!(!made.header_changed() && made.edited().to_btf().types().layout().entry(1).is_some());
}

#[test]
fn more_entries_than_a_reader_counts_are_an_error() {
    let mut builder = Builder::new(Endian::Little);
    let int = IntDef {
        name: "i".into(),
        size: 4,
        encoding: Encoding::None,
        offset_bits: 0,
        size_bits: 32,
    };
    builder.add(&Def::Int(int)).unwrap();
    let variants = (0..0x1_0000_i128)
        .map(|value| btfly_btf::build::VariantDef { name: "v".into(), value })
        .collect();
    let wide = btfly_btf::build::EnumDef { name: "e".into(), size: 4, is_signed: false, variants };
    builder.add(&Def::Enum(wide)).unwrap();
    let btf = builder.build(&Options::default()).unwrap();
    let error = downgrade((&btf).into(), Features::of_kernel("7.1").unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "type 2 has 65536 entries, and older readers count no further than 65535"
    );
}

#[test]
fn records_beside_the_types_stay_right() {
    let btf = parse(
        "[1] FLOAT 'double' size=8
         [2] FUNC_PROTO ret_type_id=0 vlen=0
         [3] FUNC 'f.1' type_id=2 linkage=static
         [4] TYPEDEF '.text' type_id=1",
    );
    let text = btf.iter().find(|(_, ty)| ty.name() == Some(".text")).unwrap().1.name_off().0;
    let mut ext = vec![0x9f, 0xeb, 1, 0];
    for word in [24, 0, 20, 20, 0_u32].into_iter().chain([8, text, 1, 0, 3]) {
        ext.extend(word.to_le_bytes());
    }
    let input = Input { btf: &btf, ext: Some(&ext) };
    let made = downgrade(input, Features::of_kernel("5.10").unwrap()).unwrap();
    assert_eq!(made.edited().ext(0), Some(&ext[..]));
    let now = made.edited().to_btf();
    assert_eq!(now.types().strings().get(btfly_btf::NameOff(text)), ".text");
    assert_eq!(now.get(TypeId(3)).unwrap().name(), Some("f_1"));
}

#[test]
fn a_module_borrows_from_its_base() {
    let base = parse("[1] INT 'char' size=1 encoding=SIGNED");
    let module = "[2] ENUM64 'e' size=8\n'A' val=4294967296ULL";
    let module = text::parse_split(module, &base).unwrap();
    let made = check_laws(&module, Features::of_kernel("5.15").unwrap()).unwrap();
    assert_eq!(made.edited().to_btf().get(TypeId(2)).unwrap().kind(), Kind::Union);
    assert!(!made.has_grown());
}
