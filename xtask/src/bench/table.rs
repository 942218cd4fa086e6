//! Numbers into a table · samples → Markdown · never an average: medians, bests, and ratios of like with like.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::lab::Lab;

/// One run of one contender.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    median: f64,
    best: f64,
    rss_kb: f64,
}

impl Sample {
    /// From the line of JSON that the programs in `bench/` print.
    pub(super) fn from_json(text: &str) -> Result<Sample> {
        let field = |name: &str| -> Result<f64> {
            let at = text.find(&format!("\"{name}\":")).with_context(|| format!("no {name}"))?;
            let rest = text.get(at + name.len() + 3..).unwrap_or_default();
            let end = rest.find([',', '}']).unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default().parse().with_context(|| format!("bad {name}"))
        };
        let check = field("check")?;
        anyhow::ensure!(0.0 <= check, "did not do the work");
        Ok(Sample { median: field("median_ms")?, best: field("min_ms")?, rss_kb: field("rss_kb")? })
    }

    /// From `ptime`: wall, user and system milliseconds, peak KiB, exit code.
    pub(super) fn from_ptime(text: &str) -> Result<Sample> {
        let words: Vec<f64> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        let [wall, _, _, rss_kb, code] = words[..] else { anyhow::bail!("not five numbers") };
        anyhow::ensure!(code == 0.0, "exit code {code}");
        Ok(Sample { median: wall, best: wall, rss_kb })
    }
}

/// All runs of one contender.
#[derive(Debug)]
pub(super) struct Measured {
    name: String,
    samples: Vec<Sample>,
}

impl Measured {
    pub(super) fn new(name: &str) -> Measured {
        Measured { name: name.to_owned(), samples: Vec::new() }
    }

    pub(super) fn add(&mut self, sample: Sample) {
        self.samples.push(sample);
    }

    fn median(&self) -> f64 {
        let mut values: Vec<f64> = self.samples.iter().map(|sample| sample.median).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    fn best(&self) -> f64 {
        self.samples.iter().map(|sample| sample.best).fold(f64::INFINITY, f64::min)
    }

    fn peak_mb(&self) -> f64 {
        self.samples.iter().map(|sample| sample.rss_kb).fold(0.0, f64::max) / 1e3
    }
}

/// One work item with everyone who did it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) measured: Vec<Measured>,
}

/// The whole table, with what it was made on.
pub(super) fn render(rows: &[Row], lab: &Lab, rounds: usize) -> Result<String> {
    let mut text = String::new();
    writeln!(text, "Median ms [best ms] / peak RSS in MB, {rounds} rounds, contenders in turn.")?;
    writeln!(
        text,
        "Ratios are theirs to ours: median / best / memory; above 1 we are faster or smaller.\n"
    )?;
    writeln!(text, "| work | who | time and memory | ratio |")?;
    writeln!(text, "|---|---|--:|--:|")?;
    for row in rows {
        let Some(ours) = row.measured.first() else { continue };
        for (index, measured) in row.measured.iter().enumerate() {
            let title = if index == 0 { row.title.as_str() } else { "" };
            let (median, best, peak) = (measured.median(), measured.best(), measured.peak_mb());
            let ratio = if index == 0 {
                String::new()
            } else {
                format!(
                    "{:.2} / {:.2} / {:.1}",
                    median / ours.median(),
                    best / ours.best(),
                    peak / ours.peak_mb()
                )
            };
            writeln!(
                text,
                "| {title} | {} | {median:.2} [{best:.2}] / {peak:.1} | {ratio} |",
                measured.name
            )?;
        }
    }
    writeln!(text, "\nVersions:\n")?;
    for (name, version) in lab.versions()? {
        writeln!(text, "- {name}: {version}")?;
    }
    Ok(text)
}

const BEGIN: &str = "<!-- cargo xtask bench --write: begin -->";
const END: &str = "<!-- cargo xtask bench --write: end -->";

/// Puts `table` between the marks in the file at `path`.
pub(super) fn write(path: &Path, table: &str) -> Result<()> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let (before, rest) = text.split_once(BEGIN).context("no mark where the table begins")?;
    let (_, after) = rest.split_once(END).context("no mark where the table ends")?;
    let text = format!("{before}{BEGIN}\n\n{table}\n{END}{after}");
    let beside = path.with_extension("md.tmp");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)?;
    Ok(())
}
