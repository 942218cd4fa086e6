//! What is packed comes out again; what is damaged says so.

use std::io::Cursor;

use btfly_btf::{Kind, Slot, doc};

use btfly_btf::BtfSet;

use super::*;
use crate::{make, open_bytes};

fn set(kmods: &[(&str, Vec<u8>)]) -> BtfSet {
    let base = doc::example();
    let mut set = BtfSet::new(base.clone());
    for (name, bytes) in kmods {
        set.push(Arc::new(btfly_btf::set::Ready::parse(*name, bytes.clone(), &base)));
    }
    set
}

fn example() -> Vec<u8> {
    let module = doc::example_module_bytes();
    let kmods = [("dummy", module.clone()), ("same", module), ("cut", vec![0x9f, 0xeb])];
    let mut writer = PackWriter::new(Cursor::new(Vec::new())).unwrap();
    let packed = writer.add("6.12.0", &set(&kmods)).unwrap();
    assert_eq!((packed.n_kmods, packed.n_known, packed.left_out.len()), (2, 1, 1));
    // The same base again, out of a block that has been written.
    let packed = writer.add("6.12.1", &set(&kmods[..1])).unwrap();
    assert_eq!((packed.n_kmods, packed.n_known, packed.left_out.len()), (1, 2, 0));
    writer.finish().unwrap().into_inner()
}

fn open(file: Vec<u8>) -> Result<Pack, Error> {
    Pack::open("kernels.btfpack", &Bytes::from(file), &Limits::default())
}

#[test]
fn kernels_and_modules_come_out_as_they_went_in() {
    let pack = open(example()).unwrap();
    assert_eq!(pack.names().collect::<Vec<_>>(), ["6.12.0", "6.12.1"]);
    let kernel = pack.kernel(0, &Options::default()).unwrap();
    assert_eq!(kernel.set.base().bytes(), doc::example().bytes());
    assert_eq!(kernel.release.as_deref(), Some("6.12.0"));
    let found = kernel.set.find("dummy_priv", Some(Kind::Struct));
    let names: Vec<&str> = found.iter().map(|loc| kernel.set.slot_name(loc.slot)).collect();
    assert_eq!(names, ["dummy", "same"]);
    assert_eq!(kernel.set.btf(Slot(1)).unwrap().bytes(), doc::example_module_bytes());
    let only = Options { kmods: crate::Kmods::Named(vec!["same".into()]), ..Options::default() };
    assert_eq!(pack.kernel(0, &only).unwrap().set.kmods().len(), 1);
    assert!(pack.kernel(2, &Options::default()).is_err());
}

#[test]
fn the_same_kernels_make_the_same_bytes() {
    assert_eq!(example(), example());
}

#[test]
fn a_pack_of_one_kernel_is_a_kernel() {
    let mut writer = PackWriter::new(Cursor::new(Vec::new())).unwrap();
    writer.add("6.12.0", &set(&[])).unwrap();
    let file = Bytes::from(writer.finish().unwrap().into_inner());
    let opened = open_bytes("one.btfpack", file, &Options::default()).unwrap();
    assert_eq!(opened.layers, [Container::Pack]);
    let error = open_bytes("two.btfpack", Bytes::from(example()), &Options::default()).unwrap_err();
    assert!(
        error.to_string().contains("6.12.0") && error.to_string().contains("6.12.1"),
        "{error}"
    );
}

#[test]
fn no_prefix_of_a_pack_is_one() {
    let file = example();
    for len in 0..file.len() {
        assert!(open(file[..len].to_vec()).is_err(), "cut at {len}");
    }
}

#[test]
fn a_changed_byte_is_seen_where_it_matters() {
    let file = example();
    let whole = open(file.clone()).unwrap().kernel(0, &Options::default()).unwrap();
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 0x55;
        let Ok(pack) = open(changed) else { continue };
        let Ok(kernel) = pack.kernel(0, &Options::default()) else { continue };
        // What still opens has the same types, or has set aside what it cannot read.
        assert_eq!(kernel.set.base().bytes(), whole.set.base().bytes(), "byte {at}");
        for slot in kernel.set.slots().skip(1) {
            if let Ok(btf) = kernel.set.btf(slot) {
                assert_eq!(btf.bytes(), doc::example_module_bytes(), "byte {at}");
            }
        }
    }
}

#[test]
fn lengths_that_lie_cost_nothing() {
    // An index of a few bytes that claims four thousand million blocks.
    let error = open(make::pack(b"", &[0xff; 4])).unwrap_err();
    assert!(error.to_string().contains("index"), "{error}");
    let base = doc::example_bytes();
    let sound = make::pack_index(&base);
    assert!(open(make::pack(&base, &sound)).unwrap().kernel(0, &Options::default()).is_ok());
    // Each word of a sound one in turn.
    for at in (0..sound.len() - 3).step_by(4) {
        let mut lying = sound.clone();
        lying[at..at + 4].copy_from_slice(&[0xff; 4]);
        let opened = open(make::pack(&base, &lying));
        let kernel = opened.and_then(|pack| pack.kernel(0, &Options::default()));
        assert!(kernel.is_err(), "word at {at}");
    }
}
