//! What we read, in the words of the judge · an object → sorted lines · never a fact that libbpf has no place for.

use std::path::Path;

use btfly_btf::Endian;
use btfly_obj::insn::Insn;
use btfly_obj::spec::{
    DataKind, ExternKind, InnerMap, KconfigType, MapSpec, MapType, ObjectSpec, Pinning,
    ProgramSpec, Rule, Slot, Target, section_rule,
};

pub(super) fn of(object: &ObjectSpec, path: &Path) -> Vec<String> {
    // Up to the first dot, and no more than the kernel keeps.
    let stem = path.file_name().unwrap_or_default().to_string_lossy();
    let stem: String = stem.split('.').next().unwrap_or_default().chars().take(15).collect();
    let mut lines = vec![format!("license {}", object.license.as_deref().unwrap_or_default())];
    lines.extend(object.programs.iter().map(|spec| program(object, spec)));
    for (_, function) in object.subprograms() {
        let at = function.offset / 8;
        lines.push(format!("subprogram {} at {at} insns {}", function.name, function.insns.len()));
    }
    references(object, &mut lines);
    maps(object, &mut lines);
    for data in object.data.iter().filter(|data| data.is_map()) {
        let id = data.datasec.map_or(0, |id| id.0);
        let name = data.map_name(&stem);
        let (section, size, flags) = (&data.section, data.size, hex(data.flags()));
        lines.push(format!("data {section} name {name} size {size} flags {flags} valuetype {id}"));
    }
    for spec in &object.struct_ops {
        const BPF_F_LINK: u32 = 1 << 13;
        let flags = hex(if spec.has_link { BPF_F_LINK } else { 0 });
        let (name, size, auto) = (&spec.name, spec.bytes.len(), u8::from(spec.is_autocreated));
        let id = spec.type_id.0;
        lines.push(format!(
            "structops {name} type {id} size {size} flags {flags} autocreate {auto}"
        ));
        for (offset, at) in &spec.functions {
            let function = object.functions.get(*at).map_or("?", |function| &function.name);
            lines.push(format!("member {name} {offset} {function}"));
        }
    }
    externs(object, &mut lines);
    linked(object, &mut lines);
    lines.sort_unstable();
    lines
}

/// As C prints `%#x`.
fn hex(number: u32) -> String {
    if number == 0 { "0".to_owned() } else { format!("{number:#x}") }
}

fn program(object: &ObjectSpec, spec: &ProgramSpec) -> String {
    let (at, insns) = object.code(spec).map_or((0, 0), |code| (code.offset / 8, code.insns.len()));
    let cookie = match section_rule(&spec.section) {
        Some((rule, _)) => cookie(rule).to_string(),
        None => "-1".to_owned(),
    };
    format!(
        "program {} section {} at {at} insns {insns} type {} attach {} autoload {} cookie {cookie} target {}",
        spec.name,
        spec.section,
        spec.program_type.0,
        spec.attach_type.map_or(0, |ty| ty.0),
        u8::from(spec.is_autoloaded),
        spec.target.as_deref().unwrap_or("-"),
    )
}

/// The bits that libbpf keeps with a rule.
pub(super) fn cookie(rule: &Rule) -> u32 {
    let bits = [
        (rule.is_attach_type_optional, 1),
        (rule.is_attachable, 2),
        (rule.has_typed_target, 4),
        (rule.is_sleepable, 8),
        (rule.has_frags, 16),
        (rule.is_usdt, 32),
    ];
    bits.iter().filter(|(is_set, _)| *is_set).map(|(_, bit)| bit).sum()
}

fn references(object: &ObjectSpec, lines: &mut Vec<String>) {
    let name_of = |at: usize| object.functions.get(at).map_or("?", |function| &function.name);
    for function in &object.functions {
        for reference in &function.references {
            let target = match reference.target {
                Target::Map { map } => {
                    format!("map {}", object.maps.get(map).map_or("?", |map| &map.name))
                }
                Target::Data { data, offset } => {
                    let section = object.data.get(data).map_or("?", |data| &data.section);
                    format!("data {section} {offset}")
                }
                Target::JumpTable { offset, size, .. } => format!("table {offset} {size}"),
                Target::Extern { extern_ } => {
                    format!("extern {}", object.externs.get(extern_).map_or("?", |spec| &spec.name))
                }
                Target::ExternCall { extern_ } => {
                    format!("kfunc {}", object.externs.get(extern_).map_or("?", |spec| &spec.name))
                }
                Target::Call { function } => format!("call {}", name_of(function)),
                Target::FunctionAddress { function } => format!("address {}", name_of(function)),
                other => format!("{other:?}"),
            };
            lines.push(format!("ref {} {} {target}", function.name, reference.insn_idx));
        }
    }
}

fn maps(object: &ObjectSpec, lines: &mut Vec<String>) {
    for map in &object.maps {
        lines.push(map_line("map", &map.name, &as_inner(map), map.pinning, map.inner.is_some()));
        if let Some(inner) = &map.inner {
            let name = format!("{}.inner", map.name);
            lines.push(map_line("inner", &name, inner, Pinning::None, false));
        }
        for slot in &map.slots {
            let (key, name) = match *slot {
                Slot::Map { key, map } => (key, object.maps.get(map).map_or("?", |map| &map.name)),
                Slot::Program { key, program } => {
                    (key, object.programs.get(program).map_or("?", |program| &program.name))
                }
            };
            lines.push(format!("slot {} {key} {name}", map.name));
        }
    }
}

fn as_inner(map: &MapSpec) -> InnerMap {
    let mut inner = InnerMap::default();
    (inner.map_type, inner.key_size, inner.value_size) =
        (map.map_type, map.key_size, map.value_size);
    (inner.max_entries, inner.flags, inner.numa_node) = (map.max_entries, map.flags, map.numa_node);
    inner.map_extra = map.map_extra;
    (inner.key_type_id, inner.value_type_id) = (map.key_type_id, map.value_type_id);
    inner
}

fn map_line(kind: &str, name: &str, map: &InnerMap, pinning: Pinning, has_inner: bool) -> String {
    format!(
        "{kind} {name} type {} key {} value {} entries {} flags {} numa {} extra {} keytype {} valuetype {} pinned {} inner {}",
        map.map_type.0,
        map.key_size,
        map.value_size,
        entries(map),
        hex(map.flags),
        map.numa_node,
        map.map_extra,
        map.key_type_id.map_or(0, |id| id.0),
        map.value_type_id.map_or(0, |id| id.0),
        u8::from(pinning == Pinning::ByName),
        u8::from(has_inner),
    )
}

/// libbpf rounds the size of ring buffers up while it opens.
fn entries(map: &InnerMap) -> u32 {
    const PAGE: u32 = 4096;
    let is_ring = [MapType::RINGBUF, MapType::USER_RINGBUF].contains(&map.map_type);
    let pages = map.max_entries.div_ceil(PAGE);
    if is_ring && map.max_entries != 0 { pages.next_power_of_two() * PAGE } else { map.max_entries }
}

fn externs(object: &ObjectSpec, lines: &mut Vec<String>) {
    for spec in &object.externs {
        let (name, weak) = (&spec.name, u8::from(spec.is_weak));
        lines.push(match spec.kind {
            ExternKind::Kconfig { value, offset, size } => {
                let (kind, is_signed) = match value {
                    KconfigType::Char { is_signed } => (1, is_signed),
                    KconfigType::Bool => (2, false),
                    KconfigType::Int { is_signed } => (3, is_signed),
                    KconfigType::Tristate => (4, false),
                    KconfigType::String => (5, false),
                    other => unreachable!("{other:?} has no number in libbpf"),
                };
                let signed = u8::from(is_signed);
                format!("kconfig {name} weak {weak} type {kind} offset {offset} size {size} signed {signed}")
            }
            ExternKind::Variable { type_id } | ExternKind::Kfunc { type_id } => {
                format!("ksym {name} weak {weak} type {}", type_id.0)
            }
            _ => format!("ksym {name} weak {weak} type 0"),
        });
    }
    debug_assert!(object.data.iter().filter(|data| data.kind == DataKind::Kconfig).count() <= 1);
}

/// Programs with what they call: hashes of instructions and records.
fn linked(object: &ObjectSpec, lines: &mut Vec<String>) {
    for program in &object.programs {
        let Ok(linked) = btfly_obj::link::link(object, program) else {
            lines.push(format!("linked {} refused", program.name));
            continue;
        };
        // libbpf turns foreign instructions round when it opens an object.
        let mut code = Vec::new();
        Insn::write_all(&linked.insns, Endian::Little, &mut code);
        let words = |words: Vec<u32>| {
            hash(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>())
        };
        let line_words = linked.line_infos.iter().flat_map(|placed| {
            let line = placed.record;
            let place = line.line << 10 | u32::from(line.column);
            [placed.insn_idx, line.file_name_off.0, line.line_off.0, place]
        });
        let func_words = linked.func_infos.iter();
        let func_words = func_words.flat_map(|placed| [placed.insn_idx, placed.record.type_id.0]);
        lines.push(format!(
            "linked {} insns {} {:x} lines {} {:x} funcs {} {:x}",
            program.name,
            linked.insns.len(),
            hash(&code),
            linked.line_infos.len(),
            words(line_words.collect()),
            linked.func_infos.len(),
            words(func_words.collect()),
        ));
    }
}

/// FNV-1a: what the judge computes too.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
