//! Edits, by their laws and by what they carry along.

use std::sync::Arc;

use btfly_btf::build::{
    Builder, CompositeDef, Def, EnumDef, FuncProtoDef, FwdDef, IntDef, MemberDef, Options,
    ParamDef, RefDef, TypedefDef, VariantDef,
};
use btfly_btf::edit::{dedup, merge, renumber, strip};
use btfly_btf::ext::Ext;
use btfly_btf::graph::Graph;
use btfly_btf::set::Ready;
use btfly_btf::shape::{self, Depth, Forwards, Shapes};
use btfly_btf::view::Encoding;
use btfly_btf::{Bits, Btf, BtfSet, Endian, Kind, TypeId, c};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixtures::{base, bases, full, id, modules, parse, plain, use_all};

pub(crate) const EXACT: shape::Options =
    shape::Options { depth: Depth::All, forwards: Forwards::Apart };

/// A type among few names and shapes, so that much is said twice; ids are taken modulo what there is.
pub(crate) fn def(with_forwards: bool) -> impl Strategy<Value = Def<'static>> {
    let id = || (0..64_u32).prop_map(TypeId);
    let name = || prop::sample::select(vec!["a", "b", "c"]);
    let tag = || prop::sample::select(vec!["", "s", "t"]);
    let composite = (tag(), vec((name(), id()), 0..3)).prop_map(|(name, members)| CompositeDef {
        name: name.into(),
        size: 16,
        has_bitfield_sizes: false,
        members: members
            .into_iter()
            .map(|(name, type_id)| MemberDef {
                name: name.into(),
                type_id,
                offset: Bits(0),
                bitfield_size: None,
            })
            .collect(),
    });
    let proto = (id(), vec((name(), id()), 0..3)).prop_map(|(return_type_id, params)| {
        let param = |(name, type_id): (&'static str, _)| ParamDef { name: name.into(), type_id };
        Def::FuncProto(FuncProtoDef {
            return_type_id,
            params: params.into_iter().map(param).collect(),
        })
    });
    let reference = || id().prop_map(|type_id| RefDef { type_id });
    let least = usize::from(!with_forwards);
    let values = vec((name(), 0..2_i32), least..3).prop_map(|values| EnumDef {
        name: "s".into(),
        size: 4,
        is_signed: false,
        variants: values
            .into_iter()
            .map(|(name, value)| VariantDef { name: name.into(), value: value.into() })
            .collect(),
    });
    let forward = if with_forwards { 2 } else { 0 };
    prop_oneof![
        2 => (name(), 0..2_u32).prop_map(|(name, size)| Def::Int(IntDef {
            name: name.into(), size: 4 << size, encoding: Encoding::Signed, offset_bits: 0, size_bits: 32,
        })),
        6 => reference().prop_map(Def::Ptr),
        2 => reference().prop_map(Def::Const),
        6 => composite.clone().prop_map(Def::Struct),
        2 => composite.prop_map(Def::Union),
        2 => proto,
        1 => values.prop_map(Def::Enum),
        2 => (name(), id()).prop_map(|(name, type_id)| Def::Typedef(TypedefDef { name: name.into(), type_id })),
        forward => (tag(), any::<bool>()).prop_map(|(name, is_union)| Def::Fwd(FwdDef { name: name.into(), is_union })),
    ]
}

/// References of a definition, each modulo `end`.
pub(crate) fn wrap(def: &mut Def<'_>, end: u32) {
    let wrap = |id: &mut TypeId| id.0 %= end;
    match def {
        Def::Ptr(def) | Def::Const(def) | Def::Volatile(def) | Def::Restrict(def) => {
            wrap(&mut def.type_id)
        }
        Def::Typedef(def) => wrap(&mut def.type_id),
        Def::Struct(def) | Def::Union(def) => {
            def.members.iter_mut().for_each(|member| wrap(&mut member.type_id));
        }
        Def::FuncProto(def) => {
            wrap(&mut def.return_type_id);
            def.params.iter_mut().for_each(|param| wrap(&mut param.type_id));
        }
        Def::Array(def) => {
            wrap(&mut def.elem_type_id);
            wrap(&mut def.index_type_id);
        }
        Def::Func(def) => wrap(&mut def.type_id),
        Def::Var(def) => wrap(&mut def.type_id),
        Def::DeclTag(def) => wrap(&mut def.type_id),
        Def::TypeTag(def) => wrap(&mut def.type_id),
        Def::Datasec(def) => def.vars.iter_mut().for_each(|var| wrap(&mut var.type_id)),
        Def::Int(_)
        | Def::Float(_)
        | Def::Fwd(_)
        | Def::Enum(_)
        | Def::Enum64(_)
        | Def::Opaque(_) => {}
    }
}

pub(crate) fn btf(with_forwards: bool) -> impl Strategy<Value = Btf> {
    (vec(def(with_forwards), 1..40), endian()).prop_map(|(defs, endian)| build(defs, endian))
}

/// Two of one byte order.
pub(crate) fn two() -> impl Strategy<Value = (Btf, Btf)> {
    let defs = || vec(def(true), 1..20);
    (defs(), defs(), endian()).prop_map(|(a, b, endian)| (build(a, endian), build(b, endian)))
}

pub(crate) fn endian() -> impl Strategy<Value = Endian> {
    prop::sample::select(vec![Endian::Little, Endian::Big])
}

pub(crate) fn build(defs: Vec<Def<'_>>, endian: Endian) -> Btf {
    let end = u32::try_from(defs.len()).unwrap() + 1;
    let mut builder = Builder::new(endian);
    for mut def in defs {
        wrap(&mut def, end);
        builder.add(&def).unwrap();
    }
    builder.build(&Options::default()).unwrap()
}

fn ids(btf: &Btf) -> Vec<TypeId> {
    btf.iter().map(|(id, _)| id).collect()
}

/// Whether each type of one has exactly one that says the same in the other.
fn are_paired(a: &Btf, b: &Btf) -> bool {
    let graph = Graph::new([a.types(), b.types()]);
    let shapes = Shapes::new(&graph, EXACT);
    // How many of each there are of a shape.
    let mut counts = vec![[0, 0]; graph.len()];
    for node in graph.nodes() {
        counts[shapes.first(node).index()][graph.part(node) as usize] += 1;
    }
    graph.nodes().all(|node| counts[shapes.first(node).index()] == [1, 1])
}

fn sorted_c(btf: &Btf) -> String {
    let mut text = Vec::new();
    let graph = c::Graph::new(btf.types());
    let Ok(_) = c::dump(&graph, c::Options { compat: false }, c::Order::Sorted, |chunk| {
        text.append(chunk);
        Ok::<(), std::convert::Infallible>(())
    });
    String::from_utf8(text).unwrap()
}

fn dedup_one(btf: &Btf) -> Btf {
    dedup::dedup(&[btf.into()]).unwrap().to_btf()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dedup_leaves_one_type_a_shape(btf in btf(false)) {
        let once = dedup_one(&btf);
        let shapes = |btf: &Btf| Shapes::new(&Graph::new([btf.types()]), EXACT).count();
        prop_assert_eq!(once.iter().len() + 1, shapes(&btf), "{}", full(&btf));
        prop_assert_eq!(shapes(&once), shapes(&btf));
    }

    #[test]
    fn a_type_and_what_dedup_made_of_it_say_the_same(btf in btf(false)) {
        let edited = dedup::dedup(&[(&btf).into()]).unwrap();
        let once = edited.to_btf();
        let graph = Graph::new([btf.types(), once.types()]);
        let shapes = Shapes::new(&graph, EXACT);
        for (id, _) in btf.iter() {
            let new = edited.ids().get(0, id).unwrap();
            prop_assert!(shapes.same(graph.node(0, id), graph.node(1, new)), "{} {}", id, full(&btf));
        }
    }

    #[test]
    fn dedup_twice_is_dedup_once(btf in btf(true)) {
        let once = dedup_one(&btf);
        let twice = dedup_one(&once);
        prop_assert_eq!(full(&once), full(&twice), "{}", full(&btf));
        use_all(&once);
    }

    #[test]
    fn dedup_does_not_depend_on_the_order(btf in btf(false), keys in vec(any::<u32>(), 40)) {
        let mut order: Vec<(u32, TypeId)> = keys.into_iter().zip(ids(&btf)).collect();
        order.sort_unstable();
        let order: Vec<TypeId> = order.into_iter().map(|(_, id)| id).collect();
        let shuffled = renumber::renumber((&btf).into(), &order).unwrap().to_btf();
        prop_assert!(are_paired(&dedup_one(&btf), &dedup_one(&shuffled)), "{}", full(&btf));
    }

    #[test]
    fn dedup_of_two_is_dedup_of_one_behind_the_other((a, b) in two()) {
        let both = merge::concatenate(&[(&a).into(), (&b).into()]).unwrap().to_btf();
        let apart = dedup::dedup(&[(&a).into(), (&b).into()]).unwrap().to_btf();
        prop_assert_eq!(plain(&dedup_one(&both)), plain(&apart));
    }

    #[test]
    fn dedup_on_a_base_takes_from_it_what_it_has(a in btf(false)) {
        let base = dedup_one(&a);
        // The same types again, as a split BTF.
        let mut builder = Builder::split(&base).unwrap();
        let shift = builder.first_id().0 - 1;
        for (_, ty) in base.iter() {
            let mut def = ty.to_def().unwrap();
            shift_ids(&mut def, shift);
            builder.add(&def).unwrap();
        }
        let split = builder.build(&Options::default()).unwrap();
        let edited = dedup::dedup(&[(&split).into()]).unwrap();
        prop_assert_eq!(edited.to_btf().iter().len(), 0);
        for (id, _) in base.iter() {
            prop_assert_eq!(edited.ids().get(0, TypeId(id.0 + shift)), Some(id));
            prop_assert_eq!(edited.ids().get(0, id), Some(id));
        }
    }

    #[test]
    fn renumbering_back_gives_the_same_bytes(btf in btf(true), keys in vec(any::<u32>(), 40)) {
        let mut order: Vec<(u32, TypeId)> = keys.into_iter().zip(ids(&btf)).collect();
        order.sort_unstable();
        let order: Vec<TypeId> = order.into_iter().map(|(_, id)| id).collect();
        let edited = renumber::renumber((&btf).into(), &order).unwrap();
        let back: Vec<TypeId> = ids(&btf).into_iter().map(|id| edited.ids().get(0, id).unwrap()).collect();
        let again = renumber::renumber((&edited.to_btf()).into(), &back).unwrap();
        prop_assert_eq!(again.bytes(), btf.bytes());
    }

    #[test]
    fn renumbering_changes_no_sorted_c(keys in vec(any::<u32>(), 128)) {
        // In `sorted`, two types say the same but for what has no name: they stand in the order of their ids.
        for (name, btf) in bases().filter(|(name, _)| *name != "sorted") {
            let order = keys.iter().copied().chain(0..).zip(ids(&btf));
            let mut order: Vec<(u32, TypeId)> = order.collect();
            order.sort_unstable();
            let order: Vec<TypeId> = order.into_iter().map(|(_, id)| id).collect();
            // What has a kind that nobody knows stays as it is.
            let Ok(edited) = renumber::renumber((&btf).into(), &order) else { continue };
            prop_assert_eq!(sorted_c(&btf), sorted_c(&edited.to_btf()), "{}", name);
        }
    }

    #[test]
    fn what_is_stripped_says_what_it_said(btf in btf(true), root in 1..40_u32) {
        let root = TypeId(1 + root % u32::try_from(btf.iter().len()).unwrap());
        let edited = strip::strip((&btf).into(), &[root]).unwrap();
        let small = edited.to_btf();
        let graph = Graph::new([btf.types(), small.types()]);
        let shapes = Shapes::new(&graph, EXACT);
        let new = edited.ids().get(0, root).unwrap();
        prop_assert!(shapes.same(graph.node(0, root), graph.node(1, new)));
        // Nothing is there that the root does not lead to.
        let all = strip::strip((&small).into(), &[new]).unwrap();
        prop_assert_eq!(all.bytes(), small.bytes());
    }
}

fn shift_ids(def: &mut Def<'_>, shift: u32) {
    let move_id = |id: &mut TypeId| {
        if id.0 != 0 {
            id.0 += shift;
        }
    };
    match def {
        Def::Ptr(def) | Def::Const(def) => move_id(&mut def.type_id),
        Def::Typedef(def) => move_id(&mut def.type_id),
        Def::Struct(def) | Def::Union(def) => {
            def.members.iter_mut().for_each(|member| move_id(&mut member.type_id));
        }
        Def::FuncProto(def) => {
            move_id(&mut def.return_type_id);
            def.params.iter_mut().for_each(|param| move_id(&mut param.type_id));
        }
        // Nothing else is made here.
        Def::Int(_)
        | Def::Float(_)
        | Def::Fwd(_)
        | Def::Enum(_)
        | Def::Enum64(_)
        | Def::Opaque(_)
        | Def::Volatile(_)
        | Def::Restrict(_)
        | Def::Array(_)
        | Def::Func(_)
        | Def::Var(_)
        | Def::Datasec(_)
        | Def::DeclTag(_)
        | Def::TypeTag(_) => {}
    }
}

#[test]
fn every_fixture_in_its_own_order_is_the_same_bytes() {
    for (name, btf) in bases() {
        let edited = renumber::renumber((&btf).into(), &ids(&btf)).unwrap();
        assert_eq!(full(&edited.to_btf()), full(&btf), "{name}");
    }
    let base = base("base");
    for (name, module) in modules(&base) {
        let edited = renumber::renumber((&module).into(), &ids(&module)).unwrap();
        assert_eq!(full(&edited.to_btf()), full(&module), "{name}");
    }
}

#[test]
fn a_merged_set_has_every_type() {
    let base = base("base");
    let mut set = BtfSet::new(base.clone());
    for (name, module) in modules(&base) {
        set.push(Arc::new(Ready::parse(name, module.bytes().to_vec(), &base)));
    }
    let merged = merge::merge(&set, merge::Repeated::Kept).unwrap();
    let flat = merged.to_btf();
    let total: usize = set.btfs().map(|(_, btf)| btf.iter().len()).sum();
    assert_eq!(flat.iter().len(), total);
    for repeated in [merge::Repeated::Kept, merge::Repeated::Once] {
        let merged = merge::merge(&set, repeated).unwrap();
        let flat = merged.to_btf();
        for (slot, btf) in set.btfs() {
            let graph = Graph::new(
                btf.base().map(Btf::types).into_iter().chain([btf.types(), flat.types()]),
            );
            let shapes =
                Shapes::new(&graph, shape::Options { forwards: Forwards::AsDefined, ..EXACT });
            let own = u32::from(btf.base().is_some());
            for (id, ty) in btf.iter() {
                let new = merged.id(set.loc(slot, id)).unwrap().0;
                let (old, new) = (graph.node(own, id), graph.node(own + 1, new));
                let forward = matches!(ty.kind(), Kind::Fwd);
                assert!(forward || shapes.same(old, new), "{repeated:?} {slot:?} {id} {ty:?}");
            }
        }
    }
}

#[test]
fn a_set_with_a_sick_module_is_not_merged() {
    let base = base("base");
    let mut set = BtfSet::new(base.clone());
    set.push(Arc::new(Ready::parse("sick", vec![1, 2, 3], &base)));
    let error = merge::merge(&set, merge::Repeated::Kept).unwrap_err();
    assert!(matches!(error, merge::MergeError::SetAside { slot, .. } if slot.0 == 1), "{error}");
}

#[test]
fn byte_orders_do_not_mix() {
    let (little, big) = (base("base"), base("big-endian"));
    let error = dedup::dedup(&[(&little).into(), (&big).into()]).unwrap_err();
    assert_eq!(error.to_string(), "byte order differs from that of the first input");
    assert_eq!(error.input(), 1);
}

#[test]
fn types_of_unknown_kinds_stay_where_they_are() {
    let btf = base("opaque");
    let error = dedup::dedup(&[(&btf).into()]).unwrap_err();
    assert!(error.to_string().contains("unknown kind"), "{error}");
    assert!(renumber::renumber((&btf).into(), &ids(&btf)).is_ok());
}

#[test]
fn a_stripped_struct_keeps_its_tags() {
    let btf = parse(
        "[1] INT 'int' size=4
         [2] STRUCT 's' size=4
                'x' type_id=1 bits_offset=0
         [3] INT 'unused' size=8
         [4] DECL_TAG 'tagged' type_id=2 component_idx=-1
         [5] DECL_TAG 'elsewhere' type_id=3 component_idx=-1",
    );
    let small = strip::strip((&btf).into(), &[id(&btf, "s", Kind::Struct)]).unwrap().to_btf();
    let names: Vec<_> = small.iter().map(|(_, ty)| ty.name().unwrap()).collect();
    assert_eq!(names, ["int", "s", "tagged"]);
    assert!(!small.bytes().windows(6).any(|text| text == b"unused"));
}

/// A `.BTF.ext` with a function and a relocation of `.text`.
fn ext(text: u32, func: u32, relo: u32, access: u32) -> Vec<u8> {
    let mut bytes = vec![0x9f, 0xeb, 1, 0];
    let words = [32, 0, 20, 20, 0, 20, 28];
    let funcs = [8, text, 1, 0, func];
    let relos = [16, text, 1, 8, relo, access, 0];
    for word in words.iter().chain(&funcs).chain(&relos) {
        bytes.extend(u32::to_le_bytes(*word));
    }
    bytes
}

#[test]
fn records_beside_the_types_follow_them() {
    let btf = parse(
        "[1] INT 'int' size=4
         [2] INT 'int' size=4
         [3] TYPEDEF '0:1' type_id=0
         [4] TYPEDEF '.text' type_id=2
         [5] FUNC_PROTO ret_type_id=2 vlen=0
         [6] FUNC 'f' type_id=5 linkage=static
         [7] STRUCT 's' size=4
                'x' type_id=2 bits_offset=0",
    );
    let off = |name: &str| {
        btf.types().iter().find(|(_, ty)| ty.name() == Some(name)).unwrap().1.name_off().0
    };
    let bytes = ext(off(".text"), 6, 7, off("0:1"));
    let input = btfly_btf::edit::Input { btf: &btf, ext: Some(&bytes) };
    let said = |edited: &btfly_btf::edit::Edited| {
        let (btf, ext) = (edited.to_btf(), Ext::parse(edited.ext(0).unwrap()).unwrap());
        let (func, relo) = (&ext.func_infos[0], &ext.core_relos[0]);
        let strings = btf.types().strings();
        let name = |id| btf.get(id).unwrap().name().unwrap().to_owned();
        [
            strings.get(func.name_off).to_owned(),
            name(func.records[0].type_id),
            name(relo.records[0].type_id),
            strings.get(relo.records[0].access_str_off).to_owned(),
        ]
    };
    let expected = [".text", "f", "s", "0:1"];
    assert_eq!(said(&dedup::dedup(&[input]).unwrap()), expected);
    assert_eq!(dedup::dedup(&[input]).unwrap().to_btf().iter().len(), 6);
    // Names that only the records use stay, and types that they need must.
    let roots = [id(&btf, "f", Kind::Func), id(&btf, "s", Kind::Struct)];
    assert_eq!(said(&strip::strip(input, &roots).unwrap()), expected);
    let error = strip::strip(input, &roots[..1]).unwrap_err();
    assert_eq!(error.to_string(), "no type 7");
}

#[test]
fn the_order_of_names_is_that_of_their_bytes() {
    let btf = parse(
        "[1] INT 'b' size=4
         [2] PTR type_id=1
         [3] INT 'B' size=4
         [4] INT 'ab' size=4
         [5] TYPEDEF 'b' type_id=1
         [6] CONST type_id=1",
    );
    let order: Vec<u32> =
        renumber::sorted_by_name(&btf.types()).into_iter().map(|id| id.0).collect();
    assert_eq!(order, [2, 6, 3, 4, 1, 5]);
}

#[test]
fn a_list_that_is_no_permutation_is_refused() {
    let btf = parse("[1] INT 'a' size=4\n[2] INT 'b' size=4");
    for (list, culprit) in [(&[1, 1][..], 1), (&[1], 2), (&[1, 3], 3), (&[0, 1], 0)] {
        let list: Vec<TypeId> = list.iter().map(|id| TypeId(*id)).collect();
        let error = renumber::renumber((&btf).into(), &list).unwrap_err();
        assert!(error.to_string().contains(&format!(": {culprit} is")), "{list:?} {error}");
    }
}
