//! The matrix for programs: JSON, JUnit for CI servers, SARIF for code review.
//!
//! *In:* the matrix. *Out:* one document. *Never:* anything that the table does not know.
//!
//! Formats: JUnit as Jenkins, GitLab and others read it; SARIF 2.1.0 (OASIS).

use std::io::Write as _;

use anyhow::Result;

use super::Matrix;
use super::finding::{About, Finding, Level};
use super::print::{groups, severity};
use crate::json::{Object, Value};
use crate::session::Session;

/// A list of cells.
pub(super) fn json(matrix: &Matrix<'_>, session: &mut Session) {
    let mut list = Value::of(&mut session.out.buffer).list();
    for cell in &matrix.cells {
        let mut object = list.next().object();
        object.key("object").text(&matrix.path(cell));
        object.key("program").text(matrix.program(cell));
        object.key("kernel").text(matrix.kernel(cell));
        object.key("verdict").text(cell.verdict.word());
        let mut homes = object.key("target_in").list();
        cell.verdict.homes.iter().for_each(|home| homes.next().text(home));
        drop(homes);
        let mut findings = object.key("findings").list();
        for finding in &cell.verdict.findings {
            let mut object = findings.next().object();
            object.key("level").text(finding.level.word());
            object.key("about").text(finding.about.word());
            object.key("what").text(&finding.what);
            object.key("why").text(&finding.why);
            if let Some(place) = &finding.place {
                object.key("file").text(&place.file);
                object.key("line").number(i128::from(place.line));
                object.key("column").number(i128::from(place.column));
                object.key("text").text(&place.text);
            }
            let mut hints = object.key("hints").list();
            finding.hints.iter().for_each(|hint| hints.next().text(hint));
        }
    }
    drop(list);
    session.out.buffer.push(b'\n');
}

/// A suite for each kernel, a case for each program.
pub(super) fn junit(matrix: &Matrix<'_>, session: &mut Session) -> Result<()> {
    let out = &mut session.out.buffer;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"btfly check\">")?;
    for (kernel, name) in matrix.kernels.iter().enumerate() {
        let cells = || matrix.cells.iter().filter(move |cell| cell.kernel == kernel);
        let count = |level| cells().filter(|cell| cell.verdict.level() == Some(level)).count();
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">",
            escaped(name),
            cells().count(),
            count(Level::Breaks),
            count(Level::Unknown),
        )?;
        for cell in cells() {
            let (class, name) = (escaped(&matrix.path(cell)), escaped(matrix.program(cell)));
            write!(out, "    <testcase classname=\"{class}\" name=\"{name}\"")?;
            let tag = match cell.verdict.level() {
                Some(Level::Breaks) => "failure",
                Some(Level::Unknown) => "skipped",
                Some(Level::Guarded | Level::Note) | None => {
                    writeln!(out, "/>")?;
                    continue;
                }
            };
            let findings = &cell.verdict.findings;
            let first = findings.first().map(Finding::line).unwrap_or_default();
            writeln!(out, ">\n      <{tag} message=\"{}\">", escaped(&first))?;
            for finding in findings {
                writeln!(
                    out,
                    "{}",
                    escaped(&format!("{}: {}", finding.level.word(), finding.line()))
                )?;
                for hint in &finding.hints {
                    writeln!(out, "  {}", escaped(&format!("hint: {hint}")))?;
                }
            }
            writeln!(out, "      </{tag}>\n    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")?;
    Ok(())
}

/// For an attribute or a text of XML, which has no other control characters.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(' '),
            control if control.is_control() => out.push('?'),
            plain => out.push(plain),
        }
    }
    out
}

/// A result for each finding, with all kernels that it is about.
pub(super) fn sarif(matrix: &Matrix<'_>, session: &mut Session) {
    let mut log = Value::of(&mut session.out.buffer).object();
    log.key("$schema").text("https://json.schemastore.org/sarif-2.1.0.json");
    log.key("version").text("2.1.0");
    let mut runs = log.key("runs").list();
    let mut run = runs.next().object();
    let mut tool = run.key("tool").object();
    let mut driver = tool.key("driver").object();
    driver.key("name").text("btfly");
    driver.key("version").text(env!("CARGO_PKG_VERSION"));
    let mut rules = driver.key("rules").list();
    for about in About::ALL {
        let mut rule = rules.next().object();
        rule.key("id").text(about.word());
        rule.key("shortDescription").object().key("text").text(about.says());
    }
    drop(rules);
    drop(driver);
    drop(tool);
    let mut results = run.key("results").list();
    for group in groups(matrix) {
        let program = matrix.program(group.cell);
        for finding in &group.findings {
            let mut result = results.next().object();
            result.key("ruleId").text(finding.about.word());
            result.key("level").text(severity(finding.level));
            let kernels = group.kernels.join(", ");
            let mut said = format!("{program} on {kernels}: {}: {}", finding.what, finding.why);
            finding.hints.iter().for_each(|hint| said.push_str(&format!("; hint: {hint}")));
            result.key("message").object().key("text").text(&said);
            let object = matrix.path(group.cell);
            location(&mut result, finding, &object);
        }
    }
    drop(results);
    drop(run);
    drop(runs);
    drop(log);
    session.out.buffer.push(b'\n');
}

/// The line of source, or else the object.
fn location(result: &mut Object<'_>, finding: &Finding, object: &str) {
    let mut locations = result.key("locations").list();
    let mut location = locations.next().object();
    let mut physical = location.key("physicalLocation").object();
    let place = finding.place.as_ref();
    let uri = place.map_or(object, |place| place.file.as_str());
    physical.key("artifactLocation").object().key("uri").text(uri);
    // Lines of what the compiler made up are 0, which SARIF does not have.
    if let Some(place) = place.filter(|place| 0 < place.line) {
        let mut region = physical.key("region").object();
        region.key("startLine").number(i128::from(place.line));
        if 0 < place.column {
            region.key("startColumn").number(i128::from(place.column));
        }
    }
}
