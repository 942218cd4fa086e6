//! Modules for a guest · names → bytes of theirs and of what they depend on, in the order of loading · never compressed.

use std::process::Command;

use anyhow::{Context, Result};

use crate::command;
use crate::lab::Kernel;

/// Modules in the order in which they load.
pub(in crate::real) fn with_dependencies<'n>(
    kernel: &Kernel,
    names: impl Iterator<Item = &'n str>,
) -> Result<Vec<(String, Vec<u8>)>> {
    let all = kernel.modules()?;
    let mut loaded: Vec<(String, Vec<u8>)> = Vec::new();
    let mut wanted: Vec<String> = names.map(str::to_owned).collect();
    wanted.reverse();
    while let Some(name) = wanted.last().cloned() {
        if loaded.iter().any(|(known, _)| *known == name) {
            wanted.pop();
            continue;
        }
        let found = all.iter().find(|module| module.name == name);
        let file = &found.with_context(|| format!("{} has no module {name}", kernel.label))?.file;
        let bytes = if file.extension().is_some_and(|extension| extension == "xz") {
            command::output(Command::new("xz").arg("-dc").arg(file))?
        } else {
            std::fs::read(file)?
        };
        let mut needed: Vec<String> = depends(&bytes);
        needed.retain(|needed| !loaded.iter().any(|(known, _)| known == needed));
        if needed.is_empty() {
            loaded.push((name, bytes));
            wanted.pop();
        } else {
            // Modules do not depend on one another in circles: the kernel's build refuses that.
            wanted.extend(needed);
        }
    }
    Ok(loaded)
}

/// What a module says that it needs.
fn depends(bytes: &[u8]) -> Vec<String> {
    const KEY: &[u8] = b"\0depends=";
    let found = bytes.windows(KEY.len()).position(|window| window == KEY);
    let rest = found.and_then(|at| bytes.get(at + KEY.len()..)).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == 0).unwrap_or(0);
    let list = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
    let names = list.split(',').filter(|name| !name.is_empty());
    names.map(|name| name.replace('-', "_")).collect()
}
