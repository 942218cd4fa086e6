//! CO-RE on real objects · the kernel's own test programs → counts · judged by libbpf: its instructions, bit for bit, and
//! what the kernel's tests expect.

mod cases;
pub(in crate::real) mod objects;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet};
use btfly_obj::co_re::{Candidate, Options, Outcome, TargetPolicy, explain};

use super::Report;
use crate::lab::{Lab, Selftests};
pub(super) use cases::expected;
use objects::{Fate, Libbpf, Object, Relocated, Theirs};

const BASE_FIRST: Options = Options { policy: TargetPolicy::BaseFirst };

/// Every object of the kernel's tests on three kernels has libbpf's instructions.
pub(super) fn instructions_are_libbpfs(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let libbpf = Libbpf::new(lab)?;
    let mut objects = Vec::new();
    for path in objects_of(lab)? {
        match Object::read(&path).with_context(|| path.display().to_string())? {
            Some(object) => objects.push(object),
            None => report.count("objects without relocations", 1),
        }
    }
    let paths: Vec<PathBuf> = objects.iter().map(|object| object.path.clone()).collect();
    report.count("objects", objects.len() as u64);
    let mut differences = Vec::new();
    for label in ["6.1", "6.12", "7.2"] {
        let target = lab.kernel(label)?.vmlinux_btf().context("no BTF")?;
        let set = BtfSet::new(Btf::parse(fs::read(&target)?)?);
        let theirs = libbpf.relocate(&target, &paths)?;
        for (object, theirs) in objects.iter().zip(&theirs) {
            let ours = object.relocate(&set, &BASE_FIRST);
            if let Err(error) = compare(object, &ours, theirs, &mut report) {
                differences.push(format!("{label} {}: {error:#}", object.path.display()));
            }
        }
    }
    finish(report, &differences)
}

/// Objects of all compilers, in both byte orders.
fn objects_of(lab: &Lab) -> Result<Vec<PathBuf>> {
    let selftests = lab.selftests()?;
    let mut paths = Vec::new();
    for variant in Selftests::variants() {
        paths.extend(selftests.objects(variant)?);
    }
    Ok(paths)
}

/// With all modules of a kernel in the set, an object's instructions differ from those on the base alone only where a
/// module has what the base lacks, or has it otherwise.
pub(super) fn modules_differ_where_they_say(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let mut differences = Vec::new();
    for label in ["6.1", "6.12", "7.2"] {
        let kernel = lab.kernel(label)?;
        let target = kernel.vmlinux_btf().context("no BTF")?;
        let base = Btf::parse(fs::read(&target)?)?;
        let (alone, mut whole) = (BtfSet::new(base.clone()), BtfSet::new(base.clone()));
        for module in kernel.modules()? {
            let Some(btf) = module.btf else { continue };
            whole.push(Arc::new(Ready::parse(module.name, fs::read(btf)?, &base)));
        }
        for path in lab.selftests()?.objects("obj")? {
            let Some(object) = Object::read(&path)? else { continue };
            let on_base = object.relocate(&alone, &BASE_FIRST);
            let on_all = object.relocate(&whole, &Options::default());
            report.count("objects", 1);
            for (((before, after), relo), (section, _)) in
                on_base.each.iter().zip(&on_all.each).zip(object.relos()).zip(object.records())
            {
                report.count("relocations", 1);
                let poisoned = |fate: &Fate| *fate == Fate::Poisoned;
                if before.2.outcome == after.2.outcome || poisoned(&before.3) && poisoned(&after.3)
                {
                    continue;
                }
                let why = explain(&object.btf, &relo, &whole, None)?;
                let said: Vec<&Candidate> =
                    why.candidates.iter().filter(|one| one.said.is_ok()).collect();
                let in_kmods = said.iter().filter(|one| !one.loc.slot.is_base()).count();
                let what = match &after.2.outcome {
                    Ok(Outcome::Resolved(_)) if said.len() == in_kmods => "found in a module only",
                    Ok(Outcome::Ambiguous) if 1 < said.len() && 0 < in_kmods => {
                        "ambiguous, as a module has it otherwise"
                    }
                    other => {
                        let place = format!("{label} {} {section}", path.display());
                        differences.push(format!(
                            "{place} {} {}: {:?} and {other:?}: {:?}",
                            why.kind, why.path, before.2.outcome, why.candidates
                        ));
                        continue;
                    }
                };
                report.count(what, 1);
                if what.starts_with("ambiguous") && std::env::var_os("BTFLY_SHOW").is_some() {
                    eprintln!("{label} {} {} {:?}", path.display(), why.path, why.candidates);
                }
            }
        }
    }
    finish(report, &differences)
}

fn finish(report: Report, differences: &[String]) -> Result<Report> {
    if differences.is_empty() {
        return Ok(report);
    }
    let some: Vec<&str> = differences.iter().take(40).map(String::as_str).collect();
    bail!("{} differences ({report})\n{}", differences.len(), some.join("\n"))
}

/// `E2BIG`.
const TOO_BIG: i32 = -7;

/// The same instructions, or a refusal by both.
fn compare(object: &Object, ours: &Relocated, theirs: &Theirs, report: &mut Report) -> Result<()> {
    ensure!(object.path == theirs.path, "another object");
    let Some(done) = theirs.done else {
        report.count("objects that libbpf does not open", 1);
        return Ok(());
    };
    // What lies in no program is of a function that the linker has dropped.
    let in_program = |section: usize, at: usize| {
        theirs.programs.iter().any(|program| {
            program.section == section
                && (program.start..program.start + program.insns.len()).contains(&at)
        })
    };
    let mut refused = ours.each.iter().filter_map(|(section, at, _, fate)| match fate {
        Fate::Refused(why) if in_program(*section, *at) => {
            Some(format!("section {section} +{at}: {why}"))
        }
        Fate::Refused(_) | Fate::Done | Fate::Poisoned => None,
    });
    match (done, refused.next()) {
        (0, None) => {}
        (0, Some(why)) => bail!("refused here only: {why}"),
        // Where one candidate cannot be used (a bitfield that no load holds, nesting without end), libbpf refuses the
        // object, whether it gets there or not.
        (TOO_BIG, None) if ours.each.iter().any(|(_, _, _, fate)| *fate == Fate::Poisoned) => {
            report.count("objects refused by libbpf for one type, poisoned here", 1);
            return Ok(());
        }
        (error, None) => bail!("refused by libbpf only: {error}"),
        (_, Some(_)) => {
            report.count("objects refused by both", 1);
            return Ok(());
        }
    }
    for program in &theirs.programs {
        let code = ours.code.get(&program.section).context("a section that is not code")?;
        let own = code
            .get(program.start..program.start + program.insns.len())
            .context("a program that reaches out of its section")?;
        for (at, (own, their)) in own.iter().zip(&program.insns).enumerate() {
            ensure!(own == their, "{} +{at}: `{own}` here, `{their}` there", program.name);
        }
        report.count("instructions", own.len() as u64);
    }
    for (section, at, _, fate) in &ours.each {
        let what = match fate {
            _ if !in_program(*section, *at) => "relocations of dropped functions",
            Fate::Poisoned => "poisoned",
            Fate::Done | Fate::Refused(_) => "relocated",
        };
        report.count(what, 1);
    }
    Ok(())
}
