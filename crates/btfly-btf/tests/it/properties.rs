//! Laws that hold for every BTF, tried on many that nobody wrote.

use btfly_btf::build::{
    ArrayDef, Builder, CompositeDef, DatasecDef, DeclTagDef, Def, EnumDef, FloatDef, FuncDef,
    FuncProtoDef, FwdDef, IntDef, MemberDef, Options, ParamDef, RefDef, Stray, TypeTagDef,
    TypedefDef, VarDef, VariantDef,
};
use btfly_btf::view::{Encoding, FuncLinkage, SecVar};
use btfly_btf::{Bits, Btf, Endian, TypeId, text};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixtures::{full, plain, use_all};

/// Ids that exist whatever a case has: void, and the first types.
const IDS: u32 = 4;

fn id() -> impl Strategy<Value = TypeId> {
    (0..IDS).prop_map(TypeId)
}

/// Names that are also found twice, and some that try to break out of where they are printed.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-c_]{1,3}",
        1 => Just(String::new()),
        1 => prop::sample::select(vec![
            "(anon)", "'", "''", "a'b", "\\", "\\'", "\n", "a\nb", "\t", "\u{1}", "\u{7f}", "\"", "é", "\u{10ffff}",
            " ", "#", "[1]", "' type_id=1", "vlen=2", "(VAR 'x')", "x\r",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ]
}

fn encoding() -> impl Strategy<Value = Encoding> {
    (0..16_u8).prop_map(Encoding::from_number)
}

fn linkage(limit: u32) -> impl Strategy<Value = FuncLinkage> {
    prop_oneof![0..4_u32, 0..=limit].prop_map(FuncLinkage::from_number)
}

fn reference() -> impl Strategy<Value = RefDef> {
    id().prop_map(|type_id| RefDef { type_id })
}

fn composite() -> impl Strategy<Value = CompositeDef<'static>> {
    let member = |has_sizes: bool| {
        let limit = if has_sizes { 0x00ff_ffff } else { u32::MAX };
        let bits = if has_sizes { 0..=u8::MAX } else { 0..=0 };
        (name(), id(), 0..=limit, bits).prop_map(|(name, type_id, offset, bits)| MemberDef {
            name: name.into(),
            type_id,
            offset: Bits(u64::from(offset)),
            bitfield_size: if bits == 0 { None } else { Some(bits) },
        })
    };
    (name(), any::<u32>(), any::<bool>())
        .prop_flat_map(move |(name, size, has_sizes)| {
            (Just(name), Just(size), Just(has_sizes), vec(member(has_sizes), 0..4))
        })
        .prop_map(|(name, size, has_bitfield_sizes, members)| CompositeDef {
            name: name.into(),
            size,
            members,
            has_bitfield_sizes,
        })
}

fn values<V: Into<i128> + std::fmt::Debug>(
    is_signed: bool,
    value: impl Strategy<Value = V>,
) -> impl Strategy<Value = EnumDef<'static>> {
    let variant = (name(), value)
        .prop_map(|(name, value)| VariantDef { name: name.into(), value: value.into() });
    (name(), any::<u32>(), vec(variant, 0..4)).prop_map(move |(name, size, variants)| EnumDef {
        name: name.into(),
        size,
        is_signed,
        variants,
    })
}

fn def() -> impl Strategy<Value = Def<'static>> {
    let int = (name(), any::<u32>(), encoding(), any::<u8>(), any::<u8>()).prop_map(
        |(name, size, encoding, offset_bits, size_bits)| {
            Def::Int(IntDef { name: name.into(), size, encoding, offset_bits, size_bits })
        },
    );
    let array = (id(), id(), any::<u32>()).prop_map(|(elem_type_id, index_type_id, len)| {
        Def::Array(ArrayDef { elem_type_id, index_type_id, len })
    });
    let param = (name(), id()).prop_map(|(name, type_id)| ParamDef { name: name.into(), type_id });
    let proto = (id(), vec(param, 0..4)).prop_map(|(return_type_id, params)| {
        Def::FuncProto(FuncProtoDef { return_type_id, params })
    });
    let var = (id(), any::<u32>(), any::<u32>()).prop_map(|(type_id, offset, size)| SecVar {
        type_id,
        offset,
        size,
    });
    let section = (name(), any::<u32>(), vec(var, 0..4))
        .prop_map(|(name, size, vars)| Def::Datasec(DatasecDef { name: name.into(), size, vars }));
    prop_oneof![
        int,
        array,
        proto,
        section,
        reference().prop_map(Def::Ptr),
        reference().prop_map(Def::Volatile),
        reference().prop_map(Def::Const),
        reference().prop_map(Def::Restrict),
        composite().prop_map(Def::Struct),
        composite().prop_map(Def::Union),
        values(false, any::<u32>()).prop_map(Def::Enum),
        values(true, any::<i32>()).prop_map(Def::Enum),
        values(false, any::<u64>()).prop_map(Def::Enum64),
        values(true, any::<i64>()).prop_map(Def::Enum64),
        (name(), any::<bool>())
            .prop_map(|(name, is_union)| Def::Fwd(FwdDef { name: name.into(), is_union })),
        (name(), id())
            .prop_map(|(name, type_id)| Def::Typedef(TypedefDef { name: name.into(), type_id })),
        (name(), id(), linkage(0x00ff_ffff)).prop_map(|(name, type_id, linkage)| {
            Def::Func(FuncDef { name: name.into(), type_id, linkage })
        }),
        (name(), id(), linkage(u32::MAX)).prop_map(|(name, type_id, linkage)| {
            Def::Var(VarDef { name: name.into(), type_id, linkage })
        }),
        (name(), any::<u32>())
            .prop_map(|(name, size)| Def::Float(FloatDef { name: name.into(), size })),
        (name(), id(), any::<i32>(), any::<bool>()).prop_map(
            |(name, type_id, component_idx, is_attribute)| {
                Def::DeclTag(DeclTagDef { name: name.into(), type_id, component_idx, is_attribute })
            }
        ),
        (name(), id(), any::<bool>()).prop_map(|(name, type_id, is_attribute)| {
            Def::TypeTag(TypeTagDef { name: name.into(), type_id, is_attribute })
        }),
    ]
}

/// Bits for every place; a kind takes those that it has no use for.
fn stray() -> impl Strategy<Value = Stray<'static>> {
    let some = (name(), any::<bool>(), 0..=0x00ff_ffff_u32, any::<u32>(), any::<u32>()).prop_map(
        |(name, kind_flag, vlen, size_or_type, int_bits)| Stray {
            name: name.into(),
            kind_flag,
            vlen,
            size_or_type,
            int_bits,
        },
    );
    prop_oneof![3 => Just(Stray::default()), 1 => some]
}

/// Enough types for every id that [`id`] gives.
fn defs() -> impl Strategy<Value = Vec<(Def<'static>, Stray<'static>)>> {
    vec((def(), stray()), IDS as usize - 1..8)
}

fn options() -> impl Strategy<Value = Options> {
    let lengths = prop::sample::select(vec![24, 32, 36]);
    (any::<bool>(), lengths, any::<u8>()).prop_map(|(layout, hdr_len, flags)| Options {
        layout,
        hdr_len: if layout { hdr_len.max(32) } else { hdr_len },
        flags,
    })
}

fn endian() -> impl Strategy<Value = Endian> {
    prop::sample::select(vec![Endian::Little, Endian::Big])
}

fn fill(mut builder: Builder, defs: &[(Def<'_>, Stray<'_>)]) -> Builder {
    for (def, stray) in defs {
        builder.add_stray(def, stray).unwrap();
    }
    builder
}

fn build(endian: Endian, defs: &[(Def<'_>, Stray<'_>)], options: &Options) -> Btf {
    fill(Builder::new(endian), defs).build(options).unwrap()
}

fn defs_of(btf: &Btf) -> Vec<(Def<'_>, Stray<'_>)> {
    btf.iter().map(|(_, ty)| (ty.to_def().unwrap(), ty.stray())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_built_is_what_is_read(defs in defs(), endian in endian(), options in options()) {
        let btf = build(endian, &defs, &options);
        for ((def, _), (read, _)) in defs.iter().zip(defs_of(&btf)) {
            prop_assert_eq!(def, &read);
        }
        prop_assert_eq!(btf.header().hdr_len, options.hdr_len);
        prop_assert_eq!(btf.header().flags, options.flags);
        prop_assert_eq!(btf.header().layout.is_empty(), !options.layout);
    }

    #[test]
    fn bytes_through_definitions_are_the_same_bytes(defs in defs(), endian in endian(), options in options()) {
        let btf = build(endian, &defs, &options);
        let again = build(endian, &defs_of(&btf), &options);
        prop_assert_eq!(btf.bytes(), again.bytes());
    }

    #[test]
    fn a_full_listing_is_the_whole_btf(defs in defs(), endian in endian(), options in options()) {
        let btf = build(endian, &defs, &options);
        let listing = full(&btf);
        let again = text::parse(&listing).unwrap_or_else(|error| panic!("{error}\n{listing}"));
        prop_assert_eq!(again.bytes(), btf.bytes(), "{}", listing);
        prop_assert_eq!(full(&again), listing);
    }

    #[test]
    fn a_plain_listing_has_no_byte_order(defs in defs(), options in options()) {
        let little = build(Endian::Little, &defs, &options);
        let big = build(Endian::Big, &defs, &options);
        prop_assert_eq!(plain(&little), plain(&big));
        prop_assert_eq!(defs_of(&little), defs_of(&big));
    }

    #[test]
    fn whatever_was_built_can_be_used(defs in defs(), endian in endian()) {
        use_all(&build(endian, &defs, &Options::default()));
    }

    #[test]
    fn a_split_btf_is_built_read_and_listed_on_its_base(
        base in defs(), defs in vec((def(), stray()), 0..6), endian in endian(), options in options(),
    ) {
        let base = build(endian, &base, &Options::default());
        let builder = fill(Builder::split(&base).unwrap(), &defs);
        let split = builder.build(&options).unwrap();
        for ((def, _), (read, _)) in defs.iter().zip(defs_of(&split)) {
            prop_assert_eq!(def, &read);
        }
        let listing = full(&split);
        let again = text::parse_split(&listing, &base).unwrap_or_else(|error| panic!("{error}\n{listing}"));
        prop_assert_eq!(again.bytes(), split.bytes());
        use_all(&split);
    }

    #[test]
    fn a_split_btf_repeats_no_string(base in defs(), defs in vec((def(), stray()), 0..6), endian in endian()) {
        let base = build(endian, &base, &Options::default());
        let split = fill(Builder::split(&base).unwrap(), &defs).build(&Options::default()).unwrap();
        let strings = split.types().strings();
        let texts = |section: &'static str, bytes: &[u8]| {
            let texts: Vec<Vec<u8>> = bytes.split(|byte| *byte == 0).map(<[u8]>::to_vec).filter(|text| !text.is_empty()).collect();
            let mut unique = texts.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), texts.len(), "{section}");
            unique
        };
        let (own, of_base) = (texts("own", strings.own()), texts("base", strings.base()));
        prop_assert!(own.iter().all(|text| !of_base.contains(text)));
    }

    #[test]
    fn any_text_is_a_listing_or_an_error(text in "(\\[[0-9]{1,2}\\] )?[A-Z_]{3,7}( '.{0,3}')?( [a-z_]{2,9}=[0-9a-z]{1,3}){0,4}(\n.{0,20})?") {
        if let Ok(btf) = text::parse(&text) {
            use_all(&btf);
        }
    }
}
