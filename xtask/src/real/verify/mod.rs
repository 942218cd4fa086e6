//! `verify` beside the kernels it speaks of · a corpus → whether each kernel loads each BTF exactly when `verify` says so, and
//! names a type that `verify` blames · never a kernel's source: running ones are the judges.

#[path = "../../../../crates/btfly-btf/tests/it/rules/cases.rs"]
#[allow(dead_code, reason = "what the crate's own tests expect of each case is theirs")]
mod cases;
mod corpus;
mod mutate;

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::rules::{Options, Report as Verdict, Rule, Target, verify};
use btfly_btf::{Endian, TypeId};

use super::Report;
use crate::lab::Lab;
use crate::vm::{Guest, GuestFile};
use corpus::Blob;

/// Kernels of the lab, and what `verify` has to be told of each. Debian's old ones have dots in names, which stable
/// releases took over from 6.5.
const TARGETS: &[(&str, &str)] =
    &[("5.10", "5.10,dot-names"), ("6.1", "6.1,dot-names"), ("6.12", "6.12"), ("7.2", "7.2")];

/// Where the corpus lies in a guest.
const FILE: &str = "/corpus";
/// So many disagreements are shown.
const SHOWN: usize = 40;

/// The lab's kernels.
pub(super) fn booted(lab: &Lab) -> Result<Report> {
    let (guest, corpus) = (Guest::build()?, corpus::make(lab)?);
    let mut report = Report::default();
    report.count("blobs", corpus.len() as u64);
    let packed = pack(&corpus)?;
    let mut wrong = Vec::new();
    for (label, target) in TARGETS {
        let files = [GuestFile { path: FILE, bytes: &packed }];
        let lines = guest.boot(lab, &lab.kernel(label)?, &files, &[format!("load-btf {FILE}")])?;
        compare(label, target, &corpus, &lines, &mut report, &mut wrong).context(*label)?;
    }
    finish(report, &wrong)
}

/// This machine's kernel, if it may be asked.
pub(super) fn here(lab: &Lab) -> Result<Report> {
    let (guest, corpus) = (Guest::build()?, corpus::make(lab)?);
    let mut report = Report::default();
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease")?;
    report.count("blobs", corpus.len() as u64);
    let packed = pack(&corpus)?;
    let files = [GuestFile { path: FILE, bytes: &packed }];
    let lines = guest.here(lab, &files, &[format!("load-btf {FILE}")])?;
    let mut wrong = Vec::new();
    compare("here", release.trim(), &corpus, &lines, &mut report, &mut wrong)?;
    finish(report, &wrong)
}

fn finish(report: Report, wrong: &[String]) -> Result<Report> {
    if wrong.is_empty() {
        return Ok(report);
    }
    let shown = wrong.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("\n");
    bail!("{report}\n{} disagreements:\n{shown}", wrong.len())
}

/// Each blob behind its length.
fn pack(corpus: &[Blob]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    for blob in corpus {
        packed.extend_from_slice(&u32::try_from(blob.bytes.len())?.to_le_bytes());
        packed.extend_from_slice(&blob.bytes);
    }
    Ok(packed)
}

fn compare(
    label: &str,
    target: &str,
    corpus: &[Blob],
    lines: &[String],
    report: &mut Report,
    wrong: &mut Vec<String>,
) -> Result<()> {
    let target = Target::parse(target).map_err(|error| anyhow::anyhow!("{error}"))?;
    let options = Options {
        target: Target { endian: Some(Endian::Little), ..target },
        // The kernel stops at the first; what comes far behind it is never compared.
        limit: 200,
    };
    let mut answers = lines.iter().filter_map(|line| Answer::parse(line));
    let (mut n_loaded, mut n_refused) = (0, 0);
    for (number, blob) in corpus.iter().enumerate() {
        let answer = answers.next().with_context(|| format!("no answer about blob {number}"))?;
        ensure!(answer.number == number, "answer {} to blob {number}", answer.number);
        let verdict = verify(&blob.bytes, None, &options);
        let is_loaded = answer.errno == 0;
        if is_loaded {
            n_loaded += 1;
        } else {
            n_refused += 1;
        }
        if let Some(why) = disagreement(&answer, &verdict) {
            let name = &blob.name;
            wrong.push(format!("{label}: {number} ({name}): {why}\n    kernel: {answer:?}"));
        }
    }
    report.count(&format!("{label} loaded"), n_loaded);
    report.count(&format!("{label} refused"), n_refused);
    Ok(())
}

/// What a kernel says about a blob.
#[derive(Debug)]
struct Answer<'l> {
    number: usize,
    errno: i32,
    /// The type that the log names last; 0 for none.
    id: u32,
    line: &'l str,
}

impl<'l> Answer<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let mut words = line.splitn(4, ' ');
        let number = words.next()?.parse().ok()?;
        let errno = words.next()?.parse().ok()?;
        let id = words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        Some(Self { number, errno, id, line: words.next().unwrap_or_default() })
    }
}

/// Why the two do not agree, if they do not: on the verdict; on the type; on the reason.
fn disagreement(answer: &Answer<'_>, verdict: &Verdict) -> Option<String> {
    let found = || {
        let listed: Vec<String> =
            verdict.findings().iter().take(3).map(ToString::to_string).collect();
        listed.join("; ")
    };
    if verdict.is_loadable() != (answer.errno == 0) {
        return Some(format!("verify finds {:?}", found()));
    }
    let first = verdict.findings().first().filter(|finding| finding.rule.is_kernels())?;
    // A log that was cut names some other type.
    if answer.line.is_empty() || first.rule.log().is_empty() {
        return None;
    }
    let named = verdict.findings().iter().find(|finding| {
        // What these say is about no type, so the one before it is of another check.
        let has_id = !matches!(finding.rule, Rule::Chain | Rule::TagOrder);
        let is_same = |id: TypeId| id.0 == answer.id || answer.id == 0 || !has_id;
        answer.line.contains(finding.rule.log()) && finding.id.is_none_or(is_same)
    });
    if named.is_none() {
        return Some(format!("the kernel has another reason than verify: {:?}", found()));
    }
    None
}
