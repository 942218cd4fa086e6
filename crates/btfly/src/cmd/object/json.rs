//! The same as JSON: a list of objects, in the order of the files.

use std::path::PathBuf;

use anyhow::Result;
use btfly_btf::Endian;
use btfly_obj::spec::{ExternKind, ObjectSpec, Pinning};

use super::{sizes, sort_of};
use crate::json::{Object, Value};
use crate::session::Session;

pub(super) fn write(
    paths: &[&PathBuf],
    objects: &[ObjectSpec],
    session: &mut Session,
) -> Result<()> {
    let mut list = Value::of(&mut session.out.buffer).list();
    for (path, spec) in paths.iter().zip(objects) {
        let mut object = list.next().object();
        object.key("path").text(&path.display().to_string());
        object.key("endian").text(match spec.endian {
            Endian::Little => "little",
            Endian::Big => "big",
        });
        if let Some(license) = &spec.license {
            object.key("license").text(license);
        }
        programs(spec, &mut object);
        maps(spec, &mut object);
        let mut data = object.key("data").list();
        for section in &spec.data {
            let mut object = data.next().object();
            object.key("section").text(&section.section);
            object.key("bytes").number(i128::from(section.size));
            object.key("flags").number(i128::from(section.flags()));
        }
        drop(data);
        externs(spec, &mut object);
        let mut sets = object.key("struct_ops").list();
        for set in &spec.struct_ops {
            let mut object = sets.next().object();
            object.key("name").text(&set.name);
            object.key("type").text(&set.type_name);
            object.key("section").text(&set.section);
            object.key("autocreate").written(word(set.is_autocreated));
            let mut functions = object.key("functions").list();
            for (_, at) in &set.functions {
                functions.next().text(spec.functions.get(*at).map_or("", |code| &code.name));
            }
        }
    }
    drop(list);
    session.out.buffer.push(b'\n');
    Ok(())
}

const fn word(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

fn programs(spec: &ObjectSpec, object: &mut Object<'_>) {
    let mut programs = object.key("programs").list();
    for program in &spec.programs {
        let mut object = programs.next().object();
        object.key("name").text(&program.name);
        object.key("section").text(&program.section);
        object.key("type").text(&program.program_type.to_string());
        if let Some(attach_type) = program.attach_type {
            object.key("attach_type").text(&attach_type.to_string());
        }
        if let Some(target) = &program.target {
            object.key("target").text(target);
        }
        object.key("autoload").written(word(program.is_autoloaded));
        object.key("sleepable").written(word(program.is_sleepable));
        let (n_insns, n_relos) = sizes(spec, program);
        object.key("instructions").number(n_insns as i128);
        object.key("core_relocations").number(n_relos as i128);
    }
}

fn maps(spec: &ObjectSpec, object: &mut Object<'_>) {
    let mut maps = object.key("maps").list();
    for map in &spec.maps {
        let mut object = maps.next().object();
        object.key("name").text(&map.name);
        object.key("type").text(&map.map_type.to_string());
        object.key("key_size").number(i128::from(map.key_size));
        object.key("value_size").number(i128::from(map.value_size));
        object.key("max_entries").number(i128::from(map.max_entries));
        object.key("flags").number(i128::from(map.flags));
        object.key("map_extra").number(i128::from(map.map_extra));
        object.key("pinned").written(word(map.pinning == Pinning::ByName));
        if let Some(inner) = &map.inner {
            let mut object = object.key("inner").object();
            object.key("type").text(&inner.map_type.to_string());
            object.key("key_size").number(i128::from(inner.key_size));
            object.key("value_size").number(i128::from(inner.value_size));
            object.key("max_entries").number(i128::from(inner.max_entries));
            object.key("flags").number(i128::from(inner.flags));
        }
    }
}

fn externs(spec: &ObjectSpec, object: &mut Object<'_>) {
    let mut externs = object.key("externs").list();
    for spec in &spec.externs {
        let mut object = externs.next().object();
        object.key("name").text(&spec.name);
        object.key("kind").text(sort_of(spec.kind));
        object.key("weak").written(word(spec.is_weak));
        if let ExternKind::Kconfig { offset, size, .. } = spec.kind {
            object.key("offset").number(i128::from(offset));
            object.key("size").number(i128::from(size));
        }
    }
}
