//! `docs/diagnostics.md` · its programs, compiled → `btfly explain` says what the page says · never rewrites the page,
//! unless `BLESS` is set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Report;
use super::check;
use crate::lab::{Lab, Scratch};
use crate::{command, workspace};

/// The failures of the page.
const FAILURES: u64 = 10;
/// What stands before our own words.
const OURS: &str = "btfly:\n\n```text\n";
/// What stands before the module that is loaded, where not all are.
const MODULE: &str = "`--module ";

/// Every failure of the page is told as there, and so is the log at its end.
pub(super) fn as_on_the_page(lab: &Lab) -> Result<Report> {
    let path = workspace::root().join("docs/diagnostics.md");
    let page = fs::read_to_string(&path)?;
    let scratch = lab.scratch()?;
    let explainer = Explainer { btfly: check::build()?, kernel: lab.kernel("6.12")?.folder };
    let (head, sections) = page.split_once("\n## ").context("no sections")?;
    let common = block(head, "```c\n").context("nothing common")?.0;
    fs::write(scratch.path().join("common.h"), common)?;
    let mut report = Report::default();
    let mut blessed = head.to_owned();
    let mut wrong = Vec::new();
    let mut first = None;
    for section in sections.split("\n## ") {
        let (name, said, place) = match block(section, "```c\n") {
            Some((code, _)) => {
                let (ours, place) = block(section, OURS).context("nothing of ours")?;
                let name = file_name(ours).context("no file is named")?;
                let object = compile(lab, &scratch, name, code)?;
                first.get_or_insert_with(|| object.clone());
                let loaded = section.split_once(MODULE).and_then(|(_, rest)| rest.split_once('`'));
                let options = loaded.map(|(module, _)| ["--module", module]);
                let options = options.as_ref().map_or(&[][..], |words| words);
                report.count("failures", 1);
                (name, explainer.explain(&object, options).with_context(|| name.to_owned())?, place)
            }
            None => {
                let (annotated, place) = block(section, "```text\n").context("no log")?;
                let object = first.as_ref().context("no object before the log")?;
                let log = scratch.path().join("log");
                // The page has the log with our lines in it, which are those set in.
                let theirs =
                    |line: &&str| !line.starts_with("    | ") && !line.starts_with("    ^ ");
                fs::write(
                    &log,
                    annotated.split_inclusive('\n').filter(theirs).collect::<String>(),
                )?;
                let log = log.to_str().context("a path that is no text")?;
                report.count("logs", 1);
                ("the log", explainer.explain(object, &["--verifier-log", log])?, place)
            }
        };
        let on_the_page = section.get(place.clone()).unwrap_or_default();
        // Behind the findings there is an empty line and a count, for all objects alike.
        let said = said.split("\n\n").next().unwrap_or_default().trim_end();
        if said != on_the_page.trim_end() {
            wrong.push(format!("{name}: the page has\n{on_the_page}\nand it is\n{said}"));
        }
        let mut section = section.to_owned();
        section.replace_range(place, &format!("{said}\n"));
        blessed.push_str("\n## ");
        blessed.push_str(&section);
    }
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, blessed)?;
    } else {
        ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
    ensure!(report.total() == FAILURES + 1, "not {FAILURES} failures and a log: {report}");
    Ok(report)
}

/// The text of the block that `start` begins, and where in `text` it is.
fn block<'t>(text: &'t str, start: &str) -> Option<(&'t str, std::ops::Range<usize>)> {
    let start = text.find(start)? + start.len();
    let end = start + text.get(start..)?.find("```")?;
    Some((text.get(start..end)?, start..end))
}

/// The name of the source that a finding is in, without `.c`.
fn file_name(finding: &str) -> Option<&str> {
    let (_, rest) = finding.split_once("--> ./")?;
    Some(rest.split_once(".c:")?.0)
}

fn compile(lab: &Lab, scratch: &Scratch, name: &str, code: &str) -> Result<PathBuf> {
    let source = scratch.path().join(name).with_extension("c");
    fs::write(&source, format!("#include \"common.h\"\n{code}"))?;
    let object = source.with_extension("o");
    let mut clang = lab.sid_command("clang");
    clang.current_dir(scratch.path()).args(["-g", "-O2", "-target", "bpfel", "-c"]);
    clang.arg(format!("{name}.c")).arg("-fdebug-compilation-dir=.").arg("-o").arg(&object);
    command::quiet(&mut clang)?;
    Ok(object)
}

struct Explainer {
    btfly: PathBuf,
    kernel: PathBuf,
}

impl Explainer {
    fn explain(&self, object: &Path, options: &[&str]) -> Result<String> {
        let mut explain = Command::new(&self.btfly);
        explain.arg("explain").arg(object).arg(&self.kernel).args(options);
        // It ends with 1: something does not fit.
        let done = explain.output()?;
        ensure!(done.status.code() == Some(1), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(String::from_utf8(done.stdout)?)
    }
}
