//! Distilled and rebased modules · all modules of the lab's kernels → counts · never our own word: libbpf distills and
//! relocates the same.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use btfly_btf::build::{
    Builder, CompositeDef, Def, EnumDef, FloatDef, FwdDef, IntDef, MemberDef,
    Options as BuildOptions, RefDef, VariantDef,
};
use btfly_btf::edit::Edited;
use btfly_btf::edit::distill::distill;
use btfly_btf::edit::rebase::{Matching, RebaseError, Why, rebase};
use btfly_btf::graph::Graph;
use btfly_btf::shape::{Depth, Forwards, Options, Shapes};
use btfly_btf::view::Encoding;
use btfly_btf::{Bits, Btf, Endian, Kind, TypeId};

use super::Report;
use super::libbpf::Judge;
use crate::command;
use crate::lab::{Lab, Scratch};

/// Whose modules are moved, and onto which kernels: home first.
const MOVES: [(&str, &[&str]); 3] =
    [("6.1", &["6.1", "6.12"]), ("6.12", &["6.12", "6.1", "7.2"]), ("7.2", &["7.2", "6.12"])];

/// Each module of these is looked at as a whole, one in so many: that takes longer than everything else.
const WHOLE: usize = 80;

/// Distilled to the same bytes, and accepted on the same kernels with the same result.
pub(super) fn libbpf_agrees(lab: &Lab) -> Result<Report> {
    let scratch = lab.scratch()?;
    let judge = Judge::new(lab, &scratch, "relocate")?;
    let mut report = Report::default();
    for (home, targets) in MOVES {
        moves(lab, &scratch, &judge, home, targets, &mut report).context(home)?;
    }
    Ok(report)
}

fn moves(
    lab: &Lab,
    scratch: &Scratch,
    judge: &Judge,
    home: &str,
    targets: &[&str],
    report: &mut Report,
) -> Result<()> {
    let vmlinux = |label: &str| lab.kernel(label)?.vmlinux_btf().context("no BTF");
    let read = |path: &Path| Ok::<_, anyhow::Error>(Btf::parse(fs::read(path)?)?);
    let base = read(&vmlinux(home)?)?;
    let mut ontos = Vec::new();
    let out = scratch.path().join(home);
    fs::create_dir(&out)?;
    let mut theirs = judge.command()?;
    theirs.arg(&out).arg(vmlinux(home)?);
    for target in targets {
        ontos.push(read(&vmlinux(target)?)?);
        theirs.arg(vmlinux(target)?);
    }
    let modules = lab.kernel(home)?.modules()?;
    let files: Vec<PathBuf> = modules.into_iter().filter_map(|module| module.btf).collect();
    let list: String = files.iter().map(|file| format!("{}\n", file.display())).collect();
    let answers = command::fed(&mut theirs, &list)?;
    let answers = String::from_utf8(answers.stdout)?;
    ensure!(answers.lines().count() == files.len(), "libbpf stopped in the midst");
    for (number, (file, answer)) in files.iter().zip(answers.lines()).enumerate() {
        let told = |name: &str| fs::read(out.join(format!("{number}.{name}")));
        let context = || file.display().to_string();
        let split = Btf::parse_split(fs::read(file)?, &base)?;
        let distilled = distill((&split).into());
        let Some(accepted) = answer.strip_prefix('y') else {
            ensure!(distilled.is_err(), "{}: libbpf does not distill it", context());
            report.count("refused to distill", 1);
            continue;
        };
        let distilled = distilled.with_context(context)?;
        let small = distilled.base().context("no base")?;
        ensure!(content(small) == content(&Btf::parse(told("base")?)?), "{}: base", context());
        let split_on_small = distilled.to_btf();
        let their_split = Btf::parse_split(told("split")?, small)?;
        ensure!(content(&split_on_small) == content(&their_split), "{}: split", context());
        report.count("modules distilled", 1);
        report.count("types of distilled bases", u64::try_from(small.iter().len())?);
        for (index, ((onto, label), letter)) in
            ontos.iter().zip(targets).zip(accepted.bytes()).enumerate()
        {
            let theirs = match letter {
                b'y' => Some(Btf::parse_split(told(&index.to_string())?, onto)?),
                _ => None,
            };
            let on = || format!("{} on {label}", context());
            let as_kernel = rebase((&split_on_small).into(), onto, Matching::Kernel);
            same(as_kernel, theirs.as_ref()).with_context(on)?;
            let ours = rebase((&split_on_small).into(), onto, Matching::Sound);
            let home = if index == 0 { "home" } else { "away" };
            if index == 0 && number % WHOLE == 0 {
                is_back(&split, ours.as_ref().ok().context("home is refused")?).with_context(on)?;
                report.count("whole modules home again", 1);
            }
            match (ours, theirs) {
                (Ok(ours), Some(theirs)) => {
                    same(Ok(ours), Some(&theirs)).with_context(on)?;
                    report.count(&format!("accepted {home}"), 1);
                }
                (Err(_), None) => report.count(&format!("refused {home}"), 1),
                (Ok(_), None) => report.count(&format!("{home} refused by libbpf alone"), 1),
                (Err(error), Some(_)) => explained(&error).with_context(on)?,
            }
        }
    }
    Ok(())
}

/// Made-up kernels, so small and so alike that names clash in every way that libbpf is wrong about.
pub(super) fn libbpf_is_foretold(lab: &Lab) -> Result<Report> {
    /// Of each, as many as one run of the judge takes.
    const ONTOS: usize = 12;
    let mut report = Report::default();
    let scratch = lab.scratch()?;
    let judge = Judge::new(lab, &scratch, "relocate")?;
    let path = |name: &str| scratch.path().join(name);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..150 {
        let base = random.kernel()?;
        let split = random.module(&base)?;
        fs::write(path("base.btf"), base.bytes())?;
        fs::write(path("split.btf"), split.bytes())?;
        let mut theirs = judge.command()?;
        theirs.arg(scratch.path()).arg(path("base.btf"));
        let mut ontos = Vec::new();
        for index in 0..ONTOS {
            let onto = random.kernel()?;
            let file = path(&format!("onto-{index}.btf"));
            fs::write(&file, onto.bytes())?;
            theirs.arg(file);
            ontos.push(onto);
        }
        let list = format!("{}\n", path("split.btf").display());
        let answer = String::from_utf8(command::fed(&mut theirs, &list)?.stdout)?;
        let accepted = answer.trim_end().strip_prefix('y').context("libbpf does not distill")?;
        let distilled = distill((&split).into())?;
        let small = distilled.base().context("no base")?;
        ensure!(content(small) == content(&Btf::parse(fs::read(path("0.base"))?)?), "other base");
        let split = distilled.to_btf();
        for (index, (onto, letter)) in ontos.iter().zip(accepted.bytes()).enumerate() {
            let theirs = match letter {
                b'y' => Some(Btf::parse_split(fs::read(path(&format!("0.{index}")))?, onto)?),
                _ => None,
            };
            let listing = || format!("{}\nonto\n{}", listing(small), listing(onto));
            let as_kernel = rebase((&split).into(), onto, Matching::Kernel);
            same(as_kernel, theirs.as_ref()).with_context(listing)?;
            let what = match (rebase((&split).into(), onto, Matching::Sound), &theirs) {
                (Ok(ours), Some(theirs)) if content(&ours.to_btf()) == content(theirs) => {
                    "accepted by both"
                }
                (Ok(_), Some(_)) => "with another result",
                (Ok(_), None) => "refused by libbpf alone",
                (Err(_), Some(_)) => "accepted by libbpf alone",
                (Err(_), None) => "refused by both",
            };
            report.count(what, 1);
        }
    }
    Ok(report)
}

fn listing(btf: &Btf) -> String {
    btfly_btf::text::to_string(btf, &btfly_btf::text::Options::default())
}

/// Xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(end.max(1))).unwrap_or(0)
    }

    /// A few types of few names.
    fn kernel(&mut self) -> Result<Btf> {
        let mut builder = Builder::new(Endian::Little);
        // What members of bitfields are.
        builder.add(&int("int", 4, Encoding::Signed))?;
        for _ in 0..=self.below(6) {
            let name = if self.below(2) == 0 { "a" } else { "b" };
            let size = 4 << self.below(2);
            let members = || {
                let member = MemberDef::new("x", TypeId(1), Bits(0));
                vec![MemberDef { bitfield_size: Some(1), ..member }]
            };
            let composite = |has_bits: bool| CompositeDef {
                name: name.into(),
                size,
                members: if has_bits { members() } else { Vec::new() },
                has_bitfield_sizes: has_bits,
            };
            let value = VariantDef { name: "v".into(), value: 1 };
            let enumeration =
                EnumDef { name: name.into(), size, is_signed: false, variants: vec![value] };
            let def = match self.below(10) {
                0 => int(name, size, Encoding::None),
                1 => int(name, size, Encoding::Signed),
                2 => Def::Float(FloatDef { name: name.into(), size }),
                3 => Def::Enum(enumeration),
                4 => Def::Enum64(enumeration),
                5 => Def::Union(composite(self.below(2) == 0)),
                6 | 7 => Def::Fwd(FwdDef { name: name.into(), is_union: self.below(2) == 0 }),
                _ => Def::Struct(composite(self.below(2) == 0)),
            };
            builder.add(&def)?;
        }
        Ok(builder.build(&BuildOptions::default())?)
    }

    /// A module that points at some of these types and holds others.
    fn module(&mut self, base: &Btf) -> Result<Btf> {
        let mut builder = Builder::split(base)?;
        let end = base.types().end().0;
        let mut members = Vec::new();
        for _ in 0..=self.below(2) {
            let type_id = TypeId(1 + self.below(end - 1));
            if self.below(3) == 0 {
                members.push(MemberDef::new("held", type_id, Bits(0)));
            } else {
                builder.add(&Def::Ptr(RefDef { type_id }))?;
            }
        }
        let holder =
            CompositeDef { name: "holder".into(), size: 64, members, has_bitfield_sizes: false };
        builder.add(&Def::Struct(holder))?;
        Ok(builder.build(&BuildOptions::default())?)
    }
}

fn int(name: &str, size: u32, encoding: Encoding) -> Def<'_> {
    let size_bits = u8::try_from(size * 8).unwrap_or(0);
    Def::Int(IntDef { name: name.into(), size, encoding, offset_bits: 0, size_bits })
}

/// A module says nothing strange on the kernel that it was built with, and on others it gives itself away.
pub(super) fn own_kernel_alone(lab: &Lab) -> Result<Report> {
    let mut report = Report::default();
    for (home, targets) in MOVES {
        let modules = lab.kernel(home)?.modules()?;
        let files: Vec<PathBuf> = modules.into_iter().filter_map(|module| module.btf).collect();
        for label in targets {
            let base = lab.kernel(label)?.vmlinux_btf().context("no BTF")?;
            let base = Btf::parse(fs::read(base)?)?;
            for file in &files {
                let split = Btf::parse_split(fs::read(file)?, &base);
                let misfit = split.as_ref().ok().and_then(|btf| btf.types().misfit());
                let what = match (&split, misfit) {
                    _ if label == &home => {
                        let split = split.with_context(|| file.display().to_string())?;
                        if let Some(misfit) = split.types().misfit() {
                            anyhow::bail!("{}: {misfit}", file.display());
                        }
                        "at home"
                    }
                    (Err(_), _) => "away, unreadable",
                    (Ok(_), Some(_)) => "away, strange",
                    (Ok(btf), None) if btf.types().is_empty() => "empty",
                    (Ok(_), None) => "away, not noticed",
                };
                report.count(what, 1);
            }
        }
    }
    Ok(report)
}

/// The same bytes behind the header, or a refusal of both.
fn same(ours: Result<Edited, RebaseError>, theirs: Option<&Btf>) -> Result<()> {
    match (ours, theirs) {
        (Ok(ours), Some(theirs)) => {
            ensure!(content(&ours.to_btf()) == content(theirs), "other bytes than libbpf");
        }
        (Ok(_), None) => anyhow::bail!("libbpf refuses it"),
        (Err(error), Some(_)) => anyhow::bail!("libbpf accepts it: {error}"),
        (Err(_), None) => {}
    }
    Ok(())
}

/// What libbpf takes for a struct or union though it is something else is all that it may accept alone.
fn explained(error: &RebaseError) -> Result<()> {
    let RebaseError::Unmatched(types) = error else { anyhow::bail!("refused alone: {error}") };
    for unmatched in types {
        let is_composite = matches!(unmatched.kind, Kind::Struct | Kind::Union);
        let is_other = matches!(unmatched.why, Why::Other { .. });
        ensure!(is_composite && is_other, "refused alone: {unmatched}");
    }
    Ok(())
}

/// What follows the header.
fn content(btf: &Btf) -> &[u8] {
    let from = usize::try_from(btf.header().hdr_len).unwrap_or(usize::MAX);
    btf.bytes().get(from..).unwrap_or_default()
}

/// Every type of a module has its id again, and says what it said.
fn is_back(before: &Btf, after: &Edited) -> Result<()> {
    let back = after.to_btf();
    let base = back.base().context("no base")?;
    let mut parts = vec![base.types(), back.types()];
    let old_base = before.base().context("no base")?;
    parts.extend([old_base.types(), before.types()]);
    let graph = Graph::new(parts);
    let shapes = Shapes::new(&graph, Options { depth: Depth::All, forwards: Forwards::Apart });
    for (id, ty) in before.iter() {
        let (new, old) = (graph.node(1, id), graph.node(3, id));
        ensure!(shapes.same(new, old), "{id}: {ty:?} has become {:?}", graph.get(new));
    }
    Ok(())
}
