//! What commands about the running kernel have in common: its types, facts of it, the word for a target.
//!
//! *In:* `--root`, `--facts`, `[MODULE:]NAME` or a section's name. *Out:* [`KernelTypes`], [`Facts`], [`Wanted`]. *Never:*
//! stdout.

use std::path::PathBuf;

use anyhow::{Context, Result};
use btfly_kernel::KernelTypes;
use btfly_kernel::facts::{Facts, Functions, System};
use btfly_kernel::target::TargetKind;
use btfly_obj::spec::{AttachType, section_rule};
use clap::{Arg, ArgMatches, value_parser};

use crate::exit::Usage;

/// The option `--root DIR`.
pub(crate) fn root() -> Arg {
    Arg::new("root")
        .long("root")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .help("Where the host's `sys` is, if not in `/`: in a container that has it elsewhere")
}

/// The option `--facts FILE`.
pub(crate) fn facts_file() -> Arg {
    Arg::new("facts")
        .long("facts")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help("Facts that `btfly probe --json` saved, instead of asking this kernel")
}

/// The kernel's types, as `--root` says.
pub(crate) fn kernel(arguments: &ArgMatches) -> KernelTypes {
    match arguments.try_get_one::<PathBuf>("root").ok().flatten() {
        Some(root) => KernelTypes::below(root),
        None => KernelTypes::new(),
    }
}

/// Facts of a file, if `--facts` names one.
pub(crate) fn saved(arguments: &ArgMatches) -> Result<Option<Facts>> {
    let Some(path) = arguments.try_get_one::<PathBuf>("facts").ok().flatten() else {
        return Ok(None);
    };
    let place = || format!("cannot read `{}`", path.display());
    let text = std::fs::read_to_string(path).with_context(place)?;
    Ok(Some(Facts::from_json(text.trim_end()).with_context(place)?))
}

/// Facts of a file or of the running kernel, with lists of functions.
pub(crate) fn facts(arguments: &ArgMatches, kernel: &KernelTypes) -> Result<Facts> {
    Ok(saved(arguments)?.unwrap_or_else(|| Facts::gather_all(kernel)))
}

/// Which functions can be traced, without the rest.
pub(crate) fn functions() -> Functions {
    Functions::gather(&System::gather())
}

/// What a program would attach to.
#[derive(Debug)]
pub(crate) struct Wanted<'w> {
    pub(crate) kind: TargetKind,
    pub(crate) kmod: Option<&'w str>,
    pub(crate) name: &'w str,
}

impl<'w> Wanted<'w> {
    /// `[MODULE:]FUNC`, or a section such as `fentry/FUNC`, `tp_btf/NAME`.
    pub(crate) fn of(text: &'w str) -> Result<Self> {
        let mut kind = TargetKind::Func;
        let mut target = text;
        if let Some((start, rest)) = text.split_once('/') {
            let rule = section_rule(text).map(|(rule, _)| rule);
            let attach =
                rule.filter(|rule| rule.has_typed_target).and_then(|rule| rule.attach_type);
            kind = match (attach, start) {
                (Some(AttachType::TRACE_RAW_TP), _) => TargetKind::Tracepoint,
                (Some(AttachType::LSM_MAC | AttachType::LSM_CGROUP), _) => TargetKind::Lsm,
                (Some(AttachType::TRACE_ITER), _) => TargetKind::Iter,
                (Some(_), _)
                | (
                    None,
                    "kprobe" | "kretprobe" | "kprobe.multi" | "kretprobe.multi" | "kprobe.session",
                ) => TargetKind::Func,
                (None, "struct_ops" | "struct_ops.s") => TargetKind::StructOps,
                (None, _) => {
                    let error =
                        Usage::new(format!("`{text}` does not attach by type or to a function"));
                    return Err(error
                        .hint("write a function, or a section such as `fentry/FUNC`")
                        .into());
                }
            };
            target = rest;
        }
        let (kmod, name) = match target.split_once(':') {
            Some((kmod, name)) => (Some(kmod), name),
            None => (None, target),
        };
        if name.is_empty() || kmod.is_some_and(str::is_empty) {
            return Err(Usage::new(format!("no target in `{text}`")).into());
        }
        Ok(Self { kind, kmod, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(TargetKind, Option<&str>, &str)>) {
        let found = Wanted::of(text).ok().map(|wanted| (wanted.kind, wanted.kmod, wanted.name));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_target_is_a_function_or_a_section() {
        check("f", Some((TargetKind::Func, None, "f")));
        check("xfs:f", Some((TargetKind::Func, Some("xfs"), "f")));
        check("fexit.s/xfs:f", Some((TargetKind::Func, Some("xfs"), "f")));
        check("tp_btf/sched_switch", Some((TargetKind::Tracepoint, None, "sched_switch")));
        check("lsm/file_open", Some((TargetKind::Lsm, None, "file_open")));
        check("iter/task", Some((TargetKind::Iter, None, "task")));
        check("kprobe/f", Some((TargetKind::Func, None, "f")));
        check("xdp/f", None);
        check("xfs:", None);
        check(":f", None);
    }
}
