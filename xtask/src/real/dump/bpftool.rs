//! bpftool's answers · sections → a listing for each · never takes one section's answer for another's.
//!
//! One bpftool reads many sections as a batch, so that a thousand modules cost ten readings of their base. In a raw batch
//! nothing separates the answers, so a command with a known answer stands between.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result, bail, ensure};
use serde_json::value::RawValue;

use crate::command;
use crate::lab::Lab;

/// What to ask for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    /// The listing.
    Raw,
    /// The same as JSON.
    Json,
}

/// One answer.
#[derive(Debug)]
pub(super) struct Listing(Vec<u8>);

impl Listing {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The listings of `paths`, in their order.
pub(super) fn dump(
    lab: &Lab,
    format: Format,
    base: Option<&Path>,
    paths: &[PathBuf],
) -> Result<Vec<Listing>> {
    let scratch = lab.scratch()?;
    let batch = scratch.path().join("batch");
    let between = "version\n";
    let lines = paths.iter().map(|path| format!("btf dump file {}\n{between}", path.display()));
    fs::write(&batch, lines.collect::<String>())?;
    let mut bpftool = lab.peer("bpftool")?;
    if format == Format::Json {
        bpftool.arg("--json");
    }
    if let Some(base) = base {
        bpftool.arg("--base-btf").arg(base);
    }
    let answer = batch_output(bpftool.args(["batch", "file"]).arg(&batch))?;
    let listings = match format {
        Format::Raw => raw(&answer, &command::output(lab.peer("bpftool")?.arg("version"))?)?,
        Format::Json => json(&answer)?,
    };
    ensure!(listings.len() == paths.len(), "{} answers to {}", listings.len(), paths.len());
    Ok(listings)
}

/// Runs a batch. bpftool 7.8 ends every batch with "reading batch file failed: Bad file descriptor" and -1, although all
/// went well; whether it did, the number of answers tells.
fn batch_output(bpftool: &mut Command) -> Result<Vec<u8>> {
    const SPURIOUS: &str = "Error: reading batch file failed: Bad file descriptor";
    let done = command::finish(bpftool)?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() && !said.trim().is_empty() && said.trim() != SPURIOUS {
        bail!(command::failure(bpftool, &done));
    }
    Ok(done.stdout)
}

fn raw(answer: &[u8], separator: &[u8]) -> Result<Vec<Listing>> {
    let mut listings = Vec::new();
    let mut rest = answer;
    while !rest.is_empty() {
        let at = rest
            .windows(separator.len())
            .enumerate()
            .find(|(at, window)| {
                *window == separator && (*at == 0 || rest.get(at - 1) == Some(&b'\n'))
            })
            .map(|(at, _)| at)
            .context("an answer without an end")?;
        let (listing, tail) = rest.split_at(at);
        listings.push(Listing(listing.to_vec()));
        rest = tail.get(separator.len()..).unwrap_or_default();
    }
    Ok(listings)
}

fn json(answer: &[u8]) -> Result<Vec<Listing>> {
    let answer = escape_controls(&String::from_utf8_lossy(answer));
    let parts: Vec<BTreeMap<String, &RawValue>> = serde_json::from_str(&answer)?;
    let dumps = parts.iter().filter(|part| {
        part.get("command").is_some_and(|command| command.get().starts_with(r#"["btf","dump""#))
    });
    dumps
        .map(|part| {
            let output = part.get("output").context("a command without an answer")?;
            Ok(Listing(output.get().as_bytes().to_vec()))
        })
        .collect()
}

/// bpftool writes control characters other than tabs and line ends into its strings as they are, which is no JSON. They
/// are made JSON here, so that their values can be compared.
pub(super) fn escape_controls(answer: &str) -> String {
    let mut out = String::with_capacity(answer.len());
    for letter in answer.chars() {
        if letter < ' ' && letter != '\n' {
            out.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let answer = b"[1] a\n\tb\nversion 1\nversion 1\n[2] c\nversion 1\n";
        let listings = raw(answer, b"version 1\n").unwrap();
        let bytes: Vec<&[u8]> = listings.iter().map(Listing::bytes).collect();
        assert_eq!(bytes, [&b"[1] a\n\tb\n"[..], b"", b"[2] c\n"]);
        raw(b"[1] a\n", b"version 1\n").unwrap_err();
    }
}
