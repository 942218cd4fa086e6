//! Programs of `examples/` and `fixtures/live/` loaded, attached and fired on real kernels · the lab → a line for each run:
//! what it was attached to, how, and what it saw · never passes a run whose program did not fire.

mod cases;
pub(super) mod kmods;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::Report;
use crate::lab::Lab;
use crate::vm::{Guest, GuestFile};
use crate::{command, workspace};
use cases::{AFTER, CASES, Case, INNER, Kernels};

/// Where the program under test lies in a guest.
const PROGRAM: &str = "/btfly";

/// Modules that cases need; what they depend on is loaded before them.
const KMODS: &[(&str, &str)] = &[
    ("dummy", ""),
    ("veth", ""),
    ("xfs", ""),
    ("nf_conntrack", " enable_hooks=1"),
    ("vsock_loopback", ""),
];

/// Objects by their names, compiled by this machine's clang.
fn objects(lab: &Lab) -> Result<BTreeMap<String, Vec<u8>>> {
    let scratch = lab.scratch()?;
    let mut objects = BTreeMap::new();
    for folder in ["examples", "fixtures/live"] {
        for file in fs::read_dir(workspace::root().join(folder))? {
            let path = file?.path();
            if path.extension().is_none_or(|extension| extension != "c") {
                continue;
            }
            let name = path.file_stem().and_then(|name| name.to_str()).context("a name")?;
            let object = scratch.path().join(format!("{name}.o"));
            compile(&path, &object)?;
            objects.insert(name.to_owned(), fs::read(object)?);
        }
    }
    Ok(objects)
}

/// Compiles a program with this machine's clang.
pub(super) fn compile(source: &Path, object: &Path) -> Result<()> {
    let mut clang = Command::new("clang");
    clang.args(["-g", "-O2", "-Wall", "-target", "bpfel", "-mcpu=v3", "-I"]);
    clang.arg(workspace::root().join("examples")).arg("-c").arg(source).arg("-o").arg(object);
    command::quiet(&mut clang)
}

/// The lab's kernels: every case that is for one, in one boot each.
pub(super) fn booted(lab: &Lab) -> Result<Report> {
    let guest = Guest::build()?;
    let program = fs::read(workspace::build("btfly", "debug")?)?;
    let objects = objects(lab)?;
    let mut report = Report::default();
    let mut wrong = Vec::new();
    let only = std::env::var("BTFLY_KERNEL").ok();
    for label in ["5.10", "6.1", "6.12", "7.2"] {
        if only.as_deref().is_some_and(|only| only != label) {
            continue;
        }
        let kernel = lab.kernel(label)?;
        let kmods = kmods::with_dependencies(&kernel, KMODS.iter().map(|(name, _)| *name))?;
        let mut files: Vec<(String, &[u8])> = vec![(PROGRAM.to_owned(), &program)];
        let mut jobs = vec!["up lo".to_owned()];
        for (name, bytes) in &kmods {
            let path = format!("/mods/{name}.ko");
            let parameters = KMODS.iter().find(|(known, _)| known == name);
            // Kernels before 5.13 have no such parameter, and pass over it.
            jobs.push(format!("insmod {path}{}", parameters.map_or("", |(_, text)| text)));
            files.push((path, bytes));
        }
        for (name, bytes) in &objects {
            files.push((format!("/objs/{name}.o"), bytes));
        }
        for (path, text) in INNER {
            files.push(((*path).to_owned(), text.as_bytes()));
        }
        // A sibling's types, for a kernel whose modules have none.
        let sibling = lab.kernel("6.1")?;
        let mut types = Vec::new();
        if label == "5.10" {
            types.push(sibling.vmlinux_btf().context("no vmlinux BTF in the lab")?);
            types.push(sibling.mods().join("vmw_vsock_virtio_transport_common.btf"));
        }
        let types: Vec<(String, Vec<u8>)> = types
            .iter()
            .map(|path| {
                let name = path.file_name().and_then(|name| name.to_str()).context("a name")?;
                Ok((format!("/btf/{name}"), fs::read(path)?))
            })
            .collect::<Result<_>>()?;
        files.extend(types.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())));
        let cases: Vec<&Case> = CASES.iter().filter(|case| case.kernels.has(label)).collect();
        let triggers: Vec<String> =
            cases.iter().map(|case| case.trigger.join("\n") + "\n").collect();
        for (at, (case, trigger)) in cases.iter().zip(&triggers).enumerate() {
            let path = format!("/triggers/{at}");
            let after = if case.trigger.is_empty() {
                "--for 0.3".to_owned()
            } else {
                format!("-- /init {path}")
            };
            files.push((path, trigger.as_bytes()));
            let (object, arguments) = (case.object, case.arguments);
            jobs.push(format!("hear {PROGRAM} run /objs/{object}.o {arguments} {after}"));
        }
        jobs.extend(AFTER.iter().map(|job| (*job).to_owned()));
        let files: Vec<GuestFile<'_>> =
            files.iter().map(|(path, bytes)| GuestFile { path, bytes }).collect();
        let lines = guest.boot(lab, &kernel, &files, &jobs)?;
        let mut runs = heard(&lines);
        let [nobody, left] = [runs.len().saturating_sub(2), runs.len().saturating_sub(1)]
            .map(|at| runs.get(at).cloned().unwrap_or_default());
        runs.truncate(cases.len());
        judge(label, &cases, runs, &mut report, &mut wrong)?;
        if !nobody.contains(&"exit 3") || !nobody.iter().any(|line| line.contains("CAP_")) {
            wrong.push(format!("{label}: without a right: {}", nobody.join("\n    ")));
        }
        match nothing_is_left(&left) {
            Ok(n) => report.count(&format!("{label} objects left, the kernel's own"), n),
            Err(error) => wrong.push(format!("{label}: {error:#}: {}", left.join("\n    "))),
        }
    }
    finish(report, &wrong)
}

/// This machine's kernel, as far as it lets programs in.
pub(super) fn here(lab: &Lab) -> Result<Report> {
    let guest = Guest::build()?;
    let program = workspace::build("btfly", "debug")?;
    let objects = objects(lab)?;
    let cases: Vec<&Case> = CASES.iter().filter(|case| case.kernels == Kernels::HereToo).collect();
    let files: Vec<(String, &[u8])> =
        objects.iter().map(|(name, bytes)| (format!("/objs/{name}.o"), bytes.as_slice())).collect();
    let files: Vec<GuestFile<'_>> =
        files.iter().map(|(path, bytes)| GuestFile { path, bytes }).collect();
    let jobs = cases.iter().map(|case| {
        let (object, arguments) = (case.object, case.arguments);
        format!("hear {} run /objs/{object}.o {arguments} --for 0.3", program.display())
    });
    let jobs: Vec<String> = jobs.collect();
    let lines = guest.here(lab, &files, &jobs)?;
    let (mut report, mut wrong) = (Report::default(), Vec::new());
    judge("here", &cases, heard(&lines), &mut report, &mut wrong)?;
    finish(report, &wrong)
}

fn finish(report: Report, wrong: &[String]) -> Result<Report> {
    if wrong.is_empty() { Ok(report) } else { bail!("{report}\n{}", wrong.join("\n")) }
}

/// What each program said that was heard, in their order.
pub(super) fn heard(lines: &[String]) -> Vec<Vec<&str>> {
    let mut runs: Vec<Vec<&str>> = Vec::new();
    let mut is_heard = false;
    for line in lines {
        if let Some(job) = line.strip_prefix("job ") {
            is_heard = job.starts_with("hear");
            if is_heard {
                runs.push(Vec::new());
            }
        } else if is_heard && let Some(run) = runs.last_mut() {
            run.push(line);
        }
    }
    runs
}

/// How many BTF objects a kernel has, if all are its own and nobody uses one: runs that ended, failed or were killed have
/// left nothing.
fn nothing_is_left(said: &[&str]) -> Result<u64> {
    let out = said.iter().find_map(|line| line.strip_prefix("out ")).context("no list")?;
    let objects: Vec<Value> = serde_json::from_str(out)?;
    for object in &objects {
        // Before 5.11 no object says whose it is; a program's has no megabyte.
        let is_large = object.get("bytes").and_then(Value::as_u64).is_some_and(|n| 1 << 20 < n);
        let is_own = is_large || object.get("is_kernel").and_then(Value::as_bool) == Some(true);
        let users = ["programs", "maps", "attached"].map(|key| object.get(key));
        let is_used = |list: &Option<&Value>| {
            list.and_then(Value::as_array).is_some_and(|list| !list.is_empty())
        };
        ensure!(is_own && !users.iter().any(is_used), "left: {object}");
    }
    Ok(u64::try_from(objects.len())?)
}

/// Compares what each run said with what its case expects.
fn judge(
    label: &str,
    cases: &[&Case],
    runs: Vec<Vec<&str>>,
    report: &mut Report,
    wrong: &mut Vec<String>,
) -> Result<()> {
    ensure!(runs.len() == cases.len(), "{} runs of {} cases", runs.len(), cases.len());
    for (case, said) in cases.iter().zip(runs) {
        let missing: Vec<&str> = (case.says.iter().copied())
            .filter(|expected| !said.iter().any(|line| fits(line, expected)))
            .collect();
        if missing.is_empty() {
            report.count(&format!("{label} runs"), 1);
        } else {
            let said = said.join("\n    ");
            wrong.push(format!("{label}: {}: nothing like {missing:?} in\n    {said}", case.name));
        }
        if std::env::var_os("BTFLY_VERBOSE").is_some() {
            eprintln!("{label}: {}", case.name);
        }
    }
    Ok(())
}

/// Whether a line has all the parts of `expected` in their order; `#` stands for a number that is not zero.
fn fits(line: &str, expected: &str) -> bool {
    let mut rest = line;
    for part in expected.split(" … ") {
        let (text, has_number) = match part.strip_suffix('#') {
            Some(text) => (text, true),
            None => (part, false),
        };
        let Some((_, behind)) = rest.split_once(text) else { return false };
        rest = behind;
        if has_number && !rest.starts_with(|c: char| ('1'..='9').contains(&c)) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_number_that_is_zero_is_none() {
        assert!(fits("out entered = 12", "entered = #"));
        assert!(!fits("out entered = 0", "entered = #"));
        assert!(fits("err `a` attached to `b` by link, in xfs", "by link … in xfs"));
        assert!(!fits("in xfs, by link", "by link … in xfs"));
    }
}
