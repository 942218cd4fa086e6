//! What instructions need, written into them.
//!
//! *In:* a program's instructions and fixups, maps, externs looked up. *Out:* the instructions as the kernel takes them, and
//! the table of modules that they name by index. *Never:* a search: that is [`Lookup`]'s.
//!
//! Forms: `Documentation/bpf/standardization/instruction-set.rst` and `include/uapi/linux/bpf.h: BPF_PSEUDO_*`, Linux v7.2.

use std::os::fd::{AsFd as _, AsRawFd as _, RawFd};

use btfly_btf::names::essential_name;
use btfly_obj::insn::{Insn, Opcode, pseudo};
use btfly_obj::spec::{ExternKind, ExternSpec};

use super::{LoadError, Lookup, Map, Place};
use crate::plan::{LoadPlan, Need, ProgramPlan};

/// What an extern has come to.
pub(super) enum Extern {
    /// Nobody asked for it, or it is no matter of the running kernel.
    Unused,
    /// A weak one that is not there.
    Missing,
    /// A variable or function, by type.
    Place(Place),
    /// An address.
    Address(u64),
}

/// Looks up what programs ask for.
pub(super) fn resolve(plan: &LoadPlan, lookup: &dyn Lookup) -> Result<Vec<Extern>, LoadError> {
    let mut used = vec![false; plan.externs.len()];
    for fixup in plan.programs.iter().flat_map(|program| &program.fixups) {
        if let Need::Variable { extern_ }
        | Need::Address { extern_ }
        | Need::Kfunc { extern_ }
        | Need::KfuncAddress { extern_ } = fixup.need
            && let Some(used) = used.get_mut(extern_)
        {
            *used = true;
        }
    }
    let looked_up = plan.externs.iter().zip(used).map(|(extern_, is_used)| match is_used {
        true => look_up(extern_, lookup),
        false => Ok(Extern::Unused),
    });
    looked_up.collect()
}

fn look_up(extern_: &ExternSpec, lookup: &dyn Lookup) -> Result<Extern, LoadError> {
    const STEP: &str = "looking it up";
    let what = || format!("extern `{}`", extern_.name);
    let found = match extern_.kind {
        ExternKind::Variable { .. } => {
            lookup.variable(&extern_.name).map(|place| place.map(Extern::Place))
        }
        ExternKind::Kfunc { .. } => {
            lookup.kfunc(essential_name(&extern_.name)).map(|place| place.map(Extern::Place))
        }
        ExternKind::Address => {
            lookup.address(&extern_.name).map(|address| address.map(Extern::Address))
        }
        ExternKind::Kconfig { .. } => return Ok(Extern::Unused),
        _ => Err("it is of a kind that is not known here".to_owned()),
    };
    match found {
        Ok(Some(found)) => Ok(found),
        Ok(None) if extern_.is_weak => Ok(Extern::Missing),
        Ok(None) => {
            if lookup.are_kmods_untyped() {
                let why = "the kernel has nothing of that name, and its modules have no BTF";
                let error = LoadError::own(what(), STEP, why);
                return Err(error.hint(
                    "functions of modules can be called since Linux 5.16, with CONFIG_DEBUG_INFO_BTF_MODULES; declare \
                     it `__weak` if the program works without",
                ));
            }
            let why = "the kernel and its loaded modules have nothing of that name";
            let error = LoadError::own(what(), STEP, why);
            Err(error.hint("declare it `__weak` if the program works without, or load its module"))
        }
        Err(why) => Err(LoadError::own(what(), STEP, why)),
    }
}

/// A missing kfunc is called by this number and more: a verifier that gets there names it.
pub(super) const MISSING_KFUNC: i32 = 2_002_000_000;
/// A map that is not made is called by this number and more.
pub(super) const MISSING_MAP: i32 = 2_001_000_000;

/// Writes what is needed; the table of modules, empty if none is named.
pub(super) fn apply(
    program: &ProgramPlan,
    maps: &[Option<Map>],
    externs: &[Extern],
) -> Result<(Vec<Insn>, Vec<RawFd>), LoadError> {
    let mut insns = program.insns.clone();
    let mut modules: Vec<RawFd> = Vec::new();
    for fixup in &program.fixups {
        let at = fixup.insn_idx as usize;
        let is_done = one(fixup.need, &mut insns, at, maps, externs, &mut modules);
        if is_done.is_none() {
            let what = format!("program `{}`", program.spec.name);
            let why = format!("instruction {at} cannot be given what it needs: {:?}", fixup.need);
            return Err(LoadError::own(what, "linking", why));
        }
    }
    Ok((insns, modules))
}

fn one(
    need: Need,
    insns: &mut [Insn],
    at: usize,
    maps: &[Option<Map>],
    externs: &[Extern],
    modules: &mut Vec<RawFd>,
) -> Option<()> {
    match need {
        Need::Map { map } => {
            let Some(made) = maps.get(map)?.as_ref() else { return no_map(insns, at, map) };
            wide(insns, at, pseudo::MAP_FD, made.as_fd().as_raw_fd(), 0)
        }
        Need::MapValue { map, offset } => {
            let Some(made) = maps.get(map)?.as_ref() else { return no_map(insns, at, map) };
            let fd = made.as_fd().as_raw_fd();
            wide(insns, at, pseudo::MAP_VALUE, fd, offset.cast_signed())
        }
        Need::Variable { extern_ } | Need::KfuncAddress { extern_ } => {
            match externs.get(extern_)? {
                Extern::Place(place) => {
                    let fd = place.btf.as_ref().map_or(0, |btf| btf.as_fd().as_raw_fd());
                    wide(insns, at, pseudo::BTF_ID, place.type_id.cast_signed(), fd)
                }
                Extern::Missing => wide(insns, at, 0, 0, 0),
                Extern::Unused | Extern::Address(_) => None,
            }
        }
        Need::Address { extern_ } => {
            let address = match externs.get(extern_)? {
                Extern::Address(address) => *address,
                Extern::Missing => 0,
                Extern::Unused | Extern::Place(_) => return None,
            };
            let (low, high) = Insn::wide_halves(address);
            wide(insns, at, 0, low, high)
        }
        Need::Kfunc { extern_ } => {
            let insn = insns.get_mut(at)?;
            match externs.get(extern_)? {
                Extern::Place(place) => {
                    insn.src = pseudo::KFUNC_CALL;
                    insn.imm = place.type_id.cast_signed();
                    insn.off = match &place.btf {
                        Some(btf) => i16::try_from(index(modules, btf.as_fd().as_raw_fd())).ok()?,
                        None => 0,
                    };
                }
                Extern::Missing => {
                    insn.src = 0;
                    insn.off = 0;
                    insn.imm = MISSING_KFUNC.checked_add(i32::try_from(extern_).ok()?)?;
                }
                Extern::Unused | Extern::Address(_) => return None,
            }
            Some(())
        }
    }
}

/// Where a module stands in the table; the first place is that of vmlinux.
fn index(modules: &mut Vec<RawFd>, fd: RawFd) -> usize {
    if modules.is_empty() {
        modules.push(0);
    }
    let known = modules.iter().skip(1).position(|known| *known == fd);
    known.map_or_else(
        || {
            modules.push(fd);
            modules.len() - 1
        },
        |at| at + 1,
    )
}

fn wide(insns: &mut [Insn], at: usize, src: u8, low: i32, high: i32) -> Option<()> {
    let first = insns.get_mut(at).filter(|insn| insn.is_wide())?;
    first.src = src;
    first.imm = low;
    insns.get_mut(at + 1)?.imm = high;
    Some(())
}

/// A map that is not made: whoever reaches the instruction is refused, and told which.
fn no_map(insns: &mut [Insn], at: usize, map: usize) -> Option<()> {
    const CALL: Opcode = Opcode(0x85);
    let imm = MISSING_MAP.checked_add(i32::try_from(map).ok()?)?;
    let call = Insn { opcode: CALL, dst: 0, src: 0, off: 0, imm };
    *insns.get_mut(at)? = call;
    *insns.get_mut(at + 1)? = call;
    Some(())
}
