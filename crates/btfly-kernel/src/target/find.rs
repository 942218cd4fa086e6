//! A target's name → the id of its type and the module's BTF object.
//!
//! *In:* what is attached to, and the name as a section has it. *Out:* [`Target`]. *Never:* a module decoded that cannot have
//! the name; a descriptor asked of the kernel for a target of vmlinux; a choice between several.

use std::sync::Arc;

use btfly_btf::scan::Wanted;
use btfly_btf::{Btf, BtfSet, Kind, Slot, TypeId};

use super::signature::prototype;
use crate::error::{Error, ErrorKind};
use crate::kernel_btf::{BtfObject, KernelTypes};

/// What a program attaches to by type.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum TargetKind {
    /// A function: `fentry`, `fexit`, `fmod_ret`, `fsession`.
    Func,
    /// A tracepoint with types: `tp_btf`.
    Tracepoint,
    /// A hook of security modules: `lsm`.
    Lsm,
    /// An iterator: `iter`.
    Iter,
    /// A struct of functions: `struct_ops`.
    StructOps,
}

impl TargetKind {
    /// The name and kind that types have for it (`tools/lib/bpf/libbpf.c: btf_get_kernel_prefix_kind`, Linux v7.2).
    #[must_use]
    pub fn typed(self, name: &str) -> (String, Kind) {
        match self {
            Self::Func => (name.to_owned(), Kind::Func),
            Self::Tracepoint => (format!("btf_trace_{name}"), Kind::Typedef),
            Self::Lsm => (format!("bpf_lsm_{name}"), Kind::Func),
            Self::Iter => (format!("bpf_iter_{name}"), Kind::Func),
            Self::StructOps => (name.to_owned(), Kind::Struct),
        }
    }
}

/// A type of a name, and whose it is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hit {
    /// `vmlinux`, or a module.
    pub home: String,
    /// The id, as the kernel counts.
    pub type_id: TypeId,
    /// As C declares it.
    pub prototype: String,
}

/// Where a program attaches.
#[derive(Clone, Debug)]
pub struct Target {
    /// `vmlinux`, or a module.
    pub home: String,
    /// `attach_btf_id`.
    pub type_id: TypeId,
    /// Whose descriptor is `attach_btf_obj_fd`; nothing, which is 0, for vmlinux.
    pub object: Option<Arc<BtfObject>>,
    /// As C declares it.
    pub prototype: String,
}

/// Everything of that name: in vmlinux alone if it is there, else in any loaded module; in the module `kmod` alone if one
/// is named. Needs no capability.
///
/// # Errors
///
/// When the kernel shows no types, or the module that is named has none.
pub fn candidates(
    kernel: &KernelTypes,
    kind: TargetKind,
    kmod: Option<&str>,
    name: &str,
) -> Result<Vec<Hit>, Error> {
    let (name, kind) = kind.typed(name);
    let hit = |home: &str, btf: &Btf, type_id| Hit {
        home: home.to_owned(),
        type_id,
        prototype: prototype(btf, type_id),
    };
    if kmod.is_none_or(|kmod| kmod == "vmlinux") {
        let base = kernel.base()?;
        let found = kernel.find_in_base(&name, kind)?;
        if !found.is_empty() || kmod.is_some() {
            return Ok(found.into_iter().map(|id| hit("vmlinux", base, id)).collect());
        }
    }
    let set = kernel.refresh()?;
    let in_slot = |set: &BtfSet, slot: Slot| -> Vec<Hit> {
        let Ok(btf) = set.btf(slot) else { return Vec::new() };
        let found = btf.types().find_own(&name, Some(kind));
        found.into_iter().map(|id| hit(set.slot_name(slot), btf, id)).collect()
    };
    if let Some(kmod) = kmod {
        let slot = set.slot(kmod).filter(|slot| !slot.is_base());
        let slot = slot.ok_or_else(|| no_kmod(kmod))?;
        if let Err(reason) = set.btf(slot) {
            return Err(Error::new(ErrorKind::Target {
                why: format!("the types of module `{kmod}` are set aside: {reason}"),
            }));
        }
        return Ok(in_slot(&set, slot));
    }
    let wanted = Wanted::new(&name, &set.base().types());
    let mut found = Vec::new();
    for (slot, kmod) in set.slots().skip(1).zip(set.kmods()) {
        if kmod.may_define(&wanted) {
            found.extend(in_slot(&set, slot));
        }
    }
    Ok(found)
}

/// The one target of that name. vmlinux comes first; a module is searched if vmlinux does not have the name, and named with
/// `kmod` if several do.
///
/// # Errors
///
/// When nothing or more than one thing has the name; when the target is in a module and the kernel refuses the descriptor
/// of its BTF, which needs CAP_SYS_ADMIN.
pub fn find_target(
    kernel: &KernelTypes,
    kind: TargetKind,
    kmod: Option<&str>,
    name: &str,
) -> Result<Target, Error> {
    // A module that goes and comes between the search and the descriptor is searched again.
    for _ in 0..3 {
        let found = candidates(kernel, kind, kmod, name)?;
        let hit = match <[Hit; 1]>::try_from(found) {
            Ok([hit]) => hit,
            Err(found) => return Err(not_one(kind, kmod, name, &found)),
        };
        let Hit { home, type_id, prototype } = hit;
        if home == "vmlinux" {
            return Ok(Target { home, type_id, object: None, prototype });
        }
        let object = kernel.kmod_handle(&home)?;
        kernel.refresh()?;
        // Of one loading, the types and the handle: bytes alone would not tell, since most modules come again as they went.
        if !kernel.is_current(&home, &object) {
            continue;
        }
        let again = candidates(kernel, kind, Some(&home), name)?;
        if kernel.is_current(&home, &object) && again.iter().any(|hit| hit.type_id == type_id) {
            return Ok(Target { home, type_id, object: Some(object), prototype });
        }
    }
    Err(Error::new(ErrorKind::Target {
        why: format!("the module of `{name}` is loaded and unloaded all the time"),
    }))
}

fn no_kmod(name: &str) -> Error {
    let why = format!("no module `{name}` with types is loaded");
    Error::new(ErrorKind::Target { why })
        .with_hint(format!("`modprobe {name}`; kernels before 5.11 have no types of modules"))
}

fn not_one(kind: TargetKind, kmod: Option<&str>, name: &str, found: &[Hit]) -> Error {
    let (typed, _) = kind.typed(name);
    let homes: Vec<&str> = found.iter().map(|hit| hit.home.as_str()).collect();
    let place = kmod.map_or_else(|| String::from("the running kernel"), |kmod| format!("`{kmod}`"));
    let why = match homes.as_slice() {
        [] => format!("no `{typed}` in {place}"),
        [first, ..] if homes.iter().all(|home| home == first) => {
            format!("{} of `{first}` are called `{typed}`: no program can say which", homes.len())
        }
        _ => format!("`{typed}` is in {}: say which, `MODULE:{name}`", homes.join(", ")),
    };
    Error::new(ErrorKind::Target { why }).with_hint(format!("`btfly why {name}` says more"))
}
