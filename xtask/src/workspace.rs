//! The project's own tree · nothing → paths in it · never looks outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::command;

/// Names of what is not ours. In a linked work tree `.git` is a file.
const FOREIGN: &[&str] = &["target", ".git", "artifacts"];

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Every file of the tree below `root`, as paths relative to it, sorted. Build output and what git keeps are left out.
pub fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![root.to_path_buf()];
    while let Some(folder) = left.pop() {
        let read =
            fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in read {
            let entry = entry?;
            if FOREIGN.iter().any(|name| entry.file_name() == *name) {
                continue;
            }
            let kind = entry.file_type()?;
            let path = entry.path();
            // What the fuzzer has found comes and goes; `fixtures/corpus` is ours.
            if path.ends_with("fuzz/corpus") {
                continue;
            }
            if kind.is_dir() {
                left.push(path);
            } else if kind.is_file() {
                found.push(path.strip_prefix(root)?.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Builds a program of the workspace, in `debug` or `release`, as it is given to users: one static file, which runs where
/// there is nothing else.
pub fn build(package: &str, profile: &str) -> Result<PathBuf> {
    statically(&["--package", package], profile, package)
}

/// The same of an example, as released.
pub fn build_example(package: &str, name: &str) -> Result<PathBuf> {
    let file = Path::new("examples").join(name);
    statically(&["--package", package, "--example", name], "release", file)
}

fn statically(what: &[&str], profile: &str, file: impl AsRef<Path>) -> Result<PathBuf> {
    const TARGET: &str = "x86_64-unknown-linux-gnu";
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    // For a target that is named, the flags do not reach build scripts, and nothing else is built anew.
    build
        .args(["build", "--quiet", "--target", TARGET])
        .args(what)
        .args((profile == "release").then_some("--release"))
        .env("RUSTFLAGS", "-C target-feature=+crt-static")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .current_dir(root());
    command::quiet(&mut build)?;
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let program = target.join(TARGET).join(profile).join(file);
    ensure!(program.exists(), "no {}", program.display());
    Ok(program)
}
