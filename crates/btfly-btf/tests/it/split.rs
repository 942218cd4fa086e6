//! Split BTF, where this field's bugs are: ids and strings that continue a base's.

use btfly_btf::build::{Builder, Options};
use btfly_btf::error::ErrorKind;
use btfly_btf::{Btf, Endian, Kind, NameOff, TypeId};

use crate::fixtures::{self, base, full, id, parse, split};
use crate::raw::Raw;

#[test]
fn one_id_is_a_type_of_its_own_in_each_module() {
    let base = base("base");
    let (a, b) = (split("module-a", &base), split("module-b", &base));
    let first = base.types().end();
    assert_eq!(a.get(first).unwrap().kind(), Kind::Struct);
    assert_eq!(b.get(first).unwrap().kind(), Kind::Func);
    assert!(base.get(first).is_none());
    // Below, all three agree.
    for (id, ty) in base.iter() {
        assert_eq!(a.get(id).unwrap().name(), ty.name());
        assert_eq!(b.get(id).unwrap().kind(), ty.kind());
    }
}

#[test]
fn a_name_of_base_and_module_is_found_in_both() {
    let base = base("base");
    let a = split("module-a", &base);
    let found: Vec<TypeId> = a.types().find("shared", Some(Kind::Struct)).collect();
    assert_eq!(found, [TypeId(2), TypeId(7)], "the base's first");
    assert_eq!(a.types().find_own("shared", None), [TypeId(7)]);
    assert_eq!(a.types().size_of(TypeId(2)), Some(4));
    assert_eq!(a.types().size_of(TypeId(7)), Some(8));
}

#[test]
fn names_come_from_the_base_where_it_has_them() {
    let base = base("base");
    let a = split("module-a", &base);
    let own = std::str::from_utf8(a.types().strings().own()).unwrap();
    assert_eq!(own, "only_in_a\0more\0");
    let Some(btfly_btf::view::Type::Struct(composite)) = a.get(TypeId(6)) else { panic!() };
    let names: Vec<&str> = composite.members().map(|member| member.name()).collect();
    assert_eq!(names, ["a", "value"]);
}

#[test]
fn the_seam_between_the_strings_is_the_first_name_of_the_module() {
    let base = base("base");
    let seam = base.types().strings().end();
    for name_off in [seam, seam + 1] {
        let bytes = Raw::new(b"first\0").record(name_off, Kind::Float, 0, 4, &[]).bytes();
        let btf = Btf::parse_split(bytes, &base).unwrap();
        let expected = if name_off == seam { "first" } else { "irst" };
        let ty = btf.iter().next().unwrap().1;
        assert_eq!((ty.name(), ty.name_off()), (Some(expected), NameOff(name_off)));
    }
    // The last byte of the base's strings is a zero: no name starts there.
    let bytes = Raw::new(b"first\0").record(seam - 1, Kind::Float, 0, 4, &[]).bytes();
    let error = Btf::parse_split(bytes, &base).unwrap_err();
    let kind = ErrorKind::WrongBase { id: base.types().end(), name_off: seam - 1 };
    assert_eq!((error.kind(), error.at()), (kind, 24));
}

#[test]
fn a_module_alone_is_recognised() {
    let base = base("base");
    let a = split("module-a", &base);
    let error = Btf::parse(a.bytes().to_vec()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::MissingBase { .. }), "{error}");
    assert!(error.hint().unwrap().contains("base"));
}

#[test]
fn a_module_on_another_base_is_recognised() {
    let right = base("base");
    let a = split("module-a", &right);
    // More types in front, so that ids still exist, and other strings.
    let wrong = parse(&format!(
        "{}\n[6] TYPEDEF 'in_the_way_of_everything' type_id=1",
        fixtures::text_of("base").replace("'int'", "'a longer name than it was'")
    ));
    let error = Btf::parse_split(a.bytes().to_vec(), &wrong).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WrongBase { .. }), "{error}");
    assert!(error.hint().is_some());
    // A base that is too small for the ids.
    let small = parse("[1] INT 'int' size=4");
    assert!(Btf::parse_split(a.bytes().to_vec(), &small).is_err());
}

#[test]
fn a_base_cannot_be_split_nor_of_the_other_byte_order() {
    let base = base("base");
    let a = split("module-a", &base);
    let error = Btf::parse_split(a.bytes().to_vec(), &a).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BaseIsSplit);
    let big = Raw { endian: Endian::Big, ..Raw::new(b"") };
    let error = Btf::parse_split(big.bytes(), &base).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::EndianMismatch);
    let error = Builder::split(&a).unwrap_err();
    assert_eq!(error.kind(), btfly_btf::build::ErrorKind::BaseIsSplit);
}

#[test]
fn a_layout_of_the_base_holds_for_its_modules() {
    let base = base("opaque");
    let module = "[5] UNKNOWN 'newer' kind=20 size=1 vlen=1 extra=010203040506070809101112\n";
    let split = btfly_btf::text::parse_split(module, &base).unwrap();
    let own = parse("").header().layout.clone();
    assert!(own.is_empty());
    // As a kernel writes it: no layout of its own.
    let seam = base.types().strings().end();
    let bytes =
        Raw::new(b"newer\0").words(seam, 20 << 24 | 1, 1, &[0x0403_0201, 0x0807_0605, 0x1211_1009]);
    let read = Btf::parse_split(bytes.bytes(), &base).unwrap();
    assert!(full(&read).ends_with(module), "{}", full(&read));
    assert!(full(&split).ends_with(module));
    // And of a length that the layout forbids.
    let bytes = Raw::new(b"newer\0").words(seam, 20 << 24 | 2, 1, &[1, 2, 3]);
    let error = Btf::parse_split(bytes.bytes(), &base).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RecordBounds { .. }), "{error}");
}

#[test]
fn iterating_a_module_gives_its_own_types_and_asking_reaches_the_base() {
    let base = base("base");
    let b = split("module-b", &base);
    let ids: Vec<u32> = b.iter().map(|(id, _)| id.0).collect();
    assert_eq!(ids, [6, 7, 8]);
    let types = b.types();
    assert_eq!((types.first(), types.end(), types.len()), (TypeId(6), TypeId(9), 3));
    assert_eq!(types.base().unwrap().len(), 5);
    assert_eq!(types.record_offset(TypeId(6)), Some(0));
    assert_eq!(types.record_offset(TypeId(5)), None, "that is the base's to know");
    assert_eq!(id(&b, "kernel_function", Kind::Func), TypeId(5));
    assert_eq!(types.reachable([TypeId(6)]).len(), 5);
}

#[test]
fn a_builder_on_a_base_continues_ids() {
    let base = base("base");
    let builder = Builder::split(&base).unwrap();
    assert_eq!((builder.first_id(), builder.next_id()), (TypeId(6), TypeId(6)));
    let empty = builder.build(&Options::default()).unwrap();
    assert!(empty.types().is_empty());
    assert_eq!(empty.types().strings().own(), b"");
}
