//! Verdicts of `why` beside what comes of trying · kernels of the lab, booted with modules → counts · never our own word
//! that something attaches: it does if a program for it has been loaded and attached. What has no types is refused before a
//! kernel is asked.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::{Btf, Kind};
use serde_json::Value;

use super::Report;
use super::load::{self, kmods};
use crate::lab::{Kernel, Lab};
use crate::vm::{Guest, GuestFile};
use crate::workspace;

const PROGRAM: &str = "/btfly";
/// Modules that are loaded, and those whose functions are tried.
const KMODS: [&str; 4] = ["dummy", "veth", "xfs", "nf_conntrack"];
/// Functions of vmlinux and of modules that are tried, evenly spread over all there are.
const OF_VMLINUX: usize = 20;
const OF_KMODS: usize = 6;
/// Functions about which there is something: with any number of arguments, with many, not traceable, gone after boot, of several with that name, cloned, nowhere.
const ODD: &[&str] = &[
    "seq_printf",
    "do_mmap",
    "vfs_copy_file_range",
    "bpf_get_current_comm",
    "start_kernel",
    "rest_init",
    "t_start",
    "s_show",
    "init_once",
    "native_write_msr",
    "vfs_read",
    "do_exit",
    "schedule",
    "__x64_sys_getpid",
    "no_such_function",
];

/// Functions that new kernels refuse; an old one may hang when one is tried.
const DEADLY: &[&str] =
    &["migrate_disable", "preempt_count_add", "rcu_read_unlock_strict", "__rcu_read_lock"];

/// What `why` says of functions on kernels, and what trying says.
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
        let names = names(&kernel)?;
        let object = tries(lab, &names)?;
        let kmods = kmods::with_dependencies(&kernel, KMODS.into_iter())?;
        let mut files = vec![
            (PROGRAM.to_owned(), program.as_slice()),
            ("/tries.o".to_owned(), object.as_slice()),
        ];
        let mut jobs = Vec::new();
        for (name, bytes) in &kmods {
            let path = format!("/mods/{name}.ko");
            jobs.push(format!("insmod {path}"));
            files.push((path, bytes));
        }
        let targets: Vec<String> = names.iter().map(|name| format!("fentry/{name}")).collect();
        jobs.push(format!("hear {PROGRAM} why --json {}", targets.join(" ")));
        for at in 0..names.len() {
            jobs.push(format!("hear {PROGRAM} run /tries.o -p try_{at} --for 0.01"));
        }
        let files: Vec<GuestFile<'_>> =
            files.iter().map(|(path, bytes)| GuestFile { path, bytes }).collect();
        let lines = guest.boot(lab, &kernel, &files, &jobs)?;
        let heard = load::heard(&lines);
        let (said, tried) = heard.split_first().context("nothing was run")?;
        ensure!(tried.len() == names.len(), "{} of {} tried", tried.len(), names.len());
        let out = said.iter().find_map(|line| line.strip_prefix("out ")).context("no answer")?;
        let answers: Vec<Value> = serde_json::from_str(out)?;
        ensure!(answers.len() == names.len(), "{} answers", answers.len());
        for ((name, answer), tried) in names.iter().zip(&answers).zip(tried) {
            let verdict = answer.get("verdict").and_then(Value::as_str).context("no verdict")?;
            let attached = tried.iter().any(|line| line.trim() == "exit 0");
            // Which of several a kernel takes, it does not tell.
            let reasons = answer.get("reasons").and_then(Value::as_array).context("no reasons")?;
            let is_open = |reason: &Value| {
                reason.get("reason").and_then(Value::as_str) == Some("some-traceable")
            };
            if reasons.iter().any(is_open) {
                report.count(&format!("{label} left open"), 1);
            } else if (verdict == "attaches") == attached {
                report.count(&format!("{label} {}", if attached { "attach" } else { "do not" }), 1);
            } else {
                let tried = tried.join("\n    ");
                wrong.push(format!("{label}: {name}: {verdict}: {answer}\n    {tried}"));
            }
        }
    }
    if wrong.is_empty() { Ok(report) } else { bail!("{report}\n{}", wrong.join("\n")) }
}

/// The functions that are tried.
fn names(kernel: &Kernel) -> Result<Vec<String>> {
    let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF of the kernel")?)?)?;
    let mut names: BTreeSet<String> = ODD.iter().map(|name| (*name).to_owned()).collect();
    if ["6.12", "7.2"].contains(&kernel.label) {
        names.extend(DEADLY.iter().map(|name| (*name).to_owned()));
    }
    names.extend(spread(&base, OF_VMLINUX));
    for kmod in KMODS {
        let path = kernel.mods().join(format!("{kmod}.btf"));
        // On 5.10 they have no types, and one of them stands for all.
        let own = match path.exists() {
            true => spread(&Btf::parse_split(fs::read(path)?, &base)?, OF_KMODS),
            false => vec![format!("{kmod}_init_module")],
        };
        names.extend(own.into_iter().map(|name| format!("{kmod}:{name}")));
    }
    Ok(names.into_iter().collect())
}

/// Names of functions, evenly spread over all of a BTF's own.
fn spread(btf: &Btf, n: usize) -> Vec<String> {
    let functions = btf.iter().filter(|(_, ty)| ty.kind() == Kind::Func);
    let all: Vec<&str> = functions.filter_map(|(_, ty)| ty.name()).collect();
    let step = (all.len() / n).max(1);
    all.into_iter().step_by(step).take(n).map(str::to_owned).collect()
}

/// An object with a program for each function.
fn tries(lab: &Lab, names: &[String]) -> Result<Vec<u8>> {
    let mut text = String::from("#include \"kernel.h\"\n");
    for (at, name) in names.iter().enumerate() {
        writeln!(text, "SEC(\"fentry/{name}\") int try_{at}(u64 *args) {{ return 0; }}")?;
    }
    let scratch = lab.scratch()?;
    let (source, object) = (scratch.path().join("tries.c"), scratch.path().join("tries.o"));
    fs::write(&source, text)?;
    load::compile(&source, &object)?;
    Ok(fs::read(object)?)
}
