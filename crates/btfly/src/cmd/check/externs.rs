//! What the kernel has to have for an object: kfuncs, variables, structs of functions that it calls.
//!
//! *In:* an object, a kernel. *Out:* for each extern whether it is there, and a finding where that is not as the program
//! wants it. *Never:* a word on symbols that have no type: only a running kernel knows those.
//!
//! Rules: `tools/lib/bpf/libbpf.c: bpf_object__resolve_ksym_func_btf_id, bpf_object__resolve_ksym_var_btf_id`, Linux v7.2.

use btfly_btf::names::essential_name;
use btfly_btf::view::Type;
use btfly_btf::{BtfSet, Kind, TypeId, TypeLoc};
use btfly_obj::co_re::types_are_compat;
use btfly_obj::spec::{ExternKind, ExternSpec, ObjectSpec};

use super::finding::{About, Finding, Level};
use super::narrow::Index;

/// An extern on a kernel.
pub(super) struct Found {
    /// Whether it is there, if types can tell.
    pub(super) is_there: Option<bool>,
    /// What to say of a program that uses it.
    pub(super) finding: Option<Finding>,
}

/// All externs of an object.
pub(super) fn find(object: &ObjectSpec, index: &Index<'_>) -> Vec<Found> {
    object.externs.iter().map(|one| find_one(object, one, index)).collect()
}

fn find_one(object: &ObjectSpec, one: &ExternSpec, index: &Index<'_>) -> Found {
    let set = index.set;
    let (about, kind, type_id, word) = match one.kind {
        ExternKind::Variable { type_id } => (About::Ksym, Kind::Var, type_id, "variable"),
        ExternKind::Kfunc { type_id } => (About::Kfunc, Kind::Func, type_id, "kfunc"),
        ExternKind::Kconfig { .. } => {
            let is_loaders = one.name.starts_with("LINUX_");
            let finding = (!one.is_weak && !is_loaders).then(|| {
                let why = "the kernel's configuration has to say it, and types do not tell";
                Finding::new(Level::Note, About::Kconfig, format!("reads `{}`", one.name), why)
            });
            return Found { is_there: None, finding };
        }
        ExternKind::Address => {
            let why = "a symbol without a type: only the running kernel tells whether it is there";
            let what = format!("uses the address of `{}`", one.name);
            let finding = (!one.is_weak).then(|| Finding::new(Level::Note, About::Ksym, what, why));
            return Found { is_there: None, finding };
        }
        _ => return Found { is_there: None, finding: None },
    };
    let what = format!("uses the {word} `{}`", one.name);
    let name = if kind == Kind::Func { essential_name(&one.name) } else { &one.name };
    let all = index.find(name, kind);
    let Some(loc) = all.first() else {
        // Whether one that may be missing is used nevertheless, its instructions tell.
        let why = format!("there is no {word} `{name}`");
        let finding = (!one.is_weak).then(|| Finding::new(Level::Breaks, about, what, why));
        return Found { is_there: Some(false), finding };
    };
    let home = set.slot_name(loc.slot);
    match is_compat(object, type_id, set, *loc) {
        Some(false) | None => {
            let why = format!("the `{name}` in {home} has another type");
            // libbpf takes a function that may be missing for missing.
            let is_missing = one.is_weak && kind == Kind::Func;
            let finding = (!is_missing).then(|| Finding::new(Level::Breaks, about, what, why));
            Found { is_there: Some(false), finding }
        }
        Some(true) if kind == Kind::Func && is_tagged(set, *loc) == Some(false) => {
            let why = format!("the function `{name}` in {home} is no kfunc");
            let finding = Some(Finding::new(Level::Breaks, about, what, why));
            Found { is_there: Some(true), finding }
        }
        Some(true) => Found { is_there: Some(true), finding: None },
    }
}

/// Whether the program's type of it can be the kernel's.
fn is_compat(object: &ObjectSpec, local: TypeId, set: &BtfSet, loc: TypeLoc) -> Option<bool> {
    let (local_btf, btf) = (object.btf.as_ref()?, set.btf(loc.slot).ok()?);
    let types = btf.types();
    let there = types.get(loc.id)?;
    let there = if let Type::Func(func) = there {
        func.type_id()
    } else if let Type::Var(var) = there {
        types.skip_modifiers(var.type_id())?
    } else {
        return None;
    };
    types_are_compat((&local_btf.types(), local), (&types, there))
}

/// Whether the function is marked as a kfunc, where any is: older kernels have no marks.
fn is_tagged(set: &BtfSet, loc: TypeLoc) -> Option<bool> {
    const TAG: &str = "bpf_kfunc";
    let btf = set.btf(loc.slot).ok()?;
    let mut tags = btf.types().iter().filter_map(|(_, ty)| {
        let Type::DeclTag(tag) = ty else { return None };
        (tag.name() == TAG).then(|| tag.type_id())
    });
    let first = tags.next()?;
    Some(first == loc.id || tags.any(|id| id == loc.id))
}

/// Structs of functions that the kernel does not have, each with the functions of the object in it.
pub(super) fn struct_ops(object: &ObjectSpec, index: &Index<'_>) -> Vec<(Vec<usize>, Finding)> {
    let mut missing = Vec::new();
    for spec in &object.struct_ops {
        let name = essential_name(&spec.type_name);
        let wrapper = format!("bpf_struct_ops_{name}");
        let absent = [name, wrapper.as_str()];
        let absent = absent.iter().find(|name| index.find(name, Kind::Struct).is_empty());
        if let Some(absent) = absent {
            let what = format!("is a function of `struct {}`", spec.type_name);
            let why = format!("there is no `struct {absent}`");
            let level = if spec.is_autocreated { Level::Breaks } else { Level::Guarded };
            let functions = spec.functions.iter().map(|(_, function)| *function).collect();
            missing.push((functions, Finding::new(level, About::StructOps, what, why)));
        }
    }
    missing
}
