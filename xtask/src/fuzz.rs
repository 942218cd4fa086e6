//! The fuzzer · targets and a time → a finding is an error · never decides what is fuzzed: the targets are those of
//! `fuzz/`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{command, workspace};

/// How long each target runs when nobody says otherwise: long enough to find something.
const SECONDS: u32 = 600;

/// `cargo xtask fuzz [--seconds N] [TARGET]…`: each target in turn, all of them if none is named.
pub fn run(arguments: &[String]) -> Result<()> {
    let (seconds, named) = match arguments {
        [option, seconds, named @ ..] if option == "--seconds" => {
            (seconds.parse().with_context(|| format!("no number of seconds: `{seconds}`"))?, named)
        }
        named => (SECONDS, named),
    };
    if let Some(why) = unavailable() {
        bail!(why);
    }
    let all = targets()?;
    if let Some(unknown) = named.iter().find(|name| !all.contains(name)) {
        bail!("no fuzz target `{unknown}`: there are {}", all.join(", "));
    }
    for name in all.iter().filter(|name| named.is_empty() || named.contains(name)) {
        target(name, seconds)?;
    }
    Ok(())
}

/// All targets, each for `seconds`; or why none can run here.
pub(crate) fn smoke(seconds: u32) -> Result<Option<String>> {
    let why = unavailable();
    if why.is_none() {
        for name in targets()? {
            target(&name, seconds)?;
        }
    }
    Ok(why)
}

fn targets() -> Result<Vec<String>> {
    let names = command::text(cargo().args(["fuzz", "list"]))?;
    Ok(names.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn target(name: &str, seconds: u32) -> Result<()> {
    let root = workspace::root();
    let found = root.join("fuzz/corpus").join(name);
    fs::create_dir_all(&found)?;
    // What gets far from the start; the fuzzer alone finds no checksum.
    let seeds = btfly_fuzz::ALL.iter().find(|target| target.name == name);
    for (idx, seed) in seeds.iter().flat_map(|target| (target.seeds)()).enumerate() {
        fs::write(found.join(format!("seed-{idx:03}")), seed)?;
    }
    // There is no unsafe code to watch, so no sanitizer: several times the inputs in the same time.
    let mut run = cargo();
    run.args(["fuzz", "run", "--features", "fuzzer", "--sanitizer", "none", name]);
    // The first folder takes what is found, the second only gives.
    run.arg(&found);
    let seeds = root.join("fixtures/corpus").join(name);
    if seeds.exists() {
        run.arg(seeds);
    }
    run.args(["--", "-seed=1", "-print_final_stats=1", &format!("-max_total_time={seconds}")]);
    // No input takes a hundredth of this, but a busy machine may stop for a while. Containers are longer than the
    // length that the fuzzer would choose.
    run.args(["-timeout=30", "-max_len=16384"]);
    let done = command::finish(&mut run)?;
    if !done.status.success() {
        bail!(command::failure(&run, &done));
    }
    let said = String::from_utf8_lossy(&done.stderr);
    let inputs = said.lines().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    let inputs = inputs.map_or("no", str::trim);
    eprintln!("fuzz {name}: {inputs} inputs in {seconds} s, no finding");
    Ok(())
}

/// Why `cargo fuzz` cannot run, after an attempt to install it.
fn unavailable() -> Option<String> {
    if !workspace::root().join("fuzz/Cargo.toml").exists() {
        return Some("there is no fuzz/Cargo.toml".to_owned());
    }
    if let Some(why) = refused(cargo().arg("--version")) {
        return Some(format!("no nightly toolchain: {why}"));
    }
    refused(cargo().args(["fuzz", "--version"]))?;
    eprintln!("fuzz: install cargo-fuzz");
    refused(Command::new("cargo").args(["install", "--locked", "cargo-fuzz"]))
        .map(|why| format!("cargo-fuzz cannot be installed: {why}"))
}

/// The last thing that a failed command said, or that it cannot be started.
fn refused(command: &mut Command) -> Option<String> {
    match command::finish(command) {
        Ok(done) if done.status.success() => None,
        Ok(done) => {
            let said = String::from_utf8_lossy(&done.stderr);
            Some(said.lines().last().unwrap_or_default().to_owned())
        }
        Err(error) => Some(format!("{error:#}")),
    }
}

/// The nightly's cargo, in the workspace. Through `rustup`: under `cargo xtask` the toolchain is pinned by variables that
/// `cargo +nightly` alone would inherit.
fn cargo() -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", "cargo"]).current_dir(workspace::root());
    command.env_remove("RUSTC").env_remove("RUSTDOC").env_remove("CARGO");
    // As released, each target would be optimised with all that it uses, for half a minute; so, in a few seconds, and what
    // it uses once for all.
    for (key, value) in [("LTO", "off"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        command.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    command
}
