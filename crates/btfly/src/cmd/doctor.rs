//! `btfly doctor`: what this kernel, container and user can and cannot do, one line each, with what to do about it.

use std::io::Write as _;

use anyhow::Result;
use btfly_kernel::facts::{Capability, Facts, Support};
use clap::{ArgMatches, Command};

use crate::exit::Outcome;
use crate::json::Value;
use crate::live;
use crate::session::Session;

const AFTER: &str = "\
Each line is `ok`, `no` or `?` (not known), what it is about, and what to do.

Exit code 1: some line is `no`.

Examples:
  btfly doctor
  btfly doctor --json | jq -r '.[] | select(.state == \"no\") | .fix'
  btfly doctor --facts facts.json          about the machine that saved them";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Tell what this kernel, container and user can and cannot do, with the fix")
        .after_help(AFTER)
        .arg(live::facts_file())
}

/// A line.
struct Finding {
    state: &'static str,
    about: &'static str,
    says: String,
    fix: &'static str,
}

const OK: &str = "ok";
const NO: &str = "no";
const UNKNOWN: &str = "?";

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let facts = match live::saved(arguments)? {
        Some(facts) => facts,
        None => Facts::gather(&live::kernel(arguments)),
    };
    let findings = examine(&facts);
    if session.json {
        let mut list = Value::of(&mut session.out.buffer).list();
        for finding in &findings {
            let mut object = list.next().object();
            object.key("state").text(finding.state);
            object.key("about").text(finding.about);
            object.key("says").text(&finding.says);
            object.key("fix").text(if finding.state == OK { "" } else { finding.fix });
        }
        drop(list);
        session.out.buffer.push(b'\n');
    } else {
        for Finding { state, about, says, fix } in &findings {
            let fix =
                if *state == OK || fix.is_empty() { String::new() } else { format!(" → {fix}") };
            writeln!(session.out.buffer, "{state:3} {about:22} {says}{fix}")?;
        }
    }
    let is_well = findings.iter().all(|finding| finding.state != NO);
    Ok(if is_well { Outcome::Done } else { Outcome::No })
}

fn examine(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut say = |about, state, says: String, fix| {
        findings.push(Finding { state, about, says, fix });
    };
    let system = &facts.system;
    let state = |is_well| if is_well { OK } else { NO };
    let has_types = system.with_types.iter().any(|name| name == "vmlinux");
    let says = if has_types { "/sys/kernel/btf/vmlinux" } else { "none" };
    say(
        "types of the kernel",
        state(has_types),
        says.to_owned(),
        "a kernel with CONFIG_DEBUG_INFO_BTF=y; CO-RE alone can use types from a file",
    );
    let n_kmods = system.kmods.len();
    let n_types = system.with_types.iter().filter(|name| system.kmods.contains(name)).count();
    let says = format!("{n_types} of {n_kmods} loaded modules");
    say(
        "types of modules",
        state(n_types == n_kmods),
        says,
        "Linux 5.11 or newer with CONFIG_DEBUG_INFO_BTF_MODULES=y; kprobes need none",
    );
    for capability in Capability::ALL {
        let has = system.has(capability);
        let fix = match capability {
            Capability::Bpf => "run as root, or with CAP_BPF: without it nothing is loaded",
            Capability::Perfmon => "run as root, or with CAP_PERFMON: without it nothing is traced",
            Capability::NetAdmin => {
                "run as root, or with CAP_NET_ADMIN: needed for XDP, tc and cgroups"
            }
            Capability::SysAdmin => {
                "run as root, or with CAP_SYS_ADMIN: needed to attach to functions of modules"
            }
            Capability::Syslog => {
                "run as root, or with CAP_SYSLOG: needed to see addresses of symbols"
            }
        };
        say(
            capability.as_str(),
            state(has),
            String::from(if has { "there" } else { "missing" }),
            fix,
        );
    }
    for (about, name, fix) in [
        (
            "fentry, fexit",
            "program/fentry",
            "attach with kprobe; the kernel needs CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
        ),
        ("tp_btf", "program/tp_btf", "attach with raw_tp or tracepoint"),
        ("lsm", "program/lsm", "a kernel with CONFIG_BPF_LSM=y"),
        ("iterators", "program/iter", "a kernel with types, 5.8 or newer"),
        ("kprobe", "program/kprobe", "a kernel with CONFIG_KPROBE_EVENTS=y"),
        (
            "kprobe.multi",
            "attach/kprobe-multi",
            "attach each function with kprobe; the kernel needs CONFIG_FPROBE",
        ),
        ("cookies", "attach/cookie", "one program for each target"),
        ("links for perf events", "attach/perf-link", "nothing: older ways are used"),
        ("ring buffers", "map/ringbuf", "a perf event array"),
    ] {
        match facts.probe(name) {
            Some(Support::Yes) => say(about, OK, String::from("works"), fix),
            Some(Support::No { errno }) => {
                let cause = std::io::Error::from_raw_os_error(*errno);
                say(about, NO, format!("this kernel does not have it ({cause})"), fix);
            }
            Some(Support::Refused) => {
                let fix =
                    "a capability, a filter of system calls or a security module is in the way";
                say(about, NO, String::from("refused (EPERM)"), fix);
            }
            Some(_) | None => say(about, UNKNOWN, String::from("not tried"), fix),
        }
    }
    match &system.lsms {
        Some(active) => {
            let is_active = active.iter().any(|one| one == "bpf");
            say("BPF among LSMs", state(is_active), active.join(","), "boot with `lsm=…,bpf`");
        }
        None => say(
            "BPF among LSMs",
            UNKNOWN,
            String::from("securityfs is not mounted"),
            "mount -t securityfs securityfs /sys/kernel/security",
        ),
    }
    match system.lockdown.as_deref() {
        Some("confidentiality") => say(
            "lockdown",
            NO,
            String::from("confidentiality"),
            "boot without it, or with `lockdown=integrity`",
        ),
        Some(mode) => say("lockdown", OK, mode.to_owned(), ""),
        None => say("lockdown", OK, String::from("none that is seen"), ""),
    }
    let place = |place: &Option<String>| {
        place.clone().unwrap_or_else(|| String::from("not mounted, or not readable"))
    };
    say(
        "tracefs",
        state(system.tracefs.is_some()),
        place(&system.tracefs),
        "mount -t tracefs tracefs /sys/kernel/tracing",
    );
    say(
        "bpffs",
        state(system.bpffs.is_some()),
        place(&system.bpffs),
        "mount -t bpf bpf /sys/fs/bpf",
    );
    let jit = system.sysctls.get("net/core/bpf_jit_enable");
    match jit {
        Some(0) => say(
            "JIT",
            NO,
            String::from("off"),
            "sysctl net.core.bpf_jit_enable=1: without it nothing attaches by type",
        ),
        Some(_) => say("JIT", OK, String::from("on"), ""),
        None => say("JIT", UNKNOWN, String::from("not readable"), ""),
    }
    match &system.kconfig {
        Some(kconfig) => say("configuration", OK, kconfig.path.clone(), ""),
        None => say(
            "configuration",
            UNKNOWN,
            String::from("not found"),
            "externs of `.kconfig` need /proc/config.gz or /boot/config-RELEASE",
        ),
    }
    findings
}
