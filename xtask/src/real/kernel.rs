//! The program in guests: BTF objects, targets and verdicts · kernels of the lab, booted with modules → counts · never our
//! own word: which functions a module has and under which ids, bpftool reads from the module's file; which verdict is right
//! was found out by attaching.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Report;
use super::load::kmods;
use crate::lab::{Kernel, Lab};
use crate::vm::{Guest, GuestFile};
use crate::{command, workspace};

/// Where the program lies in a guest.
const PROGRAM: &str = "/btfly";
/// Modules that are loaded, with what they depend on.
const KMODS: [&str; 4] = ["dummy", "veth", "xfs", "nf_conntrack"];
/// The module whose functions are compared one by one.
const COMPARED: &str = "nf_conntrack";

/// Whether a program attaches by type on kernels whose modules have types, and a reason that is given where it does not.
#[rustfmt::skip]
const VERDICTS: &[(&str, bool, &str)] = &[
    ("vfs_read", true, ""),
    ("fentry/vfs_unlink", true, ""),
    ("vmlinux:vfs_read", true, ""),
    ("dummy:vfs_read", false, "not-in-types"),
    ("dummy_xmit", true, ""),
    ("veth_xmit", true, ""),
    ("xfs_init_fs_context", true, ""),
    ("nf_conntrack_in", true, ""),
    ("fexit/nf_conntrack:nf_conntrack_in", true, ""),
    ("tp_btf/sched_switch", true, ""),
    ("tp_btf/no_such_tracepoint", false, "not-in-types"),
    ("lsm/file_open", true, ""),
    ("lsm/no_such_hook", false, "not-in-types"),
    ("iter/task", true, ""),
    ("struct_ops/tcp_congestion_ops", true, ""),
    ("no_such_function", false, "no-symbol"),
    ("btrfs:btrfs_sync_file", false, "module-not-loaded"),
];

/// The same on 5.10, where modules have none.
#[rustfmt::skip]
const OLD_VERDICTS: &[(&str, bool, &str)] = &[
    ("vfs_read", true, ""),
    ("tp_btf/sched_switch", true, ""),
    ("lsm/file_open", true, ""),
    ("iter/task", true, ""),
    ("dummy_xmit", false, "not-in-types"),
    ("nf_conntrack:nf_conntrack_in", false, "module-without-types"),
    ("no_such_function", false, "no-symbol"),
    ("btrfs:btrfs_sync_file", false, "module-not-loaded"),
];

/// What the program says of kernels with four modules and what these depend on.
pub(super) fn booted(lab: &Lab) -> Result<Report> {
    let guest = Guest::build()?;
    let program = fs::read(workspace::build("btfly", "debug")?)?;
    let mut report = Report::default();
    let mut wrong = Vec::new();
    let only = std::env::var("BTFLY_KERNEL").ok();
    for label in ["5.10", "6.1", "6.12", "7.2"] {
        if only.as_deref().is_some_and(|only| only != label) {
            continue;
        }
        let kernel = lab.kernel(label)?;
        let kmods = kmods::with_dependencies(&kernel, KMODS.into_iter())?;
        let verdicts = if label == "5.10" { OLD_VERDICTS } else { VERDICTS };
        let mut files = vec![(PROGRAM.to_owned(), program.as_slice())];
        let mut jobs = Vec::new();
        for (name, bytes) in &kmods {
            let path = format!("/mods/{name}.ko");
            jobs.push(format!("insmod {path}"));
            files.push((path, bytes));
        }
        jobs.push(format!("hear {PROGRAM} list --ids --json"));
        jobs.push(format!("hear {PROGRAM} probe --json"));
        jobs.push(format!("hear {PROGRAM} doctor --json"));
        if label != "5.10" {
            jobs.push(format!("hear {PROGRAM} targets {COMPARED}:* --json"));
        }
        let targets: Vec<&str> = verdicts.iter().map(|(target, _, _)| *target).collect();
        jobs.push(format!("hear {PROGRAM} why --json {}", targets.join(" ")));
        let files: Vec<GuestFile<'_>> =
            files.iter().map(|(path, bytes)| GuestFile { path, bytes }).collect();
        let lines = guest.boot(lab, &kernel, &files, &jobs)?;
        let heard = heard(&lines);
        let names: Vec<&str> = kmods.iter().map(|(name, _)| name.as_str()).collect();
        let mut say = |what: String| wrong.push(format!("{label}: {what}"));
        for (job, said) in &heard {
            match judge(job, said, &kernel, &names, verdicts, lab) {
                Ok((what, n)) => report.count(&format!("{label} {what}"), n),
                Err(error) => say(format!("{job}: {error:#}\n    {}", said.join("\n    "))),
            }
        }
    }
    if wrong.is_empty() { Ok(report) } else { bail!("{report}\n{}", wrong.join("\n")) }
}

/// What each program said, by its job.
fn heard(lines: &[String]) -> Vec<(String, Vec<String>)> {
    let mut heard: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_heard = false;
    for line in lines {
        if let Some(job) = line.strip_prefix("job ") {
            is_heard = job.starts_with("hear ");
            if is_heard {
                heard.push((job.trim_start_matches("hear /btfly ").to_owned(), Vec::new()));
            }
        } else if let Some((_, said)) = heard.last_mut().filter(|_| is_heard) {
            said.push(line.clone());
        }
    }
    heard
}

/// What of an answer is as it has to be, and how much of it.
fn judge(
    job: &str,
    said: &[String],
    kernel: &Kernel,
    kmods: &[&str],
    verdicts: &[(&str, bool, &str)],
    lab: &Lab,
) -> Result<(&'static str, u64)> {
    let out = said.iter().find_map(|line| line.strip_prefix("out ")).context("nothing said")?;
    let answer: Value = serde_json::from_str(out)?;
    let is_old = kernel.label == "5.10";
    if job.starts_with("list") {
        let names = texts(&answer, "name");
        for kmod in kmods.iter().chain(&["vmlinux"]) {
            let is_there = names.iter().any(|name| name == kmod);
            ensure!(is_there != is_old, "`{kmod}` among {names:?}");
        }
        return Ok(("objects", u64::try_from(names.len())? + 1));
    }
    if job.starts_with("probe") {
        let probes = answer.get("probes").and_then(Value::as_object).context("no probes")?;
        let yes = |name: &str| probes.get(name).and_then(Value::as_str) == Some("yes");
        // First kernels of these are 5.5, 5.7, 5.8, 5.15, 5.15, 5.18 and 6.6, as kernel.org's history has them.
        for (name, is_expected) in [
            ("program/fentry", true),
            ("program/lsm", true),
            ("program/iter", true),
            ("program/fmod_ret", true),
            ("program/freplace", true),
            ("program/struct_ops", true),
            ("map/ringbuf", true),
            ("attach/perf-link", !is_old),
            ("attach/cookie", !is_old),
            // Debian's 6.1 is built without CONFIG_FPROBE.
            ("attach/kprobe-multi", !is_old && kernel.label != "6.1"),
            ("attach/tracing-link", !is_old),
            ("attach/uprobe-multi", !is_old && kernel.label != "6.1"),
            ("token", !is_old && kernel.label != "6.1"),
            ("btf/module-names", !is_old),
        ] {
            ensure!(yes(name) == is_expected, "`{name}` is {:?}", probes.get(name));
        }
        return Ok(("probes", u64::try_from(probes.len())?));
    }
    if job.starts_with("doctor") {
        let about = texts(&answer, "about");
        ensure!(about.iter().any(|about| about == "tracefs"), "{about:?}");
        return Ok(("findings", u64::try_from(about.len())?));
    }
    if job.starts_with("targets") {
        let ours: BTreeSet<(u64, String)> = answer
            .as_array()
            .context("no list")?
            .iter()
            .filter_map(|row| {
                let prototype = row.get("prototype")?.as_str()?;
                let name = prototype.split('(').next()?.rsplit([' ', '*']).next()?;
                Some((row.get("id")?.as_u64()?, name.to_owned()))
            })
            .collect();
        let theirs = functions(kernel, lab)?;
        // A result that is a pointer to a function has its name elsewhere; ids tell all the same.
        let ids =
            |set: &BTreeSet<(u64, String)>| set.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>();
        ensure!(
            ids(&ours) == ids(&theirs),
            "{} functions, {} in the file",
            ours.len(),
            theirs.len()
        );
        let n_named = ours.intersection(&theirs).count();
        ensure!(theirs.len() * 9 < n_named * 10, "{n_named} names of {}", theirs.len());
        return Ok(("functions", u64::try_from(theirs.len())?));
    }
    let answers = answer.as_array().context("no list")?;
    let judged = answers.iter().map(|answer| verdict(answer, verdicts));
    let judged = judged.collect::<Result<BTreeSet<_>>>()?;
    ensure!(judged.len() == verdicts.len(), "verdicts on {judged:?} alone");
    Ok(("verdicts", u64::try_from(judged.len())?))
}

/// Whose verdict this is; an error if it is not the right one.
fn verdict(answer: &Value, verdicts: &[(&str, bool, &str)]) -> Result<String> {
    let target = answer.get("target").and_then(Value::as_str).context("no target")?;
    let row = verdicts.iter().find(|(known, _, _)| *known == target);
    let (_, attaches, reason) = row.context("another target")?;
    let verdict = answer.get("verdict").and_then(Value::as_str);
    ensure!((verdict == Some("attaches")) == *attaches, "{target}: {verdict:?}");
    let reasons = texts(answer.get("reasons").unwrap_or(&Value::Null), "reason");
    ensure!(
        reason.is_empty() || reasons.iter().any(|one| one == reason),
        "{target}: no `{reason}`: {reasons:?}"
    );
    Ok(target.to_owned())
}

/// What each object of a list has as `key`.
fn texts(list: &Value, key: &str) -> Vec<String> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|one| Some(one.get(key)?.as_str()?.to_owned())).collect()
}

/// Functions of the module that is compared, as bpftool reads them.
fn functions(kernel: &Kernel, lab: &Lab) -> Result<BTreeSet<(u64, String)>> {
    let module = kernel.modules()?.into_iter().find(|module| module.name == COMPARED);
    let file = module.and_then(|module| module.btf).context("no BTF of the module")?;
    let base = kernel.vmlinux_btf().context("no BTF of the kernel")?;
    let mut bpftool: Command = lab.peer("bpftool")?;
    let listing =
        command::text(bpftool.arg("-B").arg(base).args(["btf", "dump", "file"]).arg(file))?;
    let function = |line: &str| {
        let (id, rest) = line.strip_prefix('[')?.split_once("] FUNC '")?;
        Some((id.parse().ok()?, rest.split('\'').next()?.to_owned()))
    };
    Ok(listing.lines().filter_map(function).collect())
}
