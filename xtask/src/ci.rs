//! Everything that has to hold · nothing → the first step that fails, with its name and time · never hides a skipped step.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{command, lab, real, workspace};

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
    Step { name: "lab", run: fetch_lab },
    Step { name: "real", run: real_input },
    Step { name: "fuzz", run: fuzz },
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

/// libFuzzer drives each target for a short while, where there is a nightly. Their functions' own tests run everywhere,
/// with all the others.
fn fuzz() -> Result<Outcome> {
    let folder = workspace::root().join("fuzz");
    if !folder.join("Cargo.toml").exists() {
        return Ok(Outcome::Skipped("there is no fuzz/Cargo.toml".to_owned()));
    }
    if let Some(why) = no_cargo_fuzz()? {
        return Ok(Outcome::Skipped(why));
    }
    let names = command::text(in_workspace("cargo").args(["+nightly", "fuzz", "list"]))?;
    for name in names.lines().map(str::trim).filter(|name| !name.is_empty()) {
        fuzz_target(name)?;
        eprintln!("ci: fuzz target {name}: {FUZZ_SECONDS} s without a finding");
    }
    Ok(Outcome::Passed)
}

fn fuzz_target(name: &str) -> Result<()> {
    let root = workspace::root();
    let found = root.join("fuzz/corpus").join(name);
    std::fs::create_dir_all(&found)?;
    let mut run = in_workspace("cargo");
    // The first folder takes what is found, the second only gives.
    run.args(["+nightly", "fuzz", "run", "--features", "fuzzer", name]).arg(&found);
    let seeds = root.join("fixtures/corpus").join(name);
    if seeds.exists() {
        run.arg(seeds);
    }
    run.args(["--", "-seed=1", &format!("-max_total_time={FUZZ_SECONDS}")]);
    command::quiet(&mut run)
}

/// Why `cargo fuzz` cannot run, after an attempt to install it.
fn no_cargo_fuzz() -> Result<Option<String>> {
    let runs = |arguments: &[&str]| -> Result<Option<String>> {
        let done = command::finish(in_workspace("cargo").args(arguments))?;
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().last().unwrap_or_default().to_owned();
        Ok(if done.status.success() { None } else { Some(last) })
    };
    if let Some(why) = runs(&["+nightly", "--version"])? {
        return Ok(Some(format!("no nightly toolchain: {why}")));
    }
    if runs(&["fuzz", "--version"])?.is_none() {
        return Ok(None);
    }
    eprintln!("ci: install cargo-fuzz");
    Ok(runs(&["install", "--locked", "cargo-fuzz"])?
        .map(|why| format!("cargo-fuzz cannot be installed: {why}")))
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
