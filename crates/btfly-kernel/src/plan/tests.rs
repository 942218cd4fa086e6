//! Plans of a small object: nothing here asks a kernel.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use btfly_btf::rules::{Options, Target, verify};
use btfly_btf::view::{FuncLinkage, Type, VarLinkage};
use btfly_btf::{BtfSet, Kind, TypeId, text};
use btfly_obj::doc::example_object;
use btfly_obj::read::read;
use btfly_obj::spec::{DataKind, MapType, ObjectSpec};

use super::{Content, Known, LoadPlan, Need, PlanError, plan, set_variable};
use crate::facts::Kconfig;

fn object() -> ObjectSpec {
    read(&example_object()).unwrap()
}

fn kconfig(name: &str, value: &str) -> Option<Kconfig> {
    let options = [(name.to_owned(), value.to_owned())].into();
    Some(Kconfig { path: String::new(), options })
}

fn known() -> Known {
    let mut known = Known::new(6 << 16 | 12 << 8);
    known.kconfig = kconfig("CONFIG_HZ", "250");
    known
}

fn planned(object: &mut ObjectSpec, known: &Known) -> Result<LoadPlan, PlanError> {
    let types = BtfSet::new(object.btf.clone().unwrap());
    plan(object, "example", Some(&types), known, |_| None)
}

#[test]
fn every_reference_is_a_need() {
    let plan = planned(&mut object(), &known()).unwrap();
    let needs: Vec<Need> = plan.programs[0].fixups.iter().map(|fixup| fixup.need).collect();
    let kconfig = plan.maps.iter().position(|map| map.name.ends_with("kconfig")).unwrap();
    let bss = plan.maps.iter().position(|map| map.name.ends_with("bss")).unwrap();
    let kfunc = plan.externs.iter().position(|found| found.name == "bpf_kfunc").unwrap();
    let expected = [
        Need::Map { map: 0 },
        Need::MapValue { map: bss, offset: 0 },
        Need::MapValue { map: kconfig, offset: 0 },
        Need::Kfunc { extern_: kfunc },
    ];
    assert_eq!(needs, expected);
}

#[test]
fn configuration_is_written_and_frozen() {
    let plan = planned(&mut object(), &known()).unwrap();
    let map = plan.maps.iter().find(|map| map.name.ends_with("kconfig")).unwrap();
    assert_eq!(map.content, Content::Bytes(vec![250, 0, 0, 0]));
    assert!(map.is_frozen);
}

#[test]
fn a_strong_value_that_the_configuration_has_not_is_an_error() {
    let mut none = known();
    none.kconfig = kconfig("CONFIG_OTHER", "y");
    let error = planned(&mut object(), &none).unwrap_err();
    assert_eq!(error.what, "extern `CONFIG_HZ`");
    let mut wrong = known();
    wrong.kconfig = kconfig("CONFIG_HZ", "99999999999");
    assert!(planned(&mut object(), &wrong).unwrap_err().why.contains("does not fit"));
}

#[test]
fn a_weak_value_that_the_configuration_has_not_is_zero() {
    let mut object = object();
    for extern_ in &mut object.externs {
        extern_.is_weak = true;
    }
    let plan = planned(&mut object, &Known::new(0)).unwrap();
    let map = plan.maps.iter().find(|map| map.name.ends_with("kconfig")).unwrap();
    assert_eq!(map.content, Content::Bytes(vec![0; 4]));
}

#[test]
fn kernels_take_the_types() {
    let plan = planned(&mut object(), &known()).unwrap();
    let btf = plan.btf.unwrap();
    let find = |name: &str, kind| {
        let id = btf.types().find(name, Some(kind)).next().unwrap();
        btf.get(id).unwrap()
    };
    let Type::Func(kfunc) = find("bpf_kfunc", Kind::Func) else { panic!() };
    assert_eq!(kfunc.linkage(), FuncLinkage::Global);
    let Type::Var(jiffies) = find("jiffies", Kind::Var) else { panic!() };
    assert_eq!(jiffies.linkage(), VarLinkage::Global);
    assert!(btf.types().find(".ksyms", None).next().is_none(), "no section of what others have");
    // The crate's own judge of what kernels take; the last types are there for their names, which are none.
    let is_refused = |btf: &btfly_btf::Btf| {
        let options = Options { target: Target::parse("7.2").unwrap(), limit: 9 };
        let report = verify(btf.bytes(), None, &options);
        report.findings().iter().any(|finding| finding.id.is_none_or(|id| id < TypeId(22)))
    };
    assert!(is_refused(&object().btf.unwrap()), "else there was nothing to do");
    assert!(!is_refused(&btf));
}

#[test]
fn relocations_without_types_are_an_error_of_the_program() {
    let error = plan(&mut object(), "example", None, &known(), |_| None).unwrap_err();
    assert_eq!(error.what, "program `count`");
    assert!(error.why.contains("CO-RE"), "{error}");
}

#[test]
fn two_layouts_of_one_name_are_an_error_of_the_program() {
    let types = text::parse(
        "[1] INT 'int' size=4 encoding=SIGNED
[2] STRUCT 'task' size=4
\t'pid' type_id=1 bits_offset=0
[3] STRUCT 'task' size=8
\t'pid' type_id=1 bits_offset=32",
    );
    let set = BtfSet::new(types.unwrap());
    let error = plan(&mut object(), "example", Some(&set), &known(), |_| None).unwrap_err();
    assert_eq!(error.what, "program `count`");
    assert!(error.why.contains("task"), "{error}");
}

#[test]
fn programs_that_nobody_asks_for_are_not_loaded() {
    let mut object = object();
    object.programs[0].is_autoloaded = false;
    // Nor does it matter what they need.
    let plan = plan(&mut object, "example", None, &known(), |_| None).unwrap();
    assert!(plan.programs.is_empty());
}

#[test]
fn ring_buffers_are_whole_pages() {
    let mut object = object();
    object.maps[0].map_type = MapType::RINGBUF;
    object.maps[0].max_entries = 5000;
    object.maps[0].value_size = 8;
    let plan = planned(&mut object, &known()).unwrap();
    assert_eq!((plan.maps[0].max_entries, plan.maps[0].value_size), (8192, 0));
    assert_eq!(plan.maps[0].value_type_id, 0);
    object.maps[0].max_entries = u32::MAX;
    assert!(planned(&mut object, &known()).is_err());
}

#[test]
fn perf_event_arrays_have_a_place_for_every_cpu() {
    let mut object = object();
    object.maps[0].map_type = MapType::PERF_EVENT_ARRAY;
    object.maps[0].max_entries = 0;
    let mut known = known();
    known.n_cpus = 12;
    assert_eq!(planned(&mut object, &known).unwrap().maps[0].max_entries, 12);
}

#[track_caller]
fn check_set(text: &str, expected: Result<&[u8], &str>) {
    let mut object = object();
    let done = set_variable(&mut object, "seen", text);
    match expected {
        Ok(bytes) => {
            done.unwrap();
            let data = object.data.iter().find(|data| data.kind == DataKind::Bss).unwrap();
            assert_eq!(data.bytes, bytes, "{text}");
        }
        Err(why) => {
            let error = done.unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}

#[test]
fn variables_are_set_as_their_types_say() {
    check_set("7", Ok(&[7, 0, 0, 0]));
    check_set("-2", Ok(&[254, 255, 255, 255]));
    check_set("0x10", Ok(&[16, 0, 0, 0]));
    check_set("true", Ok(&[1, 0, 0, 0]));
    check_set("2147483648", Err("does not fit"));
    check_set("seven", Err("is no number"));
    let mut object = object();
    let error = set_variable(&mut object, "seem", "1").unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("it has seen"));
    // What the kernel's configuration says is not for others to say.
    assert!(set_variable(&mut object, "CONFIG_HZ", "1").is_err());
}

#[track_caller]
fn check_shown(types: &str, id: u32, bytes: &[u8], expected: &str) {
    let btf = text::parse(types).unwrap();
    assert_eq!(super::format_value(&btf, TypeId(id), bytes), expected);
}

#[test]
fn values_are_shown_by_their_types() {
    const TYPES: &str = "[1] INT 'char' size=1 encoding=SIGNED
[2] ARRAY type_id=1 index_type_id=1 nr_elems=4
[3] INT 'unsigned int' size=4
[4] STRUCT 'bits' size=4
\t'low' type_id=3 bits_offset=0 bitfield_size=3
\t'high' type_id=3 bits_offset=3 bitfield_size=5
[5] ENUM 'way' size=4 vlen=1
\t'UP' val=2
[6] ARRAY type_id=3 index_type_id=3 nr_elems=2";
    check_shown(TYPES, 2, b"ab\0x", "\"ab\"");
    check_shown(TYPES, 2, &[1, 2, 3, 4], "[1, 2, 3, 4]");
    check_shown(TYPES, 4, &[0b1010_1101, 0, 0, 0], "{ .low = 5, .high = 21 }");
    check_shown(TYPES, 5, &[2, 0, 0, 0], "UP");
    check_shown(TYPES, 5, &[3, 0, 0, 0], "3");
    check_shown(TYPES, 6, &[1, 0, 0, 0, 2, 0, 0, 0], "[1, 2]");
    // Fewer bytes than the type has.
    check_shown(TYPES, 3, &[1], "?");
}
