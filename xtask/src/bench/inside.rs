//! Our own side of the in-process items: what `bench/` holds for the peers · WORK ITERATIONS FILES → one line of JSON ·
//! never another way than the one a user of the library would go.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use btfly_btf::search::NameIndex;
use btfly_btf::{Btf, Kind};

use super::{co_re, edit};

/// The first argument of `cargo xtask bench` that means this.
pub(super) const COMMAND: &str = "inside";

/// Times of one item, and the peak memory when the first iteration was over.
pub(super) struct Times {
    milliseconds: Vec<f64>,
    rss_kb: u64,
    check: usize,
}

impl Times {
    pub(super) fn time<T>(&mut self, work: impl FnOnce() -> Result<(T, usize)>) -> Result<()> {
        let start = Instant::now();
        let (kept, check) = work()?;
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        black_box(&kept);
        if self.milliseconds.is_empty() {
            self.rss_kb = peak_kb()?;
        }
        self.milliseconds.push(milliseconds);
        self.check = check;
        Ok(())
    }
}

/// `inside WORK ITERATIONS FILES…`.
#[expect(clippy::print_stdout, reason = "the line is what was asked for")]
pub(super) fn run(arguments: &[String]) -> Result<()> {
    let [work, iterations, vmlinux, rest @ ..] = arguments else {
        bail!("inside WORK ITERATIONS VMLINUX [FILE]");
    };
    let vmlinux = Path::new(vmlinux);
    let second = rest.first().map(Path::new);
    // Bytes in memory for those who take bytes; a file where the contenders open one.
    let bytes = if work.ends_with("-file")
        || matches!(work.as_str(), "pass" | "split" | "diff")
        || edit::WORKS.contains(&work.as_str())
        || co_re::WORKS.contains(&work.as_str())
    {
        Vec::new()
    } else {
        fs::read(vmlinux)?
    };
    let bytes: &'static [u8] = bytes.leak();
    let mut times = Times { milliseconds: Vec::new(), rss_kb: 0, check: 0 };
    let files: Vec<PathBuf> = rest.iter().map(PathBuf::from).collect();
    for _ in 0..iterations.parse::<usize>()? {
        let done = edit::work(work, vmlinux, &files, &mut times);
        if let Some(done) = done.or_else(|| co_re::work(work, vmlinux, &files, &mut times)) {
            done?;
            continue;
        }
        match work.as_str() {
            "pass" => bare_pass(vmlinux, &mut times)?,
            "parse" => times.time(|| {
                let btf = Btf::parse(bytes)?;
                let count = btf.types().len();
                Ok((btf, count))
            })?,
            "verify" => times.time(|| {
                let report =
                    btfly_btf::rules::verify(bytes, None, &btfly_btf::rules::Options::default());
                let count = report.findings().len();
                Ok((report, count))
            })?,
            "parse-file" => times.time(|| {
                let btf = open(vmlinux)?;
                let count = btf.types().len();
                Ok((btf, count))
            })?,
            "find2" => times.time(|| {
                let btf = Btf::parse(bytes)?;
                let found = find_two(&btf);
                Ok((btf, found))
            })?,
            "find2-file" => times.time(|| {
                let btf = open(vmlinux)?;
                let found = find_two(&btf);
                Ok((btf, found))
            })?,
            "names1000" => {
                let names = read_names(second.context("no list of names given")?)?;
                times.time(|| {
                    let btf = Btf::parse(bytes)?;
                    let found = find_names(&btf, &names);
                    Ok((btf, found))
                })?;
            }
            "split" => {
                let mods = second.context("no folder of modules given")?;
                times.time(|| find_in_modules(vmlinux, mods))?;
            }
            "diff" => {
                let [old_mods, new, new_mods] = rest else { bail!("diff N OLD MODS NEW MODS") };
                let [old_mods, new, new_mods] = [old_mods, new, new_mods].map(Path::new);
                times.time(|| compare(vmlinux, old_mods, new, new_mods))?;
            }
            other => bail!("no work item `{other}`"),
        }
    }
    let first = times.milliseconds.first().copied().unwrap_or_default();
    times.milliseconds.sort_by(f64::total_cmp);
    let median = times.milliseconds.get(times.milliseconds.len() / 2).copied().unwrap_or_default();
    let least = times.milliseconds.first().copied().unwrap_or_default();
    println!(
        "{{\"peer\":\"btfly\",\"work\":\"{work}\",\"median_ms\":{median:.4},\"min_ms\":{least:.4},\"first_ms\":{first:.4},\"n\":{},\"rss_kb\":{},\"check\":{}}}",
        times.milliseconds.len(),
        times.rss_kb,
        times.check
    );
    Ok(())
}

fn open(vmlinux: &Path) -> Result<Btf> {
    Ok(btfly_source::open(vmlinux, &btfly_source::Options::default())?.set.base().clone())
}

fn find_two(btf: &Btf) -> usize {
    let types = btf.types();
    types.find("task_struct", Some(Kind::Struct)).count()
        + types.find("vfs_read", Some(Kind::Func)).count()
}

fn find_names(btf: &Btf, names: &[(Kind, String)]) -> usize {
    let types = btf.types();
    if types.is_sorted() {
        return names
            .iter()
            .filter(|(kind, name)| !types.find_own(name, Some(*kind)).is_empty())
            .count();
    }
    let index = NameIndex::new(&types);
    names
        .iter()
        .filter(|(kind, name)| index.find(&types, name, Some(*kind)).next().is_some())
        .count()
}

fn find_in_modules(vmlinux: &Path, mods: &Path) -> Result<(impl Sized, usize)> {
    let base = Some(btfly_source::Base::Path(vmlinux.to_owned()));
    let options = btfly_source::Options { base, ..Default::default() };
    let set = btfly_source::open(mods, &options)?.set;
    let found = btfly_source::find(&set, "nf_conntrack_net", Some(Kind::Struct), None);
    let id = found.first().map_or(0, |loc| loc.id.0 as usize);
    Ok((set, id))
}

/// Two kernels with all their modules, from files to changes, on one thread.
fn compare(
    old: &Path,
    old_mods: &Path,
    new: &Path,
    new_mods: &Path,
) -> Result<(impl Sized, usize)> {
    let whole = |vmlinux: &Path, mods: &Path| -> Result<btfly_btf::BtfSet> {
        let base = Some(btfly_source::Base::Path(vmlinux.to_owned()));
        let set =
            btfly_source::open(mods, &btfly_source::Options { base, ..Default::default() })?.set;
        btfly_source::decode_all(&set, std::num::NonZero::new(1), &|_| ());
        Ok(set)
    };
    let (old, new) = (whole(old, old_mods)?, whole(new, new_mods)?);
    let changes = btfly_btf::diff::diff(&old, &new, &btfly_btf::diff::Options::default());
    let count = changes.changes.len();
    drop(changes);
    Ok(((old, new), count))
}

/// A pass over the type section that only steps from record to record: what nobody can be faster than.
fn bare_pass(vmlinux: &Path, times: &mut Times) -> Result<()> {
    let bytes = fs::read(vmlinux)?;
    let header = btfly_btf::wire::header::Header::parse(&bytes)?;
    let types =
        bytes.get(header.types.start as usize..header.types.end as usize).unwrap_or_default();
    // Trailing bytes of each kind: once, and for each of vlen.
    const SIZES: [(usize, usize); 20] = [
        (0, 0),
        (4, 0),
        (0, 0),
        (12, 0),
        (0, 12),
        (0, 12),
        (0, 8),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 0),
        (0, 8),
        (4, 0),
        (0, 12),
        (0, 0),
        (4, 0),
        (0, 0),
        (0, 12),
    ];
    times.time(|| {
        let (mut at, mut count) = (0, 0);
        while let Some(head) = types.get(at..).and_then(|rest| rest.first_chunk::<12>()) {
            let [_, _, _, _, a, b, c, kind, ..] = *head;
            let vlen = u32::from_le_bytes([a, b, c, 0]) as usize;
            let Some((once, each)) = SIZES.get(usize::from(kind & 0x7f)) else { break };
            at += 12 + once + each * vlen;
            count += 1;
        }
        Ok(((), count))
    })
}

fn read_names(path: &Path) -> Result<Vec<(Kind, String)>> {
    fs::read_to_string(path)?
        .lines()
        .map(|line| {
            let (kind, name) = line.split_once(' ').context("a line without a name")?;
            Ok((Kind::from_name(kind).context("a line without a kind")?, name.to_owned()))
        })
        .collect()
}

fn peak_kb() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
        .context("no VmHWM in /proc/self/status")
}
