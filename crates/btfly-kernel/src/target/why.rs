//! Why a program can or cannot attach to a function, and what it could do instead.
//!
//! *In:* the kernel's types and [`Facts`] with lists of functions. *Out:* a [`Verdict`]: reasons as data, ways in the order
//! in which they are best. *Never:* an attempt to attach; a reason that is not known to be one: what could not be looked at
//! is said as that.

use std::fmt;

use super::find::{Hit, TargetKind, candidates};
use super::signature::{Misfit, misfits, n_params};
use crate::error::Error;
use crate::facts::{Capability, Facts, Support, Symbol};
use crate::kernel_btf::KernelTypes;

/// Something that is so, for or against attaching.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// No types of this kernel or its loaded modules have the name.
    NotInTypes,
    /// Several functions have it. By type the kernel looks the name up among its symbols and takes one, whichever function the
    /// types are of (`kernel/bpf/verifier.c: bpf_check_attach_target`, Linux v6.12).
    Several {
        /// Addresses of the symbols, and their modules.
        symbols: Vec<Symbol>,
    },
    /// The compiler made other functions of it, whose parameters may differ; or the whole function is only there as one.
    Clones {
        /// Their names.
        names: Vec<String>,
        /// Whether the function itself is there too.
        has_whole: bool,
    },
    /// No symbol has the name: it is a macro, inlined everywhere, or of a module that is not loaded.
    NoSymbol,
    /// The tracer lists fewer functions of that name than there are, and which of them a program is attached to by type is the
    /// kernel's choice.
    SomeTraceable {
        /// How many it lists.
        listed: usize,
        /// How many there are.
        of: usize,
    },
    /// The tracer does not list it: it is inlined, `notrace`, or of a part of the kernel that is not traced.
    NotTraceable,
    /// Programs may not be attached to it by type: running one runs it.
    Denied,
    /// No probe may be set on it.
    Blacklisted,
    /// The module that was named is not loaded.
    KmodNotLoaded {
        /// Its name.
        name: String,
    },
    /// The module is loaded, and has no types.
    KmodWithoutTypes {
        /// Its name.
        name: String,
    },
    /// The function's types are such that no program can be handed its arguments.
    Signature {
        /// What is wrong.
        misfit: Misfit,
    },
    /// It has more parameters than the kernel's code for this processor hands to programs. That shows only when one is
    /// attached, so the version says it: on x86-64 six before Linux 6.6 (`arch/x86/net/bpf_jit_comp.c:
    /// arch_prepare_bpf_trampoline`).
    Trampoline {
        /// How many it has.
        n: usize,
    },
    /// The kernel cannot do it, or does not let who asks.
    Probe {
        /// The name of the probe.
        name: &'static str,
        /// What came of it.
        support: Support,
    },
    /// Who asks may not.
    NoCapability {
        /// What is missing.
        capability: Capability,
    },
    /// BPF is not among the active security modules.
    LsmInactive,
    /// Lockdown forbids programs to read the kernel.
    Lockdown,
    /// Something could not be looked at.
    Unknown {
        /// What.
        what: &'static str,
    },
}

impl Reason {
    /// One word for it: `not-in-types`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NotInTypes => "not-in-types",
            Self::Several { .. } => "several",
            Self::Clones { .. } => "clones",
            Self::NoSymbol => "no-symbol",
            Self::SomeTraceable { .. } => "some-traceable",
            Self::NotTraceable => "not-traceable",
            Self::Denied => "denied",
            Self::Blacklisted => "blacklisted",
            Self::KmodNotLoaded { .. } => "module-not-loaded",
            Self::KmodWithoutTypes { .. } => "module-without-types",
            Self::Signature { .. } => "signature",
            Self::Trampoline { .. } => "trampoline",
            Self::Probe { .. } => "kernel",
            Self::NoCapability { .. } => "capability",
            Self::LsmInactive => "lsm-inactive",
            Self::Lockdown => "lockdown",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Whether it stands in the way of attaching by type, for certain.
    #[must_use]
    pub const fn is_obstacle(&self) -> bool {
        match self {
            Self::Clones { has_whole, .. } => !*has_whole,
            Self::Several { .. }
            | Self::SomeTraceable { .. }
            | Self::Blacklisted
            | Self::Unknown { .. } => false,
            Self::Probe { support, .. } => matches!(support, Support::No { .. } | Support::Refused),
            _ => true,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotInTypes => f.write_str("not in the types of the kernel or a loaded module"),
            Self::Several { symbols } => {
                write!(f, "{} functions of that name:", symbols.len())?;
                symbols.iter().try_for_each(|symbol| {
                    let home = if symbol.kmod.is_empty() { "vmlinux" } else { &symbol.kmod };
                    write!(f, " {:#x} in {home}", symbol.address)
                })?;
                f.write_str("; by type, the kernel takes one of them, whichever the types are of")
            }
            Self::Clones { names, has_whole: true } => {
                write!(
                    f,
                    "the compiler also made {}, which run in its place for some callers",
                    names.join(", ")
                )
            }
            Self::Clones { names, has_whole: false } => {
                write!(
                    f,
                    "the compiler left only {}, whose parameters may differ",
                    names.join(", ")
                )
            }
            Self::NoSymbol => f.write_str(
                "no such symbol: a macro, inlined everywhere, or of a module that is not loaded",
            ),
            Self::SomeTraceable { listed, of } => write!(
                f,
                "the tracer lists {listed} of these {of}, and the one that the kernel takes may not be among them"
            ),
            Self::NotTraceable => f.write_str(
                "the tracer does not list it: `notrace`, or of a part that is never traced",
            ),
            Self::Denied => f.write_str(
                "part of running a program: the kernel attaches none to it, and an old one may hang",
            ),
            Self::Blacklisted => {
                f.write_str("on the list of functions that no kprobe may be set on")
            }
            Self::KmodNotLoaded { name } => write!(f, "module `{name}` is not loaded"),
            Self::KmodWithoutTypes { name } => write!(f, "module `{name}` has no types"),
            Self::Signature { misfit } => misfit.fmt(f),
            Self::Trampoline { n } => write!(
                f,
                "{n} parameters; on this processor, kernels before 6.6 hand six to programs"
            ),
            Self::Probe { name, support: Support::Refused } => {
                write!(f, "`{name}` is refused to who asks (EPERM), whatever the kernel can do")
            }
            Self::Probe { name, .. } => write!(f, "this kernel has no `{name}`"),
            Self::NoCapability { capability } => write!(f, "{} is missing", capability.as_str()),
            Self::LsmInactive => {
                f.write_str("`bpf` is not among the active security modules: boot with `lsm=…,bpf`")
            }
            Self::Lockdown => {
                f.write_str("lockdown `confidentiality` forbids programs to read the kernel")
            }
            Self::Unknown { what } => f.write_str(what),
        }
    }
}

/// A way to attach.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Way {
    /// By type: `fentry`, `tp_btf`, `lsm`, `iter`.
    Typed,
    /// `kprobe.multi`.
    KprobeMulti,
    /// `kprobe`.
    Kprobe,
}

impl Way {
    /// `typed`, `kprobe.multi`, `kprobe`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::KprobeMulti => "kprobe.multi",
            Self::Kprobe => "kprobe",
        }
    }
}

/// What can be said of a target.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// Whether a program can attach by type, as far as can be told without trying.
    pub attaches: bool,
    /// Where types have the name.
    pub hits: Vec<Hit>,
    /// Symbols of the name and of the compiler's clones.
    pub symbols: Vec<Symbol>,
    /// What is so.
    pub reasons: Vec<Reason>,
    /// What would work, the best first.
    pub ways: Vec<Way>,
    /// Symbols that a kprobe can be set on instead, clones included.
    pub instead: Vec<String>,
}

/// Says why a program can or cannot attach to `name`.
///
/// # Errors
///
/// When the types of a module that is named are broken.
pub fn why(
    kernel: &KernelTypes,
    facts: &Facts,
    kind: TargetKind,
    kmod: Option<&str>,
    name: &str,
) -> Result<Verdict, Error> {
    let system = &facts.system;
    let mut reasons = Vec::new();
    let plain = kmod.map(|kmod| kmod.replace('-', "_")).filter(|kmod| kmod != "vmlinux");
    let mut hits = Vec::new();
    match &plain {
        Some(kmod) if !system.kmods.contains(kmod) && !system.with_types.contains(kmod) => {
            reasons.push(Reason::KmodNotLoaded { name: kmod.clone() });
        }
        Some(kmod) if !system.with_types.contains(kmod) => {
            reasons.push(Reason::KmodWithoutTypes { name: kmod.clone() });
        }
        _ => match candidates(kernel, kind, kmod, name) {
            Ok(found) => hits = found,
            Err(error) if kmod.is_some() => return Err(error),
            Err(_) => reasons.push(Reason::Unknown { what: "the kernel shows no types" }),
        },
    }
    let mut symbols = Vec::new();
    if kind == TargetKind::Func {
        function(facts, plain.as_deref(), name, &hits, &mut symbols, &mut reasons);
    } else if hits.is_empty() && reasons.is_empty() {
        reasons.push(Reason::NotInTypes);
    }
    if let [hit] = hits.as_slice()
        && kind == TargetKind::Func
    {
        let found = kernel.set()?;
        let btf = found.slot(&hit.home).and_then(|slot| found.btf(slot).ok());
        let n = btf.map_or(0, |btf| n_params(btf, hit.type_id));
        let is_early = system.machine == "x86_64" && version(&system.release) < (6, 6);
        if is_early && 6 < n {
            reasons.push(Reason::Trampoline { n });
        }
        let found = btf.map(|btf| misfits(btf, hit.type_id)).unwrap_or_default();
        reasons.extend(found.into_iter().map(|misfit| Reason::Signature { misfit }));
    }
    system_reasons(facts, kind, &hits, &mut reasons);
    let attaches = hits.len() == 1 && !reasons.iter().any(Reason::is_obstacle);
    let is_open = |symbol: &&Symbol| {
        let is_black =
            facts.functions.blacklist.as_ref().is_some_and(|list| list.contains(&symbol.name));
        !is_black && !symbol.name.contains(".cold")
    };
    let mut instead: Vec<String> = match kind {
        TargetKind::Func => {
            symbols.iter().filter(is_open).map(|symbol| symbol.name.clone()).collect()
        }
        _ => Vec::new(),
    };
    // Symbols come by name; of several with one name, a name is all that a probe is given.
    instead.dedup();
    let mut ways = if attaches { vec![Way::Typed] } else { Vec::new() };
    let is_traced = instead.iter().any(|name| {
        let kmod = symbols
            .iter()
            .find(|symbol| symbol.name == *name)
            .map_or("", |symbol| symbol.kmod.as_str());
        facts.functions.is_traceable(name, kmod).unwrap_or(true)
    });
    if is_traced
        && !instead.is_empty()
        && facts.probe("attach/kprobe-multi").is_some_and(Support::is_yes)
    {
        ways.push(Way::KprobeMulti);
    }
    if !instead.is_empty() && facts.probe("program/kprobe").is_some_and(Support::is_yes) {
        ways.push(Way::Kprobe);
    }
    Ok(Verdict { attaches, hits, symbols, reasons, ways, instead })
}

/// What symbols and the tracer say of a function.
fn function(
    facts: &Facts,
    kmod: Option<&str>,
    name: &str,
    hits: &[Hit],
    symbols: &mut Vec<Symbol>,
    reasons: &mut Vec<Reason>,
) {
    let functions = &facts.functions;
    if hits.is_empty() && reasons.is_empty() {
        reasons.push(Reason::NotInTypes);
    }
    if functions.symbols.is_none() {
        reasons.push(Reason::Unknown { what: "symbols: /proc/kallsyms cannot be read" });
        return;
    }
    let home = match (kmod, hits) {
        (Some(kmod), _) => Some(kmod),
        (None, [hit]) => Some(if hit.home == "vmlinux" { "" } else { hit.home.as_str() }),
        (None, _) => None,
    };
    let of_home = |symbol: &&Symbol| home.is_none_or(|home| symbol.kmod == home);
    symbols.extend(functions.symbols_of(name).filter(of_home).cloned());
    let (whole, clones): (Vec<&Symbol>, Vec<&Symbol>) =
        symbols.iter().partition(|symbol| symbol.name == name);
    // What is cold is a part of its function, and its caller's prologue has run.
    let names: Vec<String> = (clones.iter().map(|symbol| symbol.name.clone()))
        .filter(|name| !name.contains(".cold"))
        .collect();
    if symbols.is_empty() {
        reasons.push(Reason::NoSymbol);
    }
    if 1 < whole.len() {
        reasons.push(Reason::Several {
            symbols: whole.iter().map(|symbol| (*symbol).clone()).collect(),
        });
    }
    if let [first, _, ..] = whole.as_slice()
        && whole.iter().all(|symbol| symbol.kmod == first.kmod)
        && let Some(listed) = functions.n_traceable(name, &first.kmod)
        && listed < whole.len()
    {
        reasons.push(Reason::SomeTraceable { listed, of: whole.len() });
    }
    if !names.is_empty() {
        reasons.push(Reason::Clones { names, has_whole: !whole.is_empty() });
    }
    if let [symbol] = whole.as_slice() {
        match functions.is_traceable(name, &symbol.kmod) {
            Some(false) => reasons.push(Reason::NotTraceable),
            Some(true) => {}
            None => reasons.push(Reason::Unknown {
                what: "whether it is traceable: tracefs is not mounted, or not readable",
            }),
        }
    }
    let is_own = hits.iter().any(|hit| hit.home == "vmlinux");
    if is_own && DENIED.contains(&name) {
        reasons.push(Reason::Denied);
    }
    if functions.blacklist.as_ref().is_some_and(|list| list.contains(name)) {
        reasons.push(Reason::Blacklisted);
    }
}

/// The first two numbers of a release.
fn version(release: &str) -> (u32, u32) {
    let mut numbers = release.split(['.', '-']).map(|number| number.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Functions that are part of running a program: `btf_id_deny` of `kernel/bpf/verifier.c`, Linux v7.2. No list of the
/// kernel's shows them. A kernel that does not refuse them yet may hang when a program is attached to one: Linux
/// 5.10 did with `rcu_read_unlock_strict`.
const DENIED: &[&str] = &[
    "migrate_disable",
    "migrate_enable",
    "rcu_read_unlock_strict",
    "preempt_count_add",
    "preempt_count_sub",
    "__rcu_read_lock",
    "__rcu_read_unlock",
];

/// What the kernel as a whole and who asks have in the way.
fn system_reasons(facts: &Facts, kind: TargetKind, hits: &[Hit], reasons: &mut Vec<Reason>) {
    let system = &facts.system;
    let name = match kind {
        TargetKind::Func => "program/fentry",
        TargetKind::Tracepoint => "program/tp_btf",
        TargetKind::Lsm => "program/lsm",
        TargetKind::Iter => "program/iter",
        TargetKind::StructOps => "program/struct_ops",
    };
    match facts.probe(name) {
        Some(Support::Yes) => {}
        Some(support @ (Support::No { .. } | Support::Refused)) => {
            reasons.push(Reason::Probe { name, support: support.clone() });
        }
        Some(Support::Untried { .. }) | None => {
            reasons.push(Reason::Unknown { what: "whether the kernel takes such programs" });
        }
    }
    for capability in [Capability::Bpf, Capability::Perfmon] {
        if !system.has(capability) {
            reasons.push(Reason::NoCapability { capability });
        }
    }
    if hits.iter().any(|hit| hit.home != "vmlinux") && !system.has(Capability::SysAdmin) {
        reasons.push(Reason::NoCapability { capability: Capability::SysAdmin });
    }
    if kind == TargetKind::Lsm {
        match &system.lsms {
            Some(active) if !active.iter().any(|one| one == "bpf") => {
                reasons.push(Reason::LsmInactive)
            }
            Some(_) => {}
            None => reasons.push(Reason::Unknown {
                what: "active security modules: securityfs is not mounted",
            }),
        }
    }
    if system.lockdown.as_deref() == Some("confidentiality") && kind != TargetKind::StructOps {
        reasons.push(Reason::Lockdown);
    }
}
