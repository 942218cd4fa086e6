//! What broke before: the `--json` of an earlier run.
//!
//! *In:* the file. *Out:* whether a cell breaks in a way that it did not. Objects are known by the names of their files, and
//! findings by what they say; lines of source may have moved. *Never:* a line number compared.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::finding::Level;
use super::{Cell, Matrix};

/// Object, program, kernel, subject, what, why.
type Key = [String; 6];

/// What broke before.
pub(super) struct Baseline {
    breaks: BTreeSet<Key>,
}

impl Baseline {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let place = || format!("cannot read `{}`", path.display());
        let text = std::fs::read(path).with_context(place)?;
        let value: Value = serde_json::from_slice(&text).with_context(place)?;
        let cells =
            value.as_array().context("not what `btfly check --json` prints").with_context(place)?;
        let text = |value: &Value, key: &str| {
            let text = value.get(key).and_then(Value::as_str);
            text.map(str::to_owned).with_context(|| format!("an entry has no `{key}`"))
        };
        let mut breaks = BTreeSet::new();
        for cell in cells {
            let object = name_of(&text(cell, "object").with_context(place)?);
            let program = text(cell, "program").with_context(place)?;
            let kernel = text(cell, "kernel").with_context(place)?;
            for finding in cell.get("findings").and_then(Value::as_array).into_iter().flatten() {
                if finding.get("level").and_then(Value::as_str) != Some(Level::Breaks.word()) {
                    continue;
                }
                let [about, what, why] = ["about", "what", "why"].map(|key| text(finding, key));
                breaks.insert([
                    object.clone(),
                    program.clone(),
                    kernel.clone(),
                    about?,
                    what?,
                    why?,
                ]);
            }
        }
        Ok(Self { breaks })
    }

    /// Whether something breaks that did not.
    pub(super) fn is_new(&self, matrix: &Matrix<'_>, cell: &Cell) -> bool {
        let breaks = cell.verdict.findings.iter().filter(|one| one.level == Level::Breaks);
        let mut keys = breaks.map(|finding| {
            [
                name_of(&matrix.path(cell)),
                matrix.program(cell).to_owned(),
                matrix.kernel(cell).to_owned(),
                finding.about.word().to_owned(),
                finding.what.clone(),
                finding.why.clone(),
            ]
        });
        keys.any(|key| !self.breaks.contains(&key))
    }
}

fn name_of(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}
