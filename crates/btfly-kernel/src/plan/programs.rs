//! Programs of an object → programs to load: linked instructions, and what they still need.
//!
//! *In:* the object, fitted. *Out:* a [`ProgramPlan`] for each program that is to be loaded. *Never:* a descriptor or an id of
//! the kernel in an instruction; each place that needs one is listed.

use btfly_btf::ext::CoreRelo;
use btfly_btf::{Btf, BtfSet};
use btfly_obj::co_re::{self, Fit};
use btfly_obj::insn::Insn;
use btfly_obj::link::{Linked, Part, link};
use btfly_obj::spec::{AttachType, ExternKind, ObjectSpec, ProgramSpec, ProgramType, Target};

use super::PlanError;

/// A program to load.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ProgramPlan {
    /// The program as the object has it: its name, what it is and what it attaches to.
    pub spec: ProgramSpec,
    /// Which of [`ObjectSpec::programs`].
    pub index: usize,
    /// Its instructions and those of what it calls.
    pub insns: Vec<Insn>,
    /// What instructions need, in their order.
    pub fixups: Vec<Fixup>,
    /// Records about functions, as kernels take them: 8 bytes each.
    pub func_infos: Vec<u8>,
    /// Records about lines, as kernels take them: 16 bytes each.
    pub line_infos: Vec<u8>,
    /// `BPF_F_…`.
    pub flags: u32,
    /// Which functions the instructions are, in this order.
    pub parts: Vec<Part>,
}

/// An instruction that needs something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fixup {
    /// The instruction: a call, or the first half of a `ld_imm64`.
    pub insn_idx: u32,
    /// What it needs.
    pub need: Need,
}

/// What an instruction needs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Need {
    /// The descriptor of one of [`LoadPlan::maps`](super::LoadPlan::maps).
    Map {
        /// Which.
        map: usize,
    },
    /// A place in the value of one of them.
    MapValue {
        /// Which.
        map: usize,
        /// Bytes from the start of the value.
        offset: u32,
    },
    /// A variable of the kernel, by its type's id and module; which of [`LoadPlan::externs`](super::LoadPlan::externs).
    Variable {
        /// Which.
        extern_: usize,
    },
    /// An address of the kernel; which of the externs.
    Address {
        /// Which.
        extern_: usize,
    },
    /// A call of a function of the kernel; which of the externs.
    Kfunc {
        /// Which.
        extern_: usize,
    },
    /// The address of a function of the kernel, by its type's id and module; which of the externs.
    KfuncAddress {
        /// Which.
        extern_: usize,
    },
}

pub(super) fn plan(
    object: &ObjectSpec,
    types: Option<&BtfSet>,
    fits: &[Fit],
) -> Result<Vec<ProgramPlan>, PlanError> {
    let programs = object.programs.iter().enumerate();
    let programs = programs.filter(|(_, program)| program.is_autoloaded);
    programs.map(|(index, program)| one(object, index, program, types, fits)).collect()
}

fn one(
    object: &ObjectSpec,
    index: usize,
    program: &ProgramSpec,
    types: Option<&BtfSet>,
    fits: &[Fit],
) -> Result<ProgramPlan, PlanError> {
    let wrong = |why: String| PlanError::new(format!("program `{}`", program.name), why);
    if program.program_type == ProgramType::UNSPEC {
        let why = format!("no rule says what a program of section `{}` is", program.section);
        return Err(wrong(why).hint("name the section after what the program attaches to"));
    }
    let linked = link(object, program).map_err(|error| wrong(error.to_string()))?;
    check_fits(object, &linked, types, fits).map_err(|(why, hint)| {
        let error = wrong(why);
        if hint.is_empty() { error } else { error.hint(hint) }
    })?;
    let mut fixups = Vec::with_capacity(linked.references.len());
    for reference in &linked.references {
        let need = need(object, reference.target).map_err(|why| wrong(why.to_owned()))?;
        fixups.push(Fixup { insn_idx: reference.insn_idx, need });
    }
    fixups.sort_by_key(|fixup| fixup.insn_idx);
    let (func_infos, line_infos) = infos(object, &linked);
    Ok(ProgramPlan {
        spec: program.clone(),
        index,
        insns: linked.insns,
        fixups,
        func_infos,
        line_infos,
        flags: flags(program),
        parts: linked.parts,
    })
}

fn flags(program: &ProgramSpec) -> u32 {
    const SLEEPABLE: u32 = 1 << 4;
    const XDP_HAS_FRAGS: u32 = 1 << 5;
    let sleepable = if program.is_sleepable { SLEEPABLE } else { 0 };
    // Probes of many functions attach to several programs' types at once, and never sleep by a flag.
    let is_multi = program.attach_type == Some(AttachType::TRACE_KPROBE_MULTI);
    let frags = if program.has_frags { XDP_HAS_FRAGS } else { 0 };
    if is_multi { frags } else { sleepable | frags }
}

fn need(object: &ObjectSpec, target: Target) -> Result<Need, &'static str> {
    let n_maps = object.maps.len();
    Ok(match target {
        Target::Map { map } => Need::Map { map },
        Target::Data { data, offset } => Need::MapValue { map: n_maps + data, offset },
        Target::JumpTable { .. } => {
            return Err("jumps through a table, which this version does not load");
        }
        Target::Extern { extern_ } => {
            let kind = object.externs.get(extern_).map(|extern_| extern_.kind);
            match kind.ok_or("names an extern that is not there")? {
                ExternKind::Kconfig { offset, .. } => {
                    let is_it = |data: &btfly_obj::spec::DataSpec| {
                        data.kind == btfly_obj::spec::DataKind::Kconfig
                    };
                    let data = object.data.iter().position(is_it);
                    let data =
                        data.ok_or("reads the configuration, of which there is no section")?;
                    Need::MapValue { map: n_maps + data, offset }
                }
                ExternKind::Variable { .. } => Need::Variable { extern_ },
                ExternKind::Address => Need::Address { extern_ },
                ExternKind::Kfunc { .. } => Need::KfuncAddress { extern_ },
                _ => return Err("names an extern of a kind that is not known here"),
            }
        }
        Target::ExternCall { extern_ } => Need::Kfunc { extern_ },
        Target::Call { .. } | Target::FunctionAddress { .. } => {
            return Err("calls a function that is not linked");
        }
        _ => return Err("refers to something that is not known here"),
    })
}

/// Records as kernels take them.
fn infos(object: &ObjectSpec, linked: &Linked) -> (Vec<u8>, Vec<u8>) {
    let endian = object.endian;
    let mut words = Vec::new();
    let (mut funcs, mut lines) = (Vec::new(), Vec::new());
    for placed in &linked.func_infos {
        words.extend([placed.insn_idx, placed.record.type_id.0]);
    }
    funcs.extend(words.drain(..).flat_map(|word| endian.bytes32(word)));
    for placed in &linked.line_infos {
        let record = &placed.record;
        let place = record.line << 10 | u32::from(record.column) & 0x3ff;
        words.extend([placed.insn_idx, record.file_name_off.0, record.line_off.0, place]);
    }
    lines.extend(words.drain(..).flat_map(|word| endian.bytes32(word)));
    (funcs, lines)
}

/// Whether every relocation in a program has an answer; what is wrong and what helps, if not.
fn check_fits(
    object: &ObjectSpec,
    linked: &Linked,
    types: Option<&BtfSet>,
    fits: &[Fit],
) -> Result<(), (String, String)> {
    let Some(btf) = &object.btf else { return Ok(()) };
    let Some(set) = types else {
        return match linked.core_relos.len() {
            0 => Ok(()),
            many => Err((
                format!("{many} CO-RE relocations, and no types of the kernel to fit them to"),
                "name BTF of this very kernel with `--btf`".to_owned(),
            )),
        };
    };
    for part in &linked.parts {
        for fit in fits.iter().filter(|fit| fit.function == part.function) {
            let Err(trouble) = &fit.done else { continue };
            let mut why = format!("CO-RE: {trouble}: {}", question(btf, &fit.record));
            let mut hint = String::new();
            let access = co_re::Access::of(&fit.record, &btf.types().strings());
            let relo = co_re::Relo { access, prefer: fit.prefer };
            if let Ok(explained) = co_re::explain(btf, &relo, set, None) {
                for candidate in &explained.candidates {
                    why.push_str(&format!("\n{}: {}", candidate.home, candidate.text));
                }
                hint = explained.hints.first().map(ToString::to_string).unwrap_or_default();
            }
            return Err((why, hint));
        }
    }
    Ok(())
}

fn question(btf: &Btf, record: &CoreRelo) -> String {
    let types = btf.types();
    let access = co_re::Access::of(record, &types.strings());
    let spec = co_re::Spec::read(&types, access.root, access.text, access.kind);
    spec.map_or_else(|_| access.text.to_owned(), |spec| spec.path(&types))
}
