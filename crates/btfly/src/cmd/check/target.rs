//! What a program attaches to by type: whether it is there, where, and whether it still takes what the program reads.
//!
//! *In:* a program, a kernel. *Out:* findings, and where the target is. *Never:* a guess between two functions; a complaint
//! about a parameter that the program does not read.
//!
//! Kernel reference: `kernel/bpf/btf.c: btf_ctx_access`, Linux v7.2; `tools/lib/bpf/libbpf.c: find_kernel_btf_id`.

use btfly_btf::names::essential_name;
use btfly_btf::similar::nearest;
use btfly_btf::view::Type;
use btfly_btf::{BtfSet, Kind, Slot, TypeId, TypeLoc, Types};
use btfly_obj::co_re::Reach;
use btfly_obj::link::Linked;
use btfly_obj::spec::{AttachType, ObjectSpec, ProgramSpec, ProgramType, TypedTarget};

use super::finding::{About, Finding, Level, Verdict};
use super::judge::place_in;
use super::narrow::Index;

/// How many similar names are worth a look.
const N_SIMILAR: usize = 3;

/// Where the target was found: all of them, if there are several.
pub(super) fn find(
    program: &ProgramSpec,
    index: &Index<'_>,
    known: &Index<'_>,
    verdict: &mut Verdict,
) -> Vec<TypeLoc> {
    let set = index.set;
    let Some(target) = program.typed_target() else {
        note(program, index, verdict);
        return Vec::new();
    };
    let what = format!("attaches to `{}`", program.target.as_deref().unwrap_or_default());
    let found = locate(&target, index);
    let mut slots: Vec<Slot> = found.iter().map(|loc| loc.slot).collect();
    slots.dedup();
    verdict.homes = slots.iter().map(|slot| set.slot_name(*slot).to_owned()).collect();
    let mut add = |level, why: String, hints| {
        let finding = Finding::new(level, About::Target, what.as_str(), why);
        verdict.add(Finding { hints, ..finding });
    };
    match (found.as_slice(), slots.as_slice()) {
        ([], _) => {
            let why = match target.kmod {
                Some(kmod) if set.slot(kmod).is_none() => format!("there is no module `{kmod}`"),
                Some(kmod) => format!("no `{}` in `{kmod}`", target.name),
                None => format!("no `{}`", target.name),
            };
            add(Level::Breaks, why, missing_hints(&target, index, known));
        }
        (_, [_, _, ..]) => {
            let homes = slots.iter().map(|slot| set.slot_name(*slot)).collect::<Vec<_>>();
            let hint = format!("say which, `MODULE:{}`", program.target.as_deref().unwrap_or(""));
            let why = format!("it is in {} modules ({})", homes.len(), homes.join(", "));
            add(Level::Breaks, why, vec![hint]);
        }
        ([_, _, ..], _) => {
            let why = format!("{} functions have that name; one of them is taken", found.len());
            add(Level::Note, why, Vec::new());
        }
        ([_], _) => {}
    }
    found
}

/// As `co_re::targets`, by what was looked up for all programs together.
fn locate(target: &TypedTarget<'_>, index: &Index<'_>) -> Vec<TypeLoc> {
    let mut found = index.find(&target.name, target.kind);
    target.retain(index.set, &mut found);
    found
}

fn missing_hints(target: &TypedTarget<'_>, index: &Index<'_>, known: &Index<'_>) -> Vec<String> {
    let set = index.set;
    let mut hints = Vec::new();
    for loc in locate(&TypedTarget { kmod: None, ..target.clone() }, known) {
        let home = known.set.slot_name(loc.slot);
        hints.push(match set.slot(home) {
            Some(_) => format!("`{home}` has it"),
            None => format!("the module `{home}` has it, and is not among those that are loaded"),
        });
    }
    let names = set.base().iter().filter(|(_, ty)| ty.kind() == target.kind);
    let names = names.filter_map(|(_, ty)| ty.name()).filter(|name| is_worth(&target.name, name));
    let similar = nearest(&target.name, names, N_SIMILAR);
    if !similar.is_empty() {
        let names: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
        hints.push(format!("vmlinux has {}", names.join(", ")));
    }
    if hints.is_empty() && target.kind == Kind::Func {
        hints.push("it may be inlined, or left out of the types".to_owned());
    }
    hints
}

/// Whether a name begins or ends as the wanted one does: to count edits to each of 60,000 functions takes longer than all
/// the rest of a check.
fn is_worth(wanted: &str, name: &str) -> bool {
    const END: usize = 4;
    let (wanted, name) = (wanted.trim_matches('_').as_bytes(), name.trim_matches('_').as_bytes());
    let n = END.min(wanted.len());
    wanted.get(..n).is_some_and(|start| name.starts_with(start))
        || wanted.get(wanted.len() - n..).is_some_and(|end| name.ends_with(end))
}

/// What programs that attach by name alone have among the types, if anything: a function, or a tracepoint's typedef.
pub(super) fn noted(program: &ProgramSpec) -> Option<(String, Kind)> {
    let target = program.target.as_deref()?;
    let section = program.section.split('/').next()?;
    let (name, kind) = match (section, program.program_type) {
        ("kprobe" | "kretprobe", ProgramType::KPROBE) => {
            (target.split(['+', '%']).next()?.to_owned(), Kind::Func)
        }
        (_, ProgramType::RAW_TRACEPOINT) => (format!("btf_trace_{target}"), Kind::Typedef),
        _ => return None,
    };
    let is_pattern = name.contains(['*', '?', ':']) || name.is_empty();
    (!is_pattern).then_some((name, kind))
}

/// Of such programs types tell something, but prove nothing.
fn note(program: &ProgramSpec, index: &Index<'_>, verdict: &mut Verdict) {
    let Some((name, kind)) = noted(program) else { return };
    if index.find(&name, kind).is_empty() {
        let what = format!("attaches to `{}`", program.target.as_deref().unwrap_or_default());
        let why = format!("no `{name}` among the types, which need not have it");
        verdict.add(Finding::new(Level::Note, About::Target, what, why));
    }
}

/// What the target is called with, eight bytes each, and whether the program sees what it returns.
struct Prototype {
    slots: Vec<TypeId>,
    has_return: bool,
}

impl Prototype {
    fn of(types: &Types<'_>, id: TypeId, attach: AttachType) -> Option<Self> {
        let (has_return, is_tracepoint) = match attach {
            AttachType::TRACE_FENTRY => (false, false),
            AttachType::TRACE_RAW_TP => (false, true),
            AttachType::TRACE_FEXIT
            | AttachType::MODIFY_RETURN
            | AttachType::TRACE_FSESSION
            | AttachType::LSM_MAC
            | AttachType::LSM_CGROUP => (true, false),
            _ => return None,
        };
        let ty = types.get(id)?;
        let mut id = if let Type::Func(func) = ty { func.type_id() } else { ty.modified()? };
        if let Some(Type::Ptr(ptr)) = types.get(types.skip_modifiers(id)?) {
            id = ptr.type_id();
        }
        let Some(Type::FuncProto(proto)) = types.get(id) else { return None };
        let mut slots = Vec::new();
        // A tracepoint's first parameter is whoever registered for it.
        for param in proto.param_type_ids().skip(usize::from(is_tracepoint)) {
            let bytes = if param == TypeId::VOID { 8 } else { types.size_of(param)? };
            // More than two registers are passed on the stack, and not to programs.
            slots.extend((0..bytes.div_ceil(8).clamp(1, 2)).map(|_| param));
        }
        Some(Self { slots, has_return })
    }
}

/// Whether what the program reads of its arguments is there.
pub(super) fn check_prototype(
    object: &ObjectSpec,
    program: &ProgramSpec,
    linked: &Linked,
    reach: &Reach,
    (set, target): (&BtfSet, TypeLoc),
    verdict: &mut Verdict,
) {
    let Ok(btf) = set.btf(target.slot) else { return };
    let types = btf.types();
    let Some(attach) = program.attach_type else { return };
    let Some(prototype) = Prototype::of(&types, target.id, attach) else { return };
    let name = types.get(target.id).and_then(|ty| ty.name()).unwrap_or_default();
    for load in reach.context_loads() {
        let mut add = |level, what: String, why: String| {
            let place = place_in(object, linked, load.insn_idx);
            let finding = Finding::new(level, About::Prototype, what, why);
            verdict.add(Finding { place, ..finding });
        };
        let Some(argument) = load.argument else {
            let Ok(off) = usize::try_from(load.off) else { continue };
            let (at, n) = (off / 8, prototype.slots.len());
            if n + usize::from(prototype.has_return) <= at {
                let why = format!("`{name}` has {n} here");
                add(Level::Breaks, format!("reads argument {}", at + 1), why);
            }
            continue;
        };
        let Some(ty) = prototype.slots.get(usize::from(argument)) else { continue };
        let what = format!("reads memory at argument {}", u32::from(argument) + 1);
        let spelled = types.declaration(*ty, "");
        match pointed_at(&types, *ty) {
            None => add(Level::Breaks, what, format!("that of `{name}` is `{spelled}` here")),
            Some(there) => {
                let Some(root) = root_of(object, linked, load.insn_idx) else { continue };
                if !starts_with(&types, there, &root) {
                    let what = format!("reads a `{root}` at argument {}", u32::from(argument) + 1);
                    add(Level::Unknown, what, format!("that of `{name}` is `{spelled}` here"));
                }
            }
        }
    }
}

/// The struct or union that a parameter points at.
fn pointed_at(types: &Types<'_>, id: TypeId) -> Option<TypeId> {
    let Type::Ptr(ptr) = types.get(types.skip_modifiers(id)?)? else { return None };
    let id = types.skip_modifiers(ptr.type_id())?;
    let kind = types.get(id)?.kind();
    matches!(kind, Kind::Struct | Kind::Union | Kind::Fwd).then_some(id)
}

/// The type that an instruction's relocation begins at.
fn root_of(object: &ObjectSpec, linked: &Linked, insn_idx: u32) -> Option<String> {
    let relo = linked.core_relos.iter().find(|relo| relo.insn_idx == insn_idx)?;
    let types = object.btf.as_ref()?.types();
    let id = types.skip_modifiers(relo.record.type_id)?;
    Some(essential_name(types.get(id)?.name()?).to_owned())
}

/// How deep a first member is followed.
const DEEPEST: usize = 16;

/// Whether a type is called `name`, or its first member is, or that one's.
fn starts_with(types: &Types<'_>, id: TypeId, name: &str) -> bool {
    let mut at = id;
    for _ in 0..DEEPEST {
        let Some(ty) = types.skip_modifiers(at).and_then(|at| types.get(at)) else { return true };
        if ty.name() == Some(name) {
            return true;
        }
        let (Type::Struct(composite) | Type::Union(composite)) = ty else { return false };
        let Some(first) = composite.members().next() else { return false };
        at = first.type_id();
    }
    true
}
