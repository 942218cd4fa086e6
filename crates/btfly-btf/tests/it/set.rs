//! Sets: two modules that use one id for different types are never mixed up, and nothing is decoded that no
//! question needs.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use std::sync::Arc;

use btfly_btf::error::ErrorKind;
use btfly_btf::scan::Wanted;
use btfly_btf::set::{Kmod, Ready, SetAside};
use btfly_btf::{Btf, BtfSet, Kind, Slot, TypeId, TypeLoc};

use crate::fixtures::{base, split};

/// A module that counts what is asked of it.
#[derive(Debug)]
struct Counted {
    name: &'static str,
    bytes: Vec<u8>,
    decoded: AtomicUsize,
    btf: OnceLock<Result<Btf, SetAside>>,
}

impl Counted {
    fn new(name: &'static str, bytes: &[u8]) -> Arc<Self> {
        let decoded = AtomicUsize::new(0);
        Arc::new(Self { name, bytes: bytes.to_vec(), decoded, btf: OnceLock::new() })
    }
}

impl Kmod for Counted {
    fn name(&self) -> &str {
        self.name
    }

    fn btf(&self, base: &Btf) -> Result<&Btf, &SetAside> {
        self.btf
            .get_or_init(|| {
                self.decoded.fetch_add(1, Ordering::Relaxed);
                Btf::parse_split(self.bytes.clone(), base).map_err(SetAside::from)
            })
            .as_ref()
    }

    fn is_decoded(&self) -> bool {
        self.btf.get().is_some()
    }

    fn may_define(&self, wanted: &Wanted<'_>) -> bool {
        wanted.may_be_in(&self.bytes)
    }
}

/// The base, two modules that collide, one without types, and one that is broken.
fn set() -> (BtfSet, [Arc<Counted>; 4]) {
    let base = base("base");
    let kmods = [
        Counted::new("module_a", split("module-a", &base).bytes()),
        Counted::new("module_b", split("module-b", &base).bytes()),
        Counted::new("empty", split("module-empty", &base).bytes()),
        Counted::new("broken", b"\x9f\xeb\x01\x00\x18"),
    ];
    let mut set = BtfSet::new(base);
    for (slot, kmod) in (1..).zip(&kmods) {
        assert_eq!(set.push(kmod.clone()), Slot(slot));
    }
    (set, kmods)
}

fn loc(slot: u32, id: u32) -> TypeLoc {
    TypeLoc { slot: Slot(slot), id: TypeId(id) }
}

#[test]
fn one_name_is_found_in_every_slot_that_has_it() {
    let (set, _) = set();
    assert_eq!(set.find("shared", None), [loc(0, 2), loc(1, 7), loc(2, 7)]);
    assert_eq!(set.find("shared", Some(Kind::Struct)), [loc(0, 2), loc(1, 7)]);
    assert_eq!(set.find("only_in_a", None), [loc(1, 6), loc(2, 8)]);
    assert_eq!(set.find("nowhere", None), []);
}

#[test]
fn one_id_is_two_types_in_two_slots() {
    let (set, _) = set();
    assert_eq!(set.get(loc(1, 6)).unwrap().kind(), Kind::Struct);
    assert_eq!(set.get(loc(2, 6)).unwrap().kind(), Kind::Func);
    assert!(
        set.get(loc(0, 6)).is_none()
            && set.get(loc(3, 6)).is_none()
            && set.get(loc(9, 1)).is_none()
    );
}

#[test]
fn an_id_of_the_base_is_the_bases_wherever_it_was_met() {
    let (set, _) = set();
    for slot in set.slots() {
        for id in 0..6 {
            assert_eq!(set.loc(slot, TypeId(id)), loc(0, id));
        }
        assert_eq!(set.loc(slot, TypeId(6)).slot, slot);
    }
    // So two modules that refer to one type of the base refer to one place.
    let member = |slot: u32, id: u32| {
        let composite = set.get(loc(slot, id)).unwrap().as_composite().unwrap();
        set.loc(Slot(slot), composite.members().next().unwrap().type_id())
    };
    assert_eq!(member(1, 7), member(2, 7));
}

#[test]
fn only_what_may_have_the_answer_is_decoded() {
    let (set, kmods) = set();
    let decoded = || kmods.each_ref().map(|kmod| kmod.decoded.load(Ordering::Relaxed));
    assert_eq!(set.find("only_in_b", None), [loc(2, 6)]);
    assert_eq!(decoded()[..3], [0, 1, 0], "a module without the name is left alone");
    // The broken one may have anything, so it is tried; once.
    assert_eq!(decoded()[3], 1);
    assert_eq!(set.find("only_in_b", None).len() + set.find("shared", None).len(), 4);
    assert_eq!(decoded(), [1, 1, 0, 1]);
    assert_eq!(set.decoded(), 3);
    set.btfs().for_each(drop);
    assert_eq!(decoded(), [1, 1, 1, 1]);
}

#[test]
fn a_broken_module_is_set_aside_and_the_rest_works() {
    let (set, _) = set();
    let aside: Vec<(Slot, SetAside)> = set.set_aside().collect();
    assert_eq!(aside.len(), 1);
    let (slot, reason) = &aside[0];
    assert_eq!((*slot, set.slot_name(*slot)), (Slot(4), "broken"));
    assert_eq!(reason.error().unwrap().kind(), ErrorKind::Truncated { what: "the header length" });
    assert_eq!(reason.to_string(), reason.error().unwrap().to_string());
    assert_eq!(set.btfs().map(|(slot, _)| slot.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(set.get(loc(4, 6)).is_none());
    assert_eq!(set.find("shared", None).len(), 3);
    // A reason with a hint says both.
    let alone =
        SetAside::from(Btf::parse(split("module-a", set.base()).bytes().to_vec()).unwrap_err());
    assert!(alone.to_string().contains("; this looks like the BTF of a kernel module"), "{alone}");
}

#[test]
fn slots_have_names() {
    let (set, _) = set();
    assert_eq!(set.slot_name(Slot::BASE), "vmlinux");
    assert_eq!(set.slot("module_a"), Some(Slot(1)));
    assert_eq!(set.slot("module-a"), Some(Slot(1)), "as modprobe spells it");
    assert_eq!((set.slot("nowhere"), set.slot_name(Slot(9))), (None, ""));
    assert!(set.btf(Slot(9)).unwrap_err().to_string().contains("no slot 9"));
    let named = BtfSet::new(base("base")).with_base_name("prog.o");
    assert_eq!((named.slot("prog.o"), named.slot("vmlinux")), (Some(Slot::BASE), None));
}

#[test]
fn a_clone_shares_what_is_decoded() {
    let (set, kmods) = set();
    let clone = set.clone();
    assert_eq!(set.find("only_in_a", None), clone.find("only_in_a", None));
    assert_eq!(kmods[0].decoded.load(Ordering::Relaxed), 1);
    assert_eq!(clone.decoded(), set.decoded());
}

#[test]
fn a_module_that_is_ready_answers_as_one_that_is_not() {
    let (lazy, kmods) = set();
    let mut ready = BtfSet::new(lazy.base().clone());
    for kmod in &kmods {
        ready.push(Arc::new(Ready::parse(kmod.name, kmod.bytes.clone(), lazy.base())));
    }
    for name in ["shared", "only_in_a", "only_in_b", "int", "kernel_function", "nowhere", ""] {
        assert_eq!(ready.find(name, None), lazy.find(name, None), "{name}");
    }
}
