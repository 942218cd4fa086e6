//! CO-RE where types live in modules · programs attached to vmlinux, to another module, to one of two with a type of one
//! name → whose layout is meant · judged by pahole's offsets of each module.

use std::fs;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use btfly_btf::set::Ready;
use btfly_btf::{Btf, BtfSet};
use btfly_obj::co_re::{
    self, Access, Fit, Homes, Options, Outcome, Patched, Relo, ReloKind, explain,
};
use btfly_obj::read::read;
use btfly_obj::spec::ObjectSpec;

use super::Report;
use crate::command;
use crate::lab::{Kernel, Lab};

/// Whose type each program means, on three kernels; and what is said where the module is absent.
pub(super) fn types_of_modules(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    let object = object(lab)?;
    for label in ["6.1", "6.12", "7.2"] {
        let kernel = lab.kernel(label)?;
        let whole = set(&kernel, |_| true)?;
        let without_xfs = set(&kernel, |name| name != "xfs")?;
        let fits = fit(&object, &whole);
        let offset = |module, ty, member| pahole(lab, &kernel, module, ty, member);
        let i_flags = offset("xfs", "xfs_inode", "i_flags")?;
        let (core, mlx4) = (
            offset("ib_core", "mcast_group", "refcount")?,
            offset("mlx4_ib", "mcast_group", "refcount")?,
        );
        ensure!(core != mlx4, "{label}: both are alike, so nothing is shown");
        for program in ["xfs_of_vmlinux", "xfs_of_another"] {
            is(&fits, program, ReloKind::TypeExists, Some(1))?;
            is(&fits, program, ReloKind::FieldByteOffset, Some(i_flags))?;
            report.count("programs that use another module's type", 1);
        }
        is(&fits, "group_of_ib_core", ReloKind::FieldByteOffset, Some(core))?;
        is(&fits, "group_of_mlx4_ib", ReloKind::FieldByteOffset, Some(mlx4))?;
        report.count("programs that mean their own module's type", 2);
        is(&fits, "group_of_vmlinux", ReloKind::FieldByteOffset, None)?;
        let why = why(&object, &fits, "group_of_vmlinux", &whole, None)?;
        let homes: Vec<_> = why.candidates.iter().map(|one| (&*one.home, one.said)).collect();
        let both = [("ib_core", Ok(core)), ("mlx4_ib", Ok(mlx4))];
        ensure!(homes == both, "{label}: the report has {homes:?}");
        report.count("refused, with both layouts shown", 1);
        // The module is gone: the program is told so, and the report knows where it would be.
        let fits = fit(&object, &without_xfs);
        for program in ["xfs_of_vmlinux", "xfs_of_another"] {
            is(&fits, program, ReloKind::TypeExists, Some(0))?;
            let why = self::why(&object, &fits, program, &without_xfs, Some(&whole))?;
            let hint = why.hints.first().context("no hint")?.to_string();
            let expected = "`xfs_inode` is defined in the module xfs, which is not in the set";
            ensure!(hint == expected, "{label}: {hint}");
            report.count("absent, with the module named", 1);
        }
    }
    Ok(report)
}

fn object(lab: &Lab) -> Result<ObjectSpec> {
    let scratch = lab.scratch()?;
    let (source, object) = (scratch.path().join("kmods.c"), scratch.path().join("kmods.o"));
    fs::write(&source, include_str!("kmods.c"))?;
    let mut clang = lab.sid_command("clang");
    clang.args(["-g", "-O2", "-target", "bpfel", "-c"]).arg(&source).arg("-o").arg(&object);
    command::quiet(&mut clang)?;
    Ok(read(&fs::read(&object)?)?)
}

fn set(kernel: &Kernel, is_wanted: impl Fn(&str) -> bool) -> Result<BtfSet> {
    let base = Btf::parse(fs::read(kernel.vmlinux_btf().context("no BTF")?)?)?;
    let mut set = BtfSet::new(base.clone());
    for module in kernel.modules()? {
        let Some(btf) = module.btf.filter(|_| is_wanted(&module.name)) else { continue };
        set.push(Arc::new(Ready::parse(module.name, fs::read(btf)?, &base)));
    }
    Ok(set)
}

/// A relocation, with the name of its function.
type Named = (String, Fit);

fn fit(object: &ObjectSpec, set: &BtfSet) -> Vec<Named> {
    let mut fitted = object.clone();
    let homes = Homes::of(object, set);
    let fits = co_re::fit(&mut fitted, set, &Options::default(), |function| homes.prefer(function));
    let name = |fit: &Fit| object.functions.get(fit.function).map(|function| function.name.clone());
    fits.into_iter().map(|fit| (name(&fit).unwrap_or_default(), fit)).collect()
}

fn of<'f>(fits: &'f [Named], program: &str, kind: ReloKind) -> Result<&'f Fit> {
    let is_it = |(name, fit): &&Named| {
        name == program && ReloKind::from_number(fit.record.kind) == Some(kind)
    };
    Ok(&fits.iter().find(is_it).with_context(|| format!("no {kind} in {program}"))?.1)
}

/// The number that is written; none where it is refused.
fn is(fits: &[Named], program: &str, kind: ReloKind, expected: Option<u64>) -> Result<()> {
    let fit = of(fits, program, kind)?;
    let written = match fit.done {
        Ok(Patched::Done { after, .. }) => Some(after),
        Ok(Patched::Poisoned) => Some(u64::MAX),
        Err(_) => None,
    };
    ensure!(written == expected, "{program} {kind}: {written:?}, not {expected:?}");
    let is_refused = fit.solved.outcome == Ok(Outcome::Ambiguous);
    ensure!(is_refused == expected.is_none(), "{program} {kind}: {:?}", fit.solved);
    Ok(())
}

fn why(
    object: &ObjectSpec,
    fits: &[Named],
    program: &str,
    set: &BtfSet,
    known: Option<&BtfSet>,
) -> Result<co_re::Explanation> {
    let local = object.btf.as_ref().context("no types")?;
    let kind = if known.is_some() { ReloKind::TypeExists } else { ReloKind::FieldByteOffset };
    let fit = of(fits, program, kind)?;
    let access = Access::of(&fit.record, &local.types().strings());
    Ok(explain(local, &Relo { access, prefer: fit.prefer }, set, known)?)
}

/// Where pahole says that a member is.
fn pahole(lab: &Lab, kernel: &Kernel, module: &str, ty: &str, member: &str) -> Result<u64> {
    let base = kernel.vmlinux_btf().context("no BTF")?;
    let mut tool = lab.peer("pahole")?;
    tool.arg("-C").arg(ty).arg("--btf_base").arg(base);
    let text = command::text(tool.arg(kernel.mods().join(format!("{module}.btf"))))?;
    let start = format!("{member};");
    let line = text.lines().find(|line| line.contains(&start));
    let line = line.with_context(|| format!("pahole shows no {ty}.{member} of {module}"))?;
    let numbers = line.rsplit_once("/*").map_or("", |(_, numbers)| numbers);
    let number = numbers.split_whitespace().next().context("no offset")?;
    Ok(number.parse()?)
}
