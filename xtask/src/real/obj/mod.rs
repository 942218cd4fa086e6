//! Objects as libbpf opens them · the kernel's own BPF test programs, by three compilers, of two byte orders → counts ·
//! never our own word: `judge.c` is the kernel's libbpf, and says what it found without a kernel.

mod lines;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use btfly_obj::emit::{Options, emit};
use btfly_obj::read::read;
use btfly_obj::spec::section_rule;

use super::Report;
use crate::command;
use crate::lab::{Lab, Scratch, Selftests};

/// libbpf itself, and what it holds after opening an object.
const JUDGE: &str = include_str!("judge.c");

/// Differences that an error shows.
const SHOWN: usize = 40;

/// Programs, maps, variables, externs, struct_ops and references are those that libbpf finds; what it refuses is refused,
/// or is one of the things that other loaders take.
pub(super) fn libbpf_agrees(lab: &Lab) -> Result<Report> {
    let judge = Judge::new(lab)?;
    let selftests = lab.selftests()?;
    let mut report = Report::default();
    let mut differences = Vec::new();
    for variant in Selftests::variants() {
        let objects = selftests.objects(variant)?;
        let said = judge.ask(&objects)?;
        for object in &objects {
            let theirs = said.get(object).context("the judge passed over an object")?;
            let ours = read(&fs::read(object)?);
            let place = || {
                let name = object.file_name().unwrap_or_default().to_string_lossy();
                format!("{variant}/{name}")
            };
            match (&ours, theirs) {
                (Ok(ours), Judged::Opened(theirs)) => {
                    let ours = lines::of(ours, object);
                    report.count("objects", 1);
                    report.count("facts", theirs.len() as u64);
                    differences.extend(
                        difference(&ours, theirs).map(|line| format!("{}: {line}", place())),
                    );
                }
                (Err(_), Judged::Refused(_)) => report.count("refused by both", 1),
                (Err(error), Judged::Opened(_)) => {
                    differences.push(format!("{}: only we refuse it: {error}", place()));
                }
                (Ok(_), Judged::Refused(why)) => {
                    if EXPLAINED.iter().any(|reason| why.contains(reason)) {
                        report.count("refused by libbpf only", 1);
                    } else {
                        differences.push(format!("{}: only libbpf refuses it: {why}", place()));
                    }
                }
            }
        }
    }
    if !differences.is_empty() {
        let shown: Vec<String> = differences.iter().take(SHOWN).cloned().collect();
        bail!("{} differences:\n{}", differences.len(), shown.join("\n"));
    }
    Ok(report)
}

/// Every rule of libbpf's table is one of ours: exact, with a target, and not with one where it takes none.
pub(super) fn section_names_agree(lab: &Lab) -> Result<Report> {
    let judge = Judge::new(lab)?;
    let mut report = Report::default();
    let said = command::text(judge.command().arg("rules"))?;
    for line in said.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let [pattern, expected @ ..] = words.as_slice() else { bail!("no rule: `{line}`") };
        let name = pattern.trim_end_matches('+');
        let with_target = format!("{name}/a:b");
        let takes_target = name.len() != pattern.len();
        let rule = |section: &str| {
            section_rule(section).map(|(rule, target)| {
                let attach = rule.attach_type.map_or(0, |ty| ty.0);
                let words = [rule.program_type.0, attach, lines::cookie(rule)];
                (words.map(|word| word.to_string()), target.map(str::to_owned))
            })
        };
        let (found, target) = rule(name).with_context(|| format!("no rule for `{name}`"))?;
        ensure!(found == expected && target.is_none(), "`{name}`: {found:?}, libbpf {expected:?}");
        match (rule(&with_target), takes_target) {
            (Some((found, target)), true) => {
                ensure!(found == expected, "`{with_target}`: {found:?}, libbpf {expected:?}");
                ensure!(target.as_deref() == Some("a:b"), "`{with_target}`: {target:?}");
            }
            (None, false) => {}
            (found, _) => bail!("`{with_target}`: {found:?}, in libbpf's table `{pattern}`"),
        }
        ensure!(rule(&format!("{name}x")).is_none(), "`{name}x` has a rule");
        report.count("rules", 1);
    }
    Ok(report)
}

/// An object that is written again without its CO-RE relocations is to libbpf what it was; written with them, it is the
/// same file.
pub(super) fn emitted_is_read_alike(lab: &Lab) -> Result<Report> {
    let judge = Judge::new(lab)?;
    let selftests = lab.selftests()?;
    let folder = lab.scratch()?;
    let mut report = Report::default();
    let (mut originals, mut copies) = (Vec::new(), Vec::new());
    for path in selftests.objects("obj")? {
        let original = fs::read(&path)?;
        let Ok(object) = read(&original) else { continue };
        let place = || path.display().to_string();
        let same = emit(&original, &object, &Options::default()).with_context(place)?;
        ensure!(same == original, "{}: another file", path.display());
        let n_relos: usize = object.functions.iter().map(|f| f.core_relos.len()).sum();
        if n_relos == 0 {
            report.count("objects without relocations", 1);
            continue;
        }
        let copy = folder.path().join(path.file_name().context("a file has a name")?);
        let options = Options { without_core_relos: true };
        fs::write(&copy, emit(&original, &object, &options).with_context(place)?)?;
        report.count("relocations dropped", n_relos as u64);
        originals.push(path);
        copies.push(copy);
    }
    let (before, after) = (judge.ask(&originals)?, judge.ask(&copies)?);
    for (original, copy) in originals.iter().zip(&copies) {
        let pair = (before.get(original), after.get(copy));
        let (Some(Judged::Opened(before)), Some(Judged::Opened(after))) = pair else {
            bail!("{}: not opened", copy.display());
        };
        let differences: Vec<String> = difference(before, after).collect();
        ensure!(differences.is_empty(), "{}: {differences:?}", copy.display());
        report.count("objects", 1);
    }
    Ok(report)
}

/// The same source for the other byte order says the same, but for what depends on it.
pub(super) fn byte_orders_agree(lab: &Lab) -> Result<Report> {
    let selftests = lab.selftests()?;
    let mut report = Report::default();
    for object in selftests.objects("eb")? {
        let name = object.file_name().context("a file has a name")?;
        let twin = object.with_file_name("..").join("obj").join(name);
        let big = read(&fs::read(&object)?).with_context(|| format!("eb/{}", name.display()))?;
        if !twin.exists() {
            continue;
        }
        let little = read(&fs::read(&twin)?)?;
        ensure!(big.endian != little.endian, "{}: one byte order twice", name.display());
        // Code differs: bit fields lie elsewhere. What is declared does not, nor which sections there are.
        let declared = |object: &btfly_obj::spec::ObjectSpec| {
            let mut all = lines::of(object, &twin);
            all.retain(|line| !line.starts_with("ref ") && !line.starts_with("linked "));
            all.iter_mut().for_each(|line| {
                if let Some((head, _)) = line.split_once(" at ") {
                    *line = head.to_owned();
                }
                for id in ["keytype", "valuetype", "type"] {
                    *line = without(line, id);
                }
            });
            all.sort_unstable();
            all
        };
        let (ours, theirs) = (declared(&big), declared(&little));
        ensure!(
            ours == theirs,
            "{}: {:?}",
            name.display(),
            difference(&ours, &theirs).collect::<Vec<_>>()
        );
        report.count("objects", 1);
        report.count("facts", ours.len() as u64);
    }
    Ok(report)
}

/// A line without the number behind a word: ids differ where the compiler walked another way.
fn without(line: &str, word: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let is_kept =
        |at: &usize| at.checked_sub(1).is_none_or(|before| words.get(before) != Some(&word));
    let kept = (0..words.len()).filter(is_kept).filter_map(|at| words.get(at).copied());
    kept.collect::<Vec<_>>().join(" ")
}

/// What libbpf refuses and we read, by what it says.
const EXPLAINED: &[&str] = &[
    // Rust's programs have such maps.
    "legacy map definitions in 'maps' section are not supported",
    // bpftool links a map that its first input only declares, and leaves it at byte 0 of `.maps` in the types. The symbol
    // says where it is.
    "map relo failed to find map for section '.maps'",
];

/// Lines of one side only.
fn difference<'a>(ours: &'a [String], theirs: &'a [String]) -> impl Iterator<Item = String> + 'a {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    for line in ours {
        *counts.entry(line).or_default() += 1;
    }
    for line in theirs {
        *counts.entry(line).or_default() -= 1;
    }
    counts.into_iter().filter(|(_, count)| *count != 0).map(|(line, count)| {
        let side = if 0 < count { "only we say" } else { "only libbpf says" };
        format!("{side} `{line}`")
    })
}

/// What libbpf made of an object.
enum Judged {
    Opened(Vec<String>),
    Refused(String),
}

/// The judge, compiled.
struct Judge<'l> {
    lab: &'l Lab,
    folder: Scratch,
}

impl Judge<'_> {
    fn new(lab: &Lab) -> Result<Judge<'_>> {
        let (folder, selftests) = (lab.scratch()?, lab.selftests()?);
        let source = folder.path().join("judge.c");
        fs::write(&source, JUDGE)?;
        let libbpf = selftests.libbpf();
        let is_other = |path: &PathBuf| {
            path.extension().is_some_and(|extension| extension == "c")
                && !path.ends_with("libbpf.c")
        };
        let mut sources: Vec<PathBuf> =
            fs::read_dir(&libbpf)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
        sources.retain(is_other);
        sources.sort();
        let mut gcc = lab.sid_command("gcc");
        gcc.args(["-O0", "-w", "-D_GNU_SOURCE"]);
        let tools = selftests.tools_include();
        for include in [selftests.include().join("bpf"), libbpf, tools.clone(), tools.join("uapi")]
        {
            gcc.arg("-I").arg(include);
        }
        gcc.arg("-o").arg(folder.path().join("judge")).arg(&source).args(&sources);
        command::quiet(gcc.args(["-lelf", "-lz"])).context("libbpf as a judge")?;
        Ok(Judge { lab, folder })
    }

    fn command(&self) -> Command {
        self.lab.sid_command(&self.folder.path().join("judge").to_string_lossy())
    }

    fn ask(&self, objects: &[PathBuf]) -> Result<BTreeMap<PathBuf, Judged>> {
        let text = command::text(self.command().args(objects))?;
        let mut found = BTreeMap::new();
        let mut current: Option<(PathBuf, Vec<String>, String)> = None;
        let mut finish = |current: Option<(PathBuf, Vec<String>, String)>| {
            let Some((path, mut lines, why)) = current else { return };
            let is_refused = lines.iter().any(|line| line == "refused");
            lines.sort_unstable();
            let judged = if is_refused { Judged::Refused(why) } else { Judged::Opened(lines) };
            found.insert(path, judged);
        };
        for line in text.lines() {
            if let Some(path) = line.strip_prefix("object ") {
                finish(current.take());
                current = Some((Path::new(path).to_owned(), Vec::new(), String::new()));
            } else if let Some((_, lines, why)) = &mut current {
                match line.strip_prefix("warning ") {
                    Some(warning) => *why = format!("{why}{warning} "),
                    None => lines.push(line.to_owned()),
                }
            }
        }
        finish(current);
        Ok(found)
    }
}
