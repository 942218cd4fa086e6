//! What is left of a kernel, by what it said before: members where they were, types as large, and nothing that nobody
//! asked for.

use std::sync::Arc;

use btfly_btf::edit::ErrorKind;
use btfly_btf::edit::minimize::{Keep, Minimized, minimize};
use btfly_btf::set::Ready;
use btfly_btf::view::{Member, Type};
use btfly_btf::{Btf, BtfSet, Kind, Slot, TypeId, TypeLoc, Types, text};

use crate::fixtures::{base, bases, modules, parse, plain};

fn set_of(base: &Btf, kmods: &[(&str, Btf)]) -> BtfSet {
    let mut set = BtfSet::new(base.clone());
    for (name, btf) in kmods {
        set.push(Arc::new(Ready::parse(*name, btf.bytes().to_vec(), base)));
    }
    set
}

/// What is left if only `part` of `loc` is kept.
fn only(set: &BtfSet, loc: TypeLoc, part: u32) -> Option<Minimized> {
    let mut keep = Keep::default();
    keep.part(loc, part);
    match minimize(set, keep) {
        Ok(small) => Some(small),
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::UnknownKind { .. }), "{loc:?}: {error}");
            None
        }
    }
}

/// What a reader of a member learns: its name, place and width, and how much memory it takes.
fn facts<'b>(
    types: &Types<'b>,
    member: &Member<'b>,
) -> (&'b str, u64, Option<u8>, Option<u64>, Option<Kind>) {
    let behind = types.skip_modifiers(member.type_id());
    (
        member.name(),
        member.offset_bits().0,
        member.bitfield_size(),
        types.size_of(member.type_id()),
        behind.and_then(|id| types.get(id)).map(|ty| ty.kind()),
    )
}

/// Every member of every struct of a set, kept alone, is where it was; how many there were.
fn members_stay(set: &BtfSet) -> usize {
    let mut n = 0;
    for slot in set.slots() {
        let btf = set.btf(slot).unwrap();
        let types = btf.types();
        for (id, ty) in btf.iter() {
            let (Type::Struct(whole) | Type::Union(whole)) = ty else { continue };
            let loc = set.loc(slot, id);
            if loc.slot != slot {
                continue;
            }
            for (at, member) in (0..).zip(whole.members()) {
                let Some(small) = only(set, loc, at) else { continue };
                let left = match slot {
                    Slot::BASE => &small.base,
                    _ => &small.kmods.iter().find(|kmod| kmod.0 == slot).unwrap().2,
                };
                let there = left.get(small.id(loc).unwrap()).unwrap();
                assert_eq!((there.kind(), there.name()), (ty.kind(), ty.name()));
                let there = there.as_composite().unwrap();
                assert_eq!(there.size(), whole.size());
                let members: Vec<_> =
                    there.members().map(|member| facts(&left.types(), &member)).collect();
                assert_eq!(members, [facts(&types, &member)], "{slot:?} {id} {at}");
                n += 1;
            }
        }
    }
    n
}

#[test]
fn every_member_alone_is_where_it_was() {
    let mut n: usize = bases().map(|(_, base)| members_stay(&set_of(&base, &[]))).sum();
    let base = base("base");
    let kmods: Vec<_> = modules(&base).collect();
    n += members_stay(&set_of(&base, &kmods));
    assert!(30 < n, "only {n} members");
}

#[test]
fn of_a_kernel_and_a_module_what_was_asked_for_is_left() {
    let base = parse(
        "
        [1] INT 'long' size=8 encoding=SIGNED
        [2] INT 'unused' size=4
        [3] STRUCT 'list' size=16
        \t'next' type_id=4 bits_offset=0
        \t'prev' type_id=4 bits_offset=64
        [4] PTR type_id=3
        [5] TYPEDEF 'pid_t' type_id=1
        [6] STRUCT 'task' size=32
        \t'list' type_id=3 bits_offset=0
        \t'pid' type_id=5 bits_offset=128
        \t'rest' type_id=2 bits_offset=192
        ",
    );
    let listing = "
        [7] STRUCT 'inode' size=40
        \t'task' type_id=6 bits_offset=0
        \t'next' type_id=8 bits_offset=256
        [8] PTR type_id=7
        [9] STRUCT 'unused' size=1
    ";
    let kmod = text::parse_split(listing, &base).unwrap();
    let idle = text::parse_split("[7] INT 'x' size=4", &base).unwrap();
    let set = set_of(&base, &[("fs", kmod), ("idle", idle)]);
    let mut keep = Keep::default();
    keep.part(set.loc(Slot::BASE, TypeId(6)), 1);
    keep.part(set.loc(Slot(1), TypeId(7)), 1);
    let small = minimize(&set, keep.clone()).unwrap();
    // The typedef is seen through, and `long` tells how large pointers are.
    let expected = "
        [1] INT 'long' size=8 encoding=SIGNED
        [2] STRUCT 'task' size=32
        \t'pid' type_id=1 bits_offset=128
    ";
    assert_eq!(plain(&small.base), plain(&parse(expected)));
    let names: Vec<_> = small.kmods.iter().map(|(slot, name, _)| (*slot, name.as_str())).collect();
    assert_eq!(names, [(Slot(1), "fs")], "a module of which nothing is needed is not there");
    let expected = "
        [3] STRUCT 'inode' size=40
        \t'next' type_id=4 bits_offset=256
        [4] PTR type_id=0
    ";
    let expected = text::parse_split(expected, &small.base).unwrap();
    assert_eq!(plain(&small.kmods[0].2), plain(&expected));
    // Another time it is the same.
    let again = minimize(&set, keep).unwrap();
    assert_eq!(again.base.bytes(), small.base.bytes());
}
