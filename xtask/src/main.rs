//! Developer tasks: a table of names, nothing else · arguments → exit code · never does the work itself.

use std::process::ExitCode;

use anyhow::Result;
use xtask::{bench, ci, defines, fuzz, lab, real, tidy, vm};

/// A task of `cargo xtask`.
struct Task {
    name: &'static str,
    arguments: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task {
        name: "ci",
        arguments: "[--from STEP]",
        about: "everything that has to hold, in order",
        run: ci::run,
    },
    Task {
        name: "defines",
        arguments: "[--check]",
        about: "make the table of UAPI constants from kernel headers, and check it",
        run: defines::run,
    },
    Task {
        name: "lab",
        arguments: "[objects]",
        about: "fetch real kernels, peers and compiled objects into the cache",
        run: lab::run,
    },
    Task {
        name: "real",
        arguments: "[FILTER]…",
        about: "the checks on real input, all or those whose name contains FILTER",
        run: real::run,
    },
    Task {
        name: "vm",
        arguments: "KERNEL [JOB]…",
        about: "jobs of the guest agent on a running kernel of the lab, or `here`",
        run: vm::run,
    },
    Task {
        name: "bench",
        arguments: "[--write] [--rounds N] [FILTER]…",
        about: "time and memory beside the peers, in turn",
        run: bench::run,
    },
    Task {
        name: "fuzz",
        arguments: "[--seconds N] [TARGET]…",
        about: "the fuzzer on each target in turn",
        run: fuzz::run,
    },
    Task {
        name: "tidy",
        arguments: "",
        about: "the rules of the house that no compiler knows",
        run: tidy::run,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        usage();
        return ExitCode::from(2);
    };
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        eprintln!("xtask: no task `{name}`");
        usage();
        return ExitCode::from(2);
    };
    match (task.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask {name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn usage() {
    eprintln!("usage: cargo xtask TASK [ARGUMENT]…");
    for task in TASKS {
        let head = format!("{} {}", task.name, task.arguments);
        eprintln!("  {head:<28} {}", task.about);
    }
}
