//! Bad input: an error with its kind and byte, never a panic.

use btfly_btf::build::{self, Builder, Def, MemberDef};
use btfly_btf::error::ErrorKind;
use btfly_btf::view::{SecVar, Type};
use btfly_btf::wire::layout::LayoutEntry;
use btfly_btf::{Bits, Btf, Endian, Kind, TypeId};

use crate::fixtures::{self, use_all};
use crate::raw::Raw;

/// Little enough that every byte can be tried.
const ALL_BYTES: usize = 8192;

#[test]
fn every_prefix_of_every_fixture_is_read_or_refused() {
    for (name, btf) in fixtures::bases() {
        let bytes = btf.bytes();
        assert!(bytes.len() <= ALL_BYTES, "{name} is too long for this");
        for len in 0..bytes.len() {
            if let Ok(btf) = Btf::parse(bytes[..len].to_vec()) {
                use_all(&btf);
            }
        }
    }
    let base = fixtures::base("base");
    for (_, module) in fixtures::modules(&base) {
        for len in 0..module.bytes().len() {
            if let Ok(btf) = Btf::parse_split(module.bytes()[..len].to_vec(), &base) {
                use_all(&btf);
            }
        }
    }
}

#[test]
fn no_changed_byte_breaks_anything() {
    let base = fixtures::base("base");
    let all = fixtures::bases()
        .map(|(_, btf)| (btf, None))
        .chain(fixtures::modules(&base).map(|(_, btf)| (btf, Some(&base))));
    for (btf, base) in all {
        for at in 0..btf.bytes().len() {
            let old = btf.bytes()[at];
            for new in [0, 1, 0x7f, 0x80, 0xff, old ^ 1, old ^ 0x80, old.wrapping_add(1)] {
                let mut bytes = btf.bytes().to_vec();
                bytes[at] = new;
                let read = match base {
                    Some(base) => Btf::parse_split(bytes, base),
                    None => Btf::parse(bytes),
                };
                if let Ok(btf) = read {
                    use_all(&btf);
                }
            }
        }
    }
}

#[track_caller]
fn refused(bytes: impl Into<Vec<u8>>, kind: ErrorKind, at: u32) {
    let error = Btf::parse(bytes.into()).unwrap_err();
    assert_eq!((error.kind(), error.at()), (kind, at), "{error}");
}

/// A section that is fine, to be broken in one place.
fn fine() -> Raw {
    // 1: a name; 5: another.
    Raw::new(b"\0int\0s\0").record(1, Kind::Int, 0, 4, &[32]).record(
        5,
        Kind::Struct,
        1,
        4,
        &[1, 1, 0],
    )
}

#[test]
fn what_is_fine_is_read() {
    let btf = Btf::parse(fine().bytes()).unwrap();
    assert_eq!(btf.iter().len(), 2);
}

#[test]
fn what_is_no_btf_is_said_so() {
    refused(*b"", ErrorKind::Truncated { what: "the magic number" }, 0);
    refused(*b"\x9f", ErrorKind::Truncated { what: "the magic number" }, 0);
    refused(*b"\x7fELF\x02\x01", ErrorKind::NotBtf { magic: 0x457f }, 0);
    refused(*b"\x9f\xeb", ErrorKind::Truncated { what: "the version" }, 2);
    refused(*b"\x9f\xeb\x02\x00", ErrorKind::UnsupportedVersion { version: 2 }, 2);
    refused(
        *b"\x9f\xeb\x01\x00\x18\x00\x00",
        ErrorKind::Truncated { what: "the header length" },
        4,
    );
}

#[test]
fn a_header_of_any_length_must_fit() {
    let with_len = |hdr_len: u32| {
        let mut bytes = fine().bytes();
        bytes[4..8].copy_from_slice(&hdr_len.to_le_bytes());
        bytes
    };
    let total = u32::try_from(fine().bytes().len()).unwrap();
    refused(with_len(0), ErrorKind::HeaderLength { hdr_len: 0, limit: 24 }, 4);
    refused(with_len(23), ErrorKind::HeaderLength { hdr_len: 23, limit: 24 }, 4);
    let hdr_len = u32::MAX;
    refused(with_len(hdr_len), ErrorKind::HeaderLength { hdr_len, limit: total }, 4);
    // The other byte order under this one's magic number.
    let hdr_len = 24_u32.swap_bytes();
    refused(with_len(hdr_len), ErrorKind::HeaderLength { hdr_len, limit: total }, 4);
}

#[test]
fn a_header_alone_is_a_module_without_types() {
    let bytes = Raw::new(b"").bytes();
    assert_eq!(bytes.len(), 24);
    assert_eq!(Btf::parse(bytes.clone()).unwrap().iter().len(), 0);
    let base = fixtures::base("base");
    assert_eq!(Btf::parse_split(bytes, &base).unwrap().iter().len(), 0);
}

#[test]
fn sections_must_lie_inside_and_apart() {
    // The words of the header: type offset 8, type length 12, string offset 16, string length 20.
    let with = |at: usize, word: u32| {
        let mut bytes = fine().bytes();
        bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        bytes
    };
    let (types, strings) = (16 + 24, 7);
    let available = types + strings;
    let out = |section, offset, len| ErrorKind::SectionBounds { section, offset, len, available };
    refused(with(12, 1000), out("type", 0, 1000), 8);
    refused(with(8, u32::MAX), out("type", u32::MAX, types), 8);
    refused(with(20, u32::MAX), out("string", types, u32::MAX), 16);
    refused(with(16, types + 1), out("string", types + 1, strings), 16);
    let overlap = ErrorKind::SectionOverlap { first: "type", second: "string" };
    refused(with(16, types - 4), overlap, 24 + types - 4);
    refused(with(8, 2), overlap, 24 + types);
    let mut raw = fine();
    raw.types.clear();
    let mut bytes = raw.bytes();
    bytes[8] = 2;
    refused(bytes, ErrorKind::Misaligned { section: "type" }, 26);
}

#[test]
fn strings_must_be_terminated_text() {
    let with = |strings: &[u8]| Raw { strings: strings.to_vec(), ..fine() }.bytes();
    let at = 24 + 40;
    refused(with(b"\0int\0s"), ErrorKind::StringsUnterminated, at + 5);
    refused(with(b""), ErrorKind::StringsNoLeadingNul, at);
    refused(with(b"\0i\xfft\0s\0"), ErrorKind::StringsNotUtf8, at + 2);
    refused(with(b"xint\0s\0"), ErrorKind::MissingBase { id: TypeId(1) }, at);
    // A name that starts inside a character: the sequence of two bytes stands at 1.
    let cut = Raw::new("\0é\0".as_bytes()).record(2, Kind::Typedef, 0, 0, &[]);
    refused(cut.bytes(), ErrorKind::StringsNotUtf8, 24);
}

#[test]
fn records_must_be_whole() {
    let bounds =
        |id, needed, available| ErrorKind::RecordBounds { id: TypeId(id), needed, available };
    let mut raw = fine();
    raw.types.pop();
    refused(raw.bytes(), bounds(2, 24, 20), 24 + 16);
    let raw = fine().words(1, 0, 0, &[]).types.len();
    assert_eq!(raw, 13);
    let mut raw = fine();
    raw.types.extend([1, 0]);
    refused(raw.bytes(), bounds(3, 12, 8), 24 + 40);
    // A vlen that promises 200 MB.
    let huge = fine().words(1, u32::from(Kind::Struct as u8) << 24 | 0x00ff_ffff, 4, &[1, 1, 0]);
    refused(huge.bytes(), bounds(3, 12 + 12 * 0x00ff_ffff, 24), 24 + 40);
}

#[test]
fn kinds_must_be_known_or_described() {
    let unknown = |kind: u8| ErrorKind::UnknownKind { id: TypeId(3), kind };
    for kind in [0, 20, 0x7f] {
        let bytes = fine().words(1, u32::from(kind) << 24, 0, &[]).bytes();
        refused(bytes, unknown(kind), 24 + 40);
    }
    let mut raw = fine().words(1, 20 << 24 | 2, 0, &[7, 8, 9]);
    raw.hdr_len = 32;
    raw.layout = vec![0; 20 * 4];
    refused(raw.bytes(), unknown(20), 32 + 40);
    raw.layout.extend([4, 4, 0, 0]);
    let btf = Btf::parse(raw.bytes()).unwrap();
    assert_eq!(btf.get(TypeId(3)).unwrap().kind(), Kind::Opaque);
    use_all(&btf);
    raw.layout[20 * 4] = 3;
    refused(raw.bytes(), ErrorKind::LayoutEntry { kind: 20 }, 32 + 64 + 20 * 4);
    raw.layout.pop();
    refused(raw.bytes(), ErrorKind::Misaligned { section: "layout" }, 32 + 64);
}

#[test]
fn names_and_ids_must_exist() {
    let dangling = |to| ErrorKind::DanglingId { id: TypeId(3), to: TypeId(to), limit: TypeId(4) };
    let bad_name = |name_off| ErrorKind::DanglingName { id: TypeId(3), name_off, limit: 7 };
    let rows: [(Raw, ErrorKind); 16] = [
        (fine().record(0, Kind::Ptr, 0, 4, &[]), dangling(4)),
        (fine().record(0, Kind::Const, 0, u32::MAX, &[]), dangling(u32::MAX)),
        (fine().record(0, Kind::Array, 0, 0, &[9, 1, 1]), dangling(9)),
        (fine().record(0, Kind::Array, 0, 0, &[1, 9, 1]), dangling(9)),
        (fine().record(0, Kind::Struct, 1, 4, &[0, 9, 0]), dangling(9)),
        (fine().record(0, Kind::FuncProto, 0, 9, &[]), dangling(9)),
        (fine().record(0, Kind::FuncProto, 1, 0, &[0, 9]), dangling(9)),
        (fine().record(1, Kind::Datasec, 1, 4, &[9, 0, 4]), dangling(9)),
        (fine().record(1, Kind::Var, 0, 9, &[0]), dangling(9)),
        (fine().record(1, Kind::DeclTag, 0, 9, &[0]), dangling(9)),
        (fine().record(7, Kind::Float, 0, 4, &[]), bad_name(7)),
        (fine().record(u32::MAX, Kind::Float, 0, 4, &[]), bad_name(u32::MAX)),
        (fine().record(0, Kind::Struct, 1, 4, &[7, 1, 0]), bad_name(7)),
        (fine().record(0, Kind::Enum, 1, 4, &[7, 1]), bad_name(7)),
        (fine().record(0, Kind::Enum64, 1, 4, &[7, 1, 0]), bad_name(7)),
        (fine().record(0, Kind::FuncProto, 1, 0, &[7, 1]), bad_name(7)),
    ];
    for (raw, kind) in rows {
        refused(raw.bytes(), kind, 24 + 40);
        // The same in the other byte order, at the same place.
        refused(Raw { endian: Endian::Big, ..raw }.bytes(), kind, 24 + 40);
    }
    // A reference forward is none that dangles.
    let forward = fine().record(0, Kind::Ptr, 0, 4, &[]).record(0, Kind::Ptr, 0, 3, &[]);
    assert!(Btf::parse(forward.bytes()).is_ok());
}

#[test]
fn a_base_without_strings_carries_no_names_of_a_module() {
    // The first string of what continues it would stand at 0, which means no name.
    let base = Btf::parse(Raw::new(b"").bytes()).unwrap();
    let split = |strings: &[u8]| {
        let module = Raw::new(strings).record(0, Kind::Float, 0, 4, &[]);
        Btf::parse_split(module.bytes(), &base)
    };
    let error = split(b"x\0").unwrap_err();
    assert_eq!((error.kind(), error.at()), (ErrorKind::MissingBase { id: TypeId(1) }, 24 + 12));
    assert_eq!(split(b"").unwrap_err().kind(), ErrorKind::StringsNoLeadingNul);
    assert_eq!(split(b"\0x\0").unwrap().iter().len(), 1);
    assert!(Btf::parse_split(Raw::new(b"").bytes(), &base).is_ok());
}

#[test]
fn types_that_go_in_circles_end_in_every_printer() {
    use btfly_btf::c;
    use btfly_btf::layout::print::Palette;
    use btfly_btf::layout::{self, path, show};

    // Itself; two that are each other; a struct, an array and a prototype that hold themselves.
    let circles = Raw::new(b"\0a\0b\0s\0m\0f\0")
        .record(1, Kind::Typedef, 0, 1, &[])
        .record(0, Kind::Const, 0, 3, &[])
        .record(0, Kind::Volatile, 0, 2, &[])
        .record(0, Kind::Ptr, 0, 4, &[])
        .record(3, Kind::Typedef, 0, 6, &[])
        .record(0, Kind::Ptr, 0, 5, &[])
        .record(5, Kind::Struct, 2, 8, &[7, 7, 0, 7, 8, 0])
        .record(0, Kind::Array, 0, 0, &[8, 8, 2])
        .record(0, Kind::FuncProto, 1, 9, &[7, 9])
        .record(9, Kind::Func, 0, 9, &[])
        .record(0, Kind::Union, 1, 8, &[0, 11, 0])
        .record(9, Kind::Var, 0, 12, &[0])
        .record(0, Kind::TypeTag, 0, 13, &[]);
    for endian in [Endian::Little, Endian::Big] {
        let btf = Btf::parse(Raw { endian, ..circles.clone() }.bytes()).unwrap();
        use_all(&btf);
        let types = btf.types();
        let graph = c::Graph::new(types);
        for order in [c::Order::ById, c::Order::Sorted] {
            let mut len = 0;
            let printed = c::dump(&graph, c::Options::default(), order, |out| {
                len += out.len();
                out.clear();
                Ok::<(), ()>(())
            });
            assert!(printed.is_ok() && len < 1 << 20, "{len} bytes");
        }
        for (id, _) in types.iter() {
            let options =
                layout::Options { expand: true, max_rows: 100, ..layout::Options::default() };
            let mut text = String::new();
            show::text(&types, id, &options, &Palette::PLAIN, &mut text).unwrap();
            layout::json::any(&types, id, &options, &mut text).unwrap();
            text.push_str(&types.declaration(id, "x").to_string());
            let _ = path::find(&types, id, "m.m.m.m");
            assert!(text.len() < 1 << 20, "{id}: {} bytes", text.len());
        }
    }
}

#[test]
fn a_builder_refuses_what_does_not_fit() {
    let composite = |offset: u64, bitfield_size| {
        Def::Struct(build::CompositeDef {
            name: "s".into(),
            size: 4,
            members: vec![MemberDef {
                name: "m".into(),
                type_id: TypeId::VOID,
                offset: Bits(offset),
                bitfield_size,
            }],
            has_bitfield_sizes: false,
        })
    };
    let values = |value: i128, is_signed, wide: bool| {
        let variants = vec![build::VariantDef { name: "A".into(), value }];
        let def = build::EnumDef { name: "e".into(), size: 4, is_signed, variants };
        if wide { Def::Enum64(def) } else { Def::Enum(def) }
    };
    let opaque = |kind_number, info_sz, len: usize, endian| {
        Def::Opaque(build::OpaqueDef {
            kind_number,
            name: "".into(),
            kflag: false,
            vlen: 0,
            size_or_type: 0,
            layout: LayoutEntry { info_sz, elem_sz: 0, flags: 0 },
            endian,
            extra: vec![0; len].into(),
        })
    };
    let member = |offset, limit| build::ErrorKind::MemberOffset {
        member_idx: 0,
        offset: Bits(offset),
        limit: Bits(limit),
    };
    let value = |value| build::ErrorKind::ValueRange { variant_idx: 0, value };
    let little = Endian::Little;
    let rows = [
        (composite(1 << 32, None), member(1 << 32, u64::from(u32::MAX))),
        (composite(1 << 24, Some(1)), member(1 << 24, 0x00ff_ffff)),
        (values(-1, false, false), value(-1)),
        (values(1 << 32, false, false), value(1 << 32)),
        (values(1 << 31, true, false), value(1 << 31)),
        (values(-1, false, true), value(-1)),
        (values(1 << 63, true, true), value(1 << 63)),
        (opaque(19, 0, 0, little), build::ErrorKind::OpaqueKind { kind_number: 19 }),
        (opaque(128, 0, 0, little), build::ErrorKind::OpaqueKind { kind_number: 128 }),
        (opaque(20, 4, 8, little), build::ErrorKind::OpaqueLength { len: 8, needed: 4 }),
        (opaque(20, 4, 4, Endian::Big), build::ErrorKind::OpaqueEndian),
        (opaque(20, 3, 3, little), build::ErrorKind::LayoutEntry { kind_number: 20 }),
    ];
    for (def, kind) in rows {
        let mut builder = Builder::new(little);
        let error = builder.add(&def).unwrap_err();
        assert_eq!((error.kind(), error.id()), (kind, TypeId(1)), "{error}");
        // Nothing of it stays.
        assert_eq!(builder.next_id(), TypeId(1));
        assert_eq!(builder.build(&build::Options::default()).unwrap().iter().len(), 0);
    }
    let mut builder = Builder::new(little);
    builder.add(&opaque(20, 4, 4, little)).unwrap();
    let error = builder.add(&opaque(20, 8, 8, little)).unwrap_err();
    assert_eq!(error.kind(), build::ErrorKind::LayoutConflict { kind_number: 20 });
    for hdr_len in [26, 1028] {
        let error =
            Builder::new(little).encode(&build::Options { hdr_len, ..build::Options::default() });
        assert_eq!(error.unwrap_err().kind(), build::ErrorKind::HeaderLength { hdr_len });
    }
}

#[test]
fn limits_of_a_builder_can_be_reached() {
    let mut builder = Builder::new(Endian::Little);
    let var = SecVar { type_id: TypeId::VOID, offset: 0, size: 0 };
    let mut section =
        build::DatasecDef { name: ".bss".into(), size: 0, vars: vec![var; 0x0100_0000] };
    let error = builder.add(&Def::Datasec(section.clone())).unwrap_err();
    assert_eq!(error.kind(), build::ErrorKind::TooManyEntries { len: 0x0100_0000 });
    section.vars.pop();
    builder.add(&Def::Datasec(section)).unwrap();
    let btf = builder.build(&build::Options::default()).unwrap();
    let Some(Type::Datasec(section)) = btf.get(TypeId(1)) else { panic!() };
    assert_eq!(section.vars().len(), 0x00ff_ffff);
}
