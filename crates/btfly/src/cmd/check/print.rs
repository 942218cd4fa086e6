//! The matrix for people: a table of words, then what is behind those that are not `fits`.
//!
//! *In:* the matrix. *Out:* text, or Markdown. *Never:* the same twice: kernels on which the same is wrong with a program are
//! named together.

use std::io::Write as _;

use anyhow::Result;

use super::finding::{Finding, Level};
use super::{Cell, Matrix};
use crate::session::Session;

pub(super) fn table(matrix: &Matrix<'_>, session: &mut Session) -> Result<()> {
    let lines = rows(matrix);
    let mut widths: Vec<usize> = Vec::new();
    for line in &lines {
        widths.resize(widths.len().max(line.len()), 0);
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let out = &mut session.out.buffer;
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    for group in groups(matrix) {
        writeln!(out, "\n{} on {}:", group.title, group.kernels.join(", "))?;
        for finding in group.findings {
            writeln!(out, "    {}: {}", finding.level.word(), finding.line())?;
            for hint in &finding.hints {
                writeln!(out, "        hint: {hint}")?;
            }
        }
    }
    Ok(())
}

pub(super) fn markdown(matrix: &Matrix<'_>, session: &mut Session) -> Result<()> {
    let out = &mut session.out.buffer;
    let plain = |text: &str| text.replace('|', "\\|");
    for (at, line) in rows(matrix).iter().enumerate() {
        let cells: Vec<String> = line.iter().map(|cell| plain(cell)).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
        if at == 0 {
            writeln!(out, "|{}", "---|".repeat(line.len()))?;
        }
    }
    for group in groups(matrix) {
        writeln!(out, "\n**{}** on {}:\n", group.title, group.kernels.join(", "))?;
        for finding in group.findings {
            writeln!(out, "- **{}**: {}", finding.level.word(), finding.line())?;
            for hint in &finding.hints {
                writeln!(out, "  - hint: {hint}")?;
            }
        }
    }
    Ok(())
}

/// A line for each program, after one for the kernels.
fn rows(matrix: &Matrix<'_>) -> Vec<Vec<String>> {
    let mut head = vec!["PROGRAM".to_owned()];
    head.extend(matrix.kernels.iter().cloned());
    let mut lines = vec![head];
    for cells in matrix.cells.chunk_by(same) {
        let mut line = vec![cells.first().map_or_else(String::new, |cell| title(matrix, cell))];
        line.extend(cells.iter().map(|cell| cell.verdict.word().to_owned()));
        lines.push(line);
    }
    lines
}

fn same(a: &Cell, b: &Cell) -> bool {
    (a.object, a.program) == (b.object, b.program)
}

fn title(matrix: &Matrix<'_>, cell: &Cell) -> String {
    match matrix.paths.len() {
        1 => matrix.program(cell).to_owned(),
        _ => format!("{} {}", matrix.path(cell), matrix.program(cell)),
    }
}

/// A program, and kernels on which the same is wrong with it.
pub(super) struct Group<'m> {
    pub(super) cell: &'m Cell,
    pub(super) title: String,
    pub(super) kernels: Vec<&'m str>,
    pub(super) findings: Vec<&'m Finding>,
}

/// What is to be said; notes only where something else is.
pub(super) fn groups<'m>(matrix: &'m Matrix<'_>) -> Vec<Group<'m>> {
    let mut groups: Vec<Group<'m>> = Vec::new();
    for cell in matrix.cells.iter().filter(|cell| cell.verdict.level().is_some()) {
        let findings: Vec<&Finding> = cell.verdict.findings.iter().collect();
        let kernel = matrix.kernel(cell);
        match groups.iter_mut().find(|one| same(one.cell, cell) && one.findings == findings) {
            Some(group) => group.kernels.push(kernel),
            None => {
                let title = title(matrix, cell);
                groups.push(Group { cell, title, kernels: vec![kernel], findings });
            }
        }
    }
    groups
}

/// The worst first; for machines that know three levels.
pub(super) const fn severity(level: Level) -> &'static str {
    match level {
        Level::Breaks => "error",
        Level::Unknown => "warning",
        Level::Guarded | Level::Note => "note",
    }
}
