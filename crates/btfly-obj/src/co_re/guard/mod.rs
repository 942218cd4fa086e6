//! Whether an instruction can be reached once a program is fitted: constants are followed through it, and branches that
//! cannot be taken are not.
//!
//! *In:* an object with CO-RE applied, and one of its programs, linked. *Out:* a [`Guard`] for each instruction. What is
//! called [`Guard::Guarded`] is never executed; [`Guard::Reached`] can be, as far as this tells: it does not know ranges,
//! and where ways meet it knows what they have in common. *Never:* an instruction changed, or a verifier replaced.
//!
//! A poisoned instruction behind `if (bpf_core_field_exists(…))` is in nobody's way: the question has become the constant
//! 0, and verifiers do not look at what it leaves out.
//!
//! Kernel reference: `kernel/bpf/verifier.c: is_branch_taken, check_alu_op, check_stack_write`, Linux v7.2.

mod fits;
mod flow;
#[cfg(test)]
mod random;
mod state;
#[cfg(test)]
mod tests;
mod value;

use std::collections::HashMap;
use std::fmt;

pub use fits::guards;
use flow::{Flow, Ways};
use value::Value;

use crate::elf::{Binding, Visibility};
use crate::insn::pseudo;
use crate::link::Linked;
use crate::spec::{DataKind, ExternKind, ObjectSpec, Target};

/// Whether an instruction can be reached.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Guard {
    /// By a way on which nothing is known that closes it.
    Reached,
    /// By none: something that is known closes every way.
    Guarded,
    /// That depends.
    Unknown(Doubt),
}

/// What it depends on.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Doubt {
    /// On a constant variable or a value of the kernel's configuration, which verifiers know and this does not.
    Setting,
    /// On the kernel: it is in a global function that is only called from where nobody comes. Kernels before 6.8 check
    /// such a function nevertheless, later ones do not.
    GlobalFunction,
    /// There are jumps to computed places.
    Indirect,
    /// The program is too large to be followed.
    TooLarge,
    /// No verifier would take the program: a jump into another function, or no end.
    Malformed,
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Setting => "it depends on a constant variable or on the kernel's configuration",
            Self::GlobalFunction => {
                "in a global function that is never called, which kernels before 6.8 check all the same"
            }
            Self::Indirect => "the program jumps to computed places",
            Self::TooLarge => "the program is too large to be followed",
            Self::Malformed => "the program jumps out of a function",
        })
    }
}

/// Which instructions of a program can be reached.
#[derive(Clone, Debug)]
pub struct Reach {
    guards: Result<Vec<Guard>, Doubt>,
    loads: Vec<ContextLoad>,
}

/// A load from a program's context, or from what an argument in it points at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ContextLoad {
    /// The instruction, which can be reached.
    pub insn_idx: u32,
    /// Which eight bytes of the context hold the address; none if it is the context's own.
    pub argument: Option<u8>,
    /// Bytes from that address.
    pub off: i16,
    /// How many bytes are loaded.
    pub bytes: u32,
}

impl Reach {
    /// Whether the instruction can be.
    #[must_use]
    pub fn of(&self, insn_idx: u32) -> Guard {
        match &self.guards {
            Ok(guards) => guards.get(insn_idx as usize).copied().unwrap_or(Guard::Guarded),
            Err(doubt) => Guard::Unknown(*doubt),
        }
    }

    /// What the program is sure to load from its context and through its arguments, by instruction: of a program that
    /// attaches to a function, this tells which arguments it counts on, and which of them are addresses.
    #[must_use]
    pub fn context_loads(&self) -> &[ContextLoad] {
        &self.loads
    }
}

/// Tells which instructions of a linked program can be reached. `is_there` says of externs, by their position in the
/// object, whether the kernel has them, if that is known: the address of what is missing is 0.
///
/// ```
/// use btfly_obj::co_re::{Guard, reach};
/// use btfly_obj::{link::link, read::read};
///
/// # let bytes = btfly_obj::doc::example_object();
/// let object = read(&bytes)?;
/// let linked = link(&object, &object.programs[0])?;
/// let reach = reach(&object, &linked, |_| None);
/// assert_eq!(reach.of(0), Guard::Reached);
/// # Ok::<(), btfly_obj::error::Error>(())
/// ```
#[must_use]
pub fn reach(
    object: &ObjectSpec,
    linked: &Linked,
    is_there: impl Fn(usize) -> Option<bool>,
) -> Reach {
    let mut known = HashMap::new();
    let mut insns = linked.insns.clone();
    for reference in &linked.references {
        let insn = insns.get_mut(reference.insn_idx as usize);
        if let (Some(insn), Target::ExternCall { .. }) = (insn, reference.target) {
            // Compilers write it as a call of a function of the program that is not there yet.
            insn.src = pseudo::KFUNC_CALL;
        }
        if let Some(value) = value_of(object, reference.target, &is_there) {
            known.insert(reference.insn_idx as usize, value);
        }
    }
    let starts = || linked.parts.iter().map(|part| part.insn_idx as usize);
    let globals: Vec<usize> = linked
        .parts
        .iter()
        .skip(1)
        .filter(|part| !linked.func_infos.is_empty() && is_global(object, part.function))
        .map(|part| part.insn_idx as usize)
        .collect();
    let mut loads = Vec::new();
    let guards = Flow::new(&insns, known, starts()).and_then(|flow| {
        // What nobody calls is called by the kernel: where exceptions go.
        let called = flow.called();
        let entries: Vec<usize> =
            starts().skip(1).filter(|start| !called.contains(start)).collect();
        run_all(&flow, &entries, &globals, &mut loads)
    });
    Reach { guards, loads }
}

/// From the widest reach to the narrowest.
fn run_all(
    flow: &Flow<'_>,
    entries: &[usize],
    globals: &[usize],
    loads: &mut Vec<ContextLoad>,
) -> Result<Vec<Guard>, Doubt> {
    let all: Vec<usize> = entries.iter().chain(globals).copied().collect();
    let by_settings = true;
    let any = flow.run(Ways { globals, entries: &all, by_settings })?;
    let called = flow.run(Ways { globals, entries, by_settings })?;
    let certain = flow.run(Ways { globals, entries, by_settings: false })?;
    loads.extend(certain.loads.iter().filter_map(|(at, base)| {
        let insn = flow.insns.get(*at)?;
        let argument = match base {
            Value::Argument(argument) => Some(*argument),
            _ => None,
        };
        let (insn_idx, bytes) = (u32::try_from(*at).ok()?, insn.opcode.size().bytes());
        Some(ContextLoad { insn_idx, argument, off: insn.off, bytes })
    }));
    let each = any.is_reached.into_iter().zip(called.is_reached).zip(certain.is_reached);
    Ok(each
        .map(|((any, called), certain)| match (any, called, certain) {
            (_, _, true) => Guard::Reached,
            (_, true, false) => Guard::Unknown(Doubt::Setting),
            (true, false, false) => Guard::Unknown(Doubt::GlobalFunction),
            (false, false, false) => Guard::Guarded,
        })
        .collect())
}

/// Checked by verifiers on its own: what is hidden counts as `static`.
fn is_global(object: &ObjectSpec, function: usize) -> bool {
    object.functions.get(function).is_some_and(|function| {
        function.binding != Binding::Local && function.visibility != Visibility::Hidden
    })
}

fn value_of(
    object: &ObjectSpec,
    target: Target,
    is_there: impl Fn(usize) -> Option<bool>,
) -> Option<Value> {
    match target {
        Target::Data { data, .. } => match object.data.get(data)?.kind {
            DataKind::Rodata | DataKind::Kconfig => Some(Value::Setting),
            DataKind::Data | DataKind::Bss | DataKind::Arena | DataKind::JumpTables => {
                Some(Value::Unknown)
            }
        },
        Target::Extern { extern_ } => {
            match (object.externs.get(extern_)?.kind, is_there(extern_)) {
                (ExternKind::Kconfig { .. }, _) => Some(Value::Setting),
                (_, Some(true)) => Some(Value::NonNull),
                (_, Some(false)) => Some(Value::Const(0)),
                (_, None) => Some(Value::Unknown),
            }
        }
        Target::Map { .. } | Target::JumpTable { .. } => Some(Value::Unknown),
        Target::ExternCall { .. } | Target::Call { .. } | Target::FunctionAddress { .. } => None,
    }
}
