//! Everything that has to hold · nothing → the first step that fails, with its name and time · never hides a skipped step.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{command, fuzz, lab, real, workspace};

/// A step of CI.
struct Step {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

/// How a step ended, when it did not fail.
enum Outcome {
    /// It ran, and what it checks holds.
    Passed,
    /// It could not run here, and why.
    Skipped(String),
}

/// In this order: what is quick and fails often comes first.
const STEPS: &[Step] = &[
    Step { name: "format", run: format },
    Step { name: "clippy", run: clippy },
    Step { name: "test", run: test },
    Step { name: "docs", run: docs },
    Step { name: "no-std", run: no_std },
    Step { name: "examples", run: examples },
    Step { name: "lab", run: fetch_lab },
    Step { name: "real", run: real_input },
    Step { name: "fuzz", run: fuzz_smoke },
];

/// `cargo xtask ci [--from STEP]`.
pub fn run(arguments: &[String]) -> Result<()> {
    let first = match arguments {
        [] => 0,
        [option, name] if option == "--from" => STEPS
            .iter()
            .position(|step| step.name == name)
            .with_context(|| format!("no step `{name}`"))?,
        _ => bail!("usage: cargo xtask ci [--from STEP]"),
    };
    let start = Instant::now();
    let mut skipped = 0;
    for step in STEPS.iter().skip(first) {
        let step_start = Instant::now();
        eprintln!("ci: {}", step.name);
        let outcome = (step.run)().with_context(|| format!("step `{}`", step.name))?;
        let seconds = step_start.elapsed().as_secs_f64();
        match outcome {
            Outcome::Passed => eprintln!("ci: {} passed in {seconds:.1} s", step.name),
            Outcome::Skipped(why) => {
                skipped += 1;
                eprintln!("ci: {} SKIPPED: {why}", step.name);
            }
        }
    }
    let (ran, seconds) = (STEPS.len() - first - skipped, start.elapsed().as_secs_f64());
    eprintln!("ci: {ran} steps passed, {skipped} skipped, {seconds:.0} s");
    Ok(())
}

fn format() -> Result<Outcome> {
    cargo(&["fmt", "--all", "--check"])
}

fn clippy() -> Result<Outcome> {
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-Dwarnings"])
}

fn test() -> Result<Outcome> {
    cargo(&["test", "--workspace"])
}

fn docs() -> Result<Outcome> {
    command::loud(
        in_workspace("cargo")
            .args(["doc", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "-Dwarnings"),
    )?;
    Ok(Outcome::Passed)
}

/// A target without an operating system: whatever there needs `std` does not compile.
const BARE_TARGET: &str = "x86_64-unknown-none";

fn no_std() -> Result<Outcome> {
    let add = command::finish(in_workspace("rustup").args(["target", "add", BARE_TARGET]));
    match add {
        Ok(done) if done.status.success() => {
            cargo(&["build", "-p", "btfly-btf", "--target", BARE_TARGET])
        }
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stderr);
            let last = said.lines().last().unwrap_or_default().to_owned();
            Ok(Outcome::Skipped(format!("target {BARE_TARGET} cannot be installed: {last}")))
        }
        Err(error) => Ok(Outcome::Skipped(format!("no rustup: {error:#}"))),
    }
}

/// What the C part of libbpf-rs needs beside a compiler; as Debian calls it.
const C_LIBRARIES: &[&str] = &["libelf-dev", "zlib1g-dev"];

fn examples() -> Result<Outcome> {
    let has = |package: &str| {
        let mut dpkg = Command::new("dpkg");
        command::finish(dpkg.args(["-s", package])).is_ok_and(|said| said.status.success())
    };
    if let Some(missing) = C_LIBRARIES.iter().find(|package| !has(package)) {
        let mut apt = Command::new("apt-get");
        let done = command::finish(apt.args(["install", "-y", "-q"]).args(C_LIBRARIES));
        if !done.is_ok_and(|done| done.status.success()) {
            return Ok(Outcome::Skipped(format!("no {missing}, and it cannot be installed")));
        }
    }
    let mut build = Command::new("cargo");
    build.args(["build", "--locked"]).current_dir(workspace::root().join("examples"));
    command::loud(&mut build)?;
    Ok(Outcome::Passed)
}

fn fetch_lab() -> Result<Outcome> {
    lab::run(&[])?;
    Ok(Outcome::Passed)
}

fn real_input() -> Result<Outcome> {
    real::run(&[])?;
    Ok(Outcome::Passed)
}

/// Seconds that each fuzz target runs: enough to see that all of them build and start, not to find anything deep.
const FUZZ_SECONDS: u32 = 10;

fn fuzz_smoke() -> Result<Outcome> {
    Ok(fuzz::smoke(FUZZ_SECONDS)?.map_or(Outcome::Passed, Outcome::Skipped))
}

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    command::loud(in_workspace("cargo").args(arguments))?;
    Ok(Outcome::Passed)
}

fn in_workspace(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    command
}
