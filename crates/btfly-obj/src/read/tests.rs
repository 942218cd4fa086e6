//! Objects made by hand: what is in them, and what is wrong with the bad ones.

use btfly_btf::{Endian, TypeId};

use super::read;
use crate::doc::{Maker, Part, TYPES, example, example_of};
use crate::error::ErrorKind;
use crate::link::link;
use crate::spec::{
    DataKind, ExternKind, KconfigType, MapType, ObjectSpec, Pinning, ProgramType, SetAside, Target,
};

const ORDERS: [Endian; 2] = [Endian::Little, Endian::Big];

fn made(endian: Endian, change: impl FnOnce(&mut Maker)) -> Vec<u8> {
    let mut maker = example(endian);
    change(&mut maker);
    maker.make()
}

fn object(endian: Endian) -> ObjectSpec {
    read(&made(endian, |_| {})).unwrap()
}

/// What is said about an object that was changed so.
#[track_caller]
fn refused(change: impl FnOnce(&mut Maker)) -> String {
    read(&made(Endian::Little, change)).unwrap_err().to_string()
}

#[test]
fn a_program_is_what_its_section_says() {
    for endian in ORDERS {
        let object = object(endian);
        assert_eq!((object.endian, object.license.as_deref()), (endian, Some("GPL")));
        let [program] = object.programs.as_slice() else { panic!("{:?}", object.programs) };
        assert_eq!((program.name.as_str(), program.program_type), ("count", ProgramType::XDP));
        assert!(program.is_autoloaded && program.is_known && !program.is_sleepable);
        let names: Vec<&str> = object.functions.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["helper", "count"]);
        assert_eq!(object.subprograms().map(|(at, _)| at).collect::<Vec<_>>(), [0]);
        assert_eq!(object.set_aside, []);
    }
}

#[test]
fn references_stay_symbolic() {
    for endian in ORDERS {
        let object = object(endian);
        let code = object.code(&object.programs[0]).unwrap();
        let targets: Vec<(u32, Target)> =
            code.references.iter().map(|r| (r.insn_idx, r.target)).collect();
        let config = object.externs.iter().position(|e| e.name == "CONFIG_HZ").unwrap();
        let kfunc = object.externs.iter().position(|e| e.name == "bpf_kfunc").unwrap();
        assert_eq!(
            targets,
            [
                (0, Target::Map { map: 0 }),
                (2, Target::Data { data: 0, offset: 0 }),
                (4, Target::Extern { extern_: config }),
                (7, Target::Call { function: 0 }),
                (8, Target::ExternCall { extern_: kfunc }),
            ]
        );
        assert_eq!(code.reference(7), Some(Target::Call { function: 0 }));
        assert_eq!(code.reference(1), None);
    }
}

#[test]
fn maps_variables_and_externs_are_read() {
    for endian in ORDERS {
        let object = object(endian);
        let map = object.map("counts").unwrap();
        assert_eq!((map.map_type, map.max_entries), (MapType::ARRAY, 4));
        assert_eq!((map.key_size, map.value_size), (4, 4));
        assert_eq!(map.key_type_id, Some(TypeId(1)));
        let kinds: Vec<_> = object.data.iter().map(|d| (d.kind, d.size, d.is_mmapable)).collect();
        assert_eq!(kinds, [(DataKind::Bss, 4, true), (DataKind::Kconfig, 4, true)]);
        assert_eq!(object.data[0].map_name("long_object_name"), "long_obj.bss");
        let externs: Vec<_> = object.externs.iter().map(|e| (e.kind, e.is_weak)).collect();
        let value = KconfigType::Int { is_signed: true };
        assert_eq!(
            externs,
            [
                (ExternKind::Kconfig { value, offset: 0, size: 4 }, false),
                (ExternKind::Kfunc { type_id: TypeId(10) }, true),
                (ExternKind::Address, false),
            ]
        );
    }
}

#[test]
fn sections_of_variables_get_their_sizes() {
    for endian in ORDERS {
        let btf = object(endian).btf.unwrap();
        let size = |id| match btf.get(TypeId(id)) {
            Some(btfly_btf::view::Type::Datasec(datasec)) => datasec.size(),
            other => panic!("{other:?}"),
        };
        assert_eq!((size(9), size(14), size(18)), (32, 4, 0));
    }
}

#[test]
fn records_are_those_of_their_function() {
    for endian in ORDERS {
        let object = object(endian);
        let code = object.code(&object.programs[0]).unwrap();
        let relos: Vec<_> =
            code.core_relos.iter().map(|p| (p.insn_idx, p.record.type_id)).collect();
        assert_eq!(relos, [(6, TypeId(21))]);
        assert_eq!(code.line(6).map(|line| line.line), Some(3));
        assert_eq!(code.line(9).map(|line| line.line), Some(4));
        assert_eq!(object.functions[0].func_infos[0].record.type_id, TypeId(12));
    }
}

#[test]
fn what_is_called_is_appended_once_and_calls_find_it() {
    for endian in ORDERS {
        let object = object(endian);
        let linked = link(&object, &object.programs[0]).unwrap();
        assert_eq!(linked.insns.len(), 12);
        assert_eq!(linked.insns[7].imm, 2, "from 8 to 10");
        assert_eq!(linked.func_infos.iter().map(|p| p.insn_idx).collect::<Vec<_>>(), [0, 10]);
        assert_eq!(linked.references.len(), 4, "the call is done");
    }
}

#[test]
fn a_question_mark_is_for_not_yet() {
    let bytes = made(Endian::Little, |maker| maker.part("xdp").name = "?fentry.s/vfs_read".into());
    let object = read(&bytes).unwrap();
    let program = &object.programs[0];
    assert_eq!((program.section.as_str(), program.is_autoloaded), ("fentry.s/vfs_read", false));
    assert_eq!(program.target.as_deref(), Some("vfs_read"));
    assert!(program.is_sleepable);
}

#[test]
fn records_of_a_section_that_was_renamed_are_counted() {
    let bytes = made(Endian::Little, |maker| maker.part("xdp").name = "tc".into());
    let lost = SetAside::Records { section: "xdp".into(), n_records: 4 };
    assert_eq!(read(&bytes).unwrap().set_aside, [lost]);
}

#[test]
fn an_object_without_types_is_read_as_far_as_it_needs_none() {
    let without_types = |maker: &mut Maker| {
        maker.parts.retain(|part| !part.name.starts_with(".BTF"));
    };
    assert!(refused(without_types).contains("needed by an extern"));
    let bytes = made(Endian::Little, |maker| {
        without_types(maker);
        maker.names.truncate(5);
        maker.parts.retain(|part| part.name != ".maps" && !part.name.starts_with(".rel"));
        maker.part("xdp").bytes = [0x95, 0, 0, 0, 0, 0, 0, 0].repeat(10);
    });
    let object = read(&bytes).unwrap();
    assert_eq!((object.programs.len(), object.maps.len()), (1, 0));
    assert!(object.btf.is_none());
}

#[test]
fn a_second_name_is_no_second_function() {
    let bytes = made(Endian::Little, |maker| maker.names.push(("also", 0x12, 2, 0, 80)));
    let object = read(&bytes).unwrap();
    let programs: Vec<_> = object.programs.iter().map(|p| (p.name.as_str(), p.function)).collect();
    assert_eq!(programs, [("count", 1), ("also", 1)]);
}

#[test]
fn what_contradicts_itself_is_refused_by_place() {
    let said = refused(|maker| maker.names[2].4 = 88);
    assert_eq!(said, "section `xdp` at 0x0: `count`: function reaches out of its section");
    let said = refused(|maker| maker.names[2].4 = 81);
    assert!(said.contains("no whole number of instructions"), "{said}");
    let said = refused(|maker| maker.names.push(("part", 0x12, 2, 40, 40)));
    assert_eq!(said, "section `xdp` at 0x28: `part`: function shares instructions with `count`");
    let said = refused(|maker| maker.part(".relxdp").bytes[0] = 8);
    assert!(said.contains("section `xdp` at 0x8: `counts`"), "{said}");
    let said = refused(|maker| maker.part(".relxdp").bytes[12] = 99);
    assert!(said.contains("relocation to symbol 99"), "{said}");
    let said = refused(|maker| maker.part(".relxdp").bytes[1] = 1);
    assert!(said.contains("at 0x100: relocation of kind 1: outside of the section"), "{said}");
    let said = refused(|maker| maker.part(".relxdp").bytes[8] = 10);
    assert!(said.contains("on an instruction that is no call"), "{said}");
    let said = refused(|maker| maker.part(".relxdp").kind = 4);
    assert!(said.contains("relocations with addends"), "{said}");
    let said = refused(|maker| maker.part("xdp").bytes[60] = 0);
    assert!(said.contains("no function starts at instruction"), "{said}");
    let said = refused(|maker| maker.names[3].3 = 8);
    assert!(said.contains("map reaches out") || said.contains("no map starts"), "{said}");
}

#[test]
fn lying_records_are_refused() {
    for (at, expected) in [(0, "magic"), (4, "header"), (12, "func_info"), (40, "")] {
        let bytes = made(Endian::Little, |maker| maker.part(".BTF.ext").bytes[at] = 0xff);
        match read(&bytes) {
            Err(error) => {
                assert_eq!(error.section(), Some(".BTF.ext"));
                let said = error.to_string();
                assert!(said.contains(expected), "{at}: {said}");
            }
            // More of a section's name than there is: records of nobody.
            Ok(object) => assert!(!object.set_aside.is_empty(), "{at}"),
        }
    }
    // Half an instruction.
    let said = refused(|maker| {
        let place = 32 + 36 + 12;
        maker.part(".BTF.ext").bytes[place] = 4;
    });
    assert!(said.contains("section `xdp` at 0x4: line_info record"), "{said}");
    let said = refused(|maker| {
        maker.part(".BTF.ext").bytes = example(Endian::Big).part(".BTF.ext").bytes.clone()
    });
    assert!(said.contains("another byte order"), "{said}");
}

/// The example with its map in the old form, of so many numbers.
fn legacy(endian: Endian, numbers: &[u32]) -> Vec<u8> {
    // The variable is in no section that the types know.
    let types = TYPES.replace(
        "DATASEC '.maps' size=0\n\ttype_id=8 offset=0 size=32",
        "TYPEDEF 'no_section' type_id=1",
    );
    let mut maker = example_of(endian, &types);
    let maps = maker.part(".maps");
    maps.name = "maps".into();
    maps.bytes = numbers.iter().flat_map(|number| endian.bytes32(*number)).collect();
    let size = maps.bytes.len() as u64;
    maker.names[3].4 = size;
    maker.make()
}

#[test]
fn maps_of_the_old_form_are_read() {
    for endian in ORDERS {
        for (numbers, pinning) in [(5, Pinning::None), (7, Pinning::ByName)] {
            let object = read(&legacy(endian, &[1, 4, 8, 16, 1, 0, 1][..numbers])).unwrap();
            let map = object.map("counts").unwrap();
            assert!(map.is_legacy && map.key_type_id.is_none());
            assert_eq!((map.map_type, map.key_size, map.value_size), (MapType::HASH, 4, 8));
            assert_eq!((map.max_entries, map.flags, map.pinning), (16, 1, pinning));
            let code = object.code(&object.programs[0]).unwrap();
            assert_eq!(code.reference(0), Some(Target::Map { map: 0 }));
        }
        let said = read(&legacy(endian, &[1, 4, 8, 16])).unwrap_err().to_string();
        assert_eq!(said, "section `maps` at 0x0: `counts`: map has less than five numbers");
        let said = read(&legacy(endian, &[1, 4, 8, 16, 1, 0, 2])).unwrap_err().to_string();
        assert!(said.contains("pinned in a way"), "{said}");
    }
}

#[test]
fn externs_of_other_objects_want_a_linker() {
    let in_no_section = TYPES.replace(
        "DATASEC '.ksyms' size=0\n\ttype_id=16 offset=0 size=0\n\ttype_id=17 offset=0 size=0",
        "TYPEDEF 'no_section' type_id=1",
    );
    assert_ne!(in_no_section, TYPES);
    let said = read(&example_of(Endian::Little, &in_no_section).make()).unwrap_err().to_string();
    assert!(said.contains("`jiffies`: is defined in another object"), "{said}");
}

#[test]
fn sections_that_nobody_knows_are_listed() {
    let bytes = made(Endian::Little, |maker| {
        let bytes = vec![1; 5];
        maker.parts.push(Part { name: "mine".into(), kind: 1, flags: 3, bytes, info: 0 });
    });
    let listed = SetAside::Section { name: "mine".into(), size: 5 };
    assert_eq!(read(&bytes).unwrap().set_aside, [listed]);
}

#[test]
fn every_prefix_is_refused_or_read_and_nothing_falls_over() {
    for endian in ORDERS {
        let whole = made(endian, |_| {});
        for len in 0..whole.len() {
            assert!(read(&whole[..len]).is_err(), "the headers are at the end: {len}");
        }
        for at in 0..whole.len() {
            for value in [0, 0x7f, 0xff] {
                let mut bytes = whole.clone();
                bytes[at] = value;
                if let Ok(object) = read(&bytes) {
                    for program in &object.programs {
                        let _ = link(&object, program);
                    }
                }
            }
        }
    }
}

#[test]
fn other_files_are_told_what_they_are() {
    let said = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = made(Endian::Little, |_| {});
        change(&mut bytes);
        read(&bytes).unwrap_err()
    };
    assert!(said(&|bytes| bytes[16] = 2).to_string().contains("linked to a program"));
    assert!(said(&|bytes| bytes[18] = 62).to_string().contains("for another processor"));
    assert!(said(&|bytes| bytes[4] = 1).to_string().contains("32 bits"));
    assert!(matches!(said(&|bytes| bytes.clear()).kind(), ErrorKind::NotAnObject { .. }));
    assert!(matches!(said(&|bytes| bytes.truncate(80)).kind(), ErrorKind::DamagedElf { .. }));
}
