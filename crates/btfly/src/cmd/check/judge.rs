//! An object on a kernel → a verdict for each of its programs.
//!
//! *In:* an object, a set of types, and all that is known of that kernel. *Out:* [`Judged`]. *Never:* a verifier: what its
//! types cannot tell of a kernel is not said.

use std::collections::{BTreeSet, HashMap};

use btfly_btf::edit::downgrade::needs;
use btfly_btf::feature::Features;
use btfly_btf::{Slot, TypeLoc};
use btfly_obj::co_re::{
    self, Access, Explanation, Fit, Guard, Homes, Line, Options, Outcome, Patched, Reach, Relo,
    Spec, reach,
};
use btfly_obj::link::{Linked, link};
use btfly_obj::spec::{ExternKind, FunctionSpec, ObjectSpec, ProgramSpec, Target};

use super::externs;
use super::finding::{About, Finding, Level, Place, Verdict};
use super::narrow::Index;
use super::target;

/// How many candidates are named that were not what was meant.
const N_CANDIDATES: usize = 3;

/// An object on a kernel.
pub(super) struct Judged {
    /// In the order of the programs.
    pub(super) verdicts: Vec<Verdict>,
    /// What holds for all of them.
    pub(super) notes: Vec<Finding>,
}

/// What to judge by.
#[derive(Clone, Copy)]
pub(super) struct Kernel<'k> {
    /// What is loaded.
    pub(super) set: &'k Index<'k>,
    /// All there is.
    pub(super) known: &'k Index<'k>,
    pub(super) release: Option<&'k str>,
}

/// Each program of an object on a kernel.
pub(super) fn judge(object: &ObjectSpec, kernel: Kernel<'_>) -> Judged {
    let (index, set) = (kernel.set, kernel.set.set);
    let mut verdicts: Vec<Verdict> = Vec::new();
    let mut targets: Vec<Vec<TypeLoc>> = Vec::new();
    // Of each program the functions.
    let mut parts: Vec<BTreeSet<usize>> = Vec::new();
    for program in &object.programs {
        let mut verdict = Verdict::default();
        let functions = match link(object, program) {
            Ok(linked) => linked.parts.iter().map(|part| part.function).collect(),
            Err(error) => {
                let finding = Finding::new(
                    Level::Breaks,
                    About::Object,
                    "cannot be linked",
                    error.to_string(),
                );
                verdict.add(finding);
                BTreeSet::from([program.function])
            }
        };
        let found = target::find(program, index, kernel.known, &mut verdict);
        verdicts.push(verdict);
        targets.push(found);
        parts.push(functions);
    }
    let mut fitted = object.clone();
    let each = parts.iter().zip(&targets).map(|(parts, targets)| (parts.iter().copied(), targets));
    let homes = Homes::of_attached(object, each);
    let preferred = |function: &FunctionSpec| homes.prefer(function);
    let fits = co_re::fit(&mut fitted, set, &Options::default(), preferred);
    let unanswered: Vec<&Fit> =
        fits.iter().filter(|fit| !matches!(fit.done, Ok(Patched::Done { .. }))).collect();
    let externs = externs::find(object, index);
    let is_there = |at: usize| externs.get(at).and_then(|found| found.is_there);
    let mut whys = Whys { object, kernel, known: HashMap::new() };
    let each = object.programs.iter().zip(&mut verdicts).zip(parts.iter().zip(&targets));
    for ((program, verdict), (functions, targets)) in each {
        let is_whole = unanswered.iter().all(|fit| !functions.contains(&fit.function));
        let is_checked = targets.len() == 1 || !object.externs.is_empty();
        if is_whole && !is_checked {
            continue;
        }
        let Ok(linked) = link(&fitted, program) else { continue };
        let reach = reach(&fitted, &linked, is_there);
        for fit in &unanswered {
            for part in linked.parts.iter().filter(|part| part.function == fit.function) {
                let insn_idx = part.insn_idx.saturating_add(fit.insn_idx);
                let guard = reach.of(insn_idx);
                let mut finding = whys.finding(fit, guard);
                finding.place = place_in(object, &linked, insn_idx);
                verdict.add(finding);
            }
        }
        use_externs(object, &linked, &reach, &externs, verdict);
        if let [target] = targets.as_slice() {
            target::check_prototype(object, program, &linked, &reach, (set, *target), verdict);
        }
    }
    for (functions, finding) in externs::struct_ops(object, index) {
        for (program, verdict) in object.programs.iter().zip(&mut verdicts) {
            if functions.contains(&program.function) {
                verdict.add(finding.clone());
            }
        }
    }
    Judged { verdicts, notes: features(object, kernel.release) }
}

/// The externs that a program uses.
fn use_externs(
    object: &ObjectSpec,
    linked: &Linked,
    reach: &Reach,
    externs: &[externs::Found],
    verdict: &mut Verdict,
) {
    for reference in &linked.references {
        let (at, is_call) = match reference.target {
            Target::Extern { extern_ } => (extern_, false),
            Target::ExternCall { extern_ } => (extern_, true),
            Target::Map { .. }
            | Target::Data { .. }
            | Target::JumpTable { .. }
            | Target::Call { .. }
            | Target::FunctionAddress { .. } => continue,
            _ => continue,
        };
        let Some((spec, found)) = object.externs.get(at).zip(externs.get(at)) else { continue };
        if let Some(finding) = &found.finding {
            let place = place_in(object, linked, reference.insn_idx);
            verdict.add(Finding { place, ..finding.clone() });
            continue;
        }
        let is_missing =
            found.is_there == Some(false) && matches!(spec.kind, ExternKind::Kfunc { .. });
        if is_missing && is_call {
            let (level, end) = ending(reach.of(reference.insn_idx));
            let what = format!("calls the kfunc `{}`", spec.name);
            let why = format!("there is none; {end}");
            let place = place_in(object, linked, reference.insn_idx);
            verdict.add(Finding { place, ..Finding::new(level, About::Kfunc, what, why) });
        }
    }
}

/// What comes of something that is missing at an instruction.
fn ending(guard: Guard) -> (Level, String) {
    match guard {
        Guard::Reached => (Level::Breaks, "nothing keeps the program from it".to_owned()),
        Guard::Guarded => (Level::Guarded, "the program never comes to it".to_owned()),
        Guard::Unknown(doubt) => (Level::Unknown, format!("whether it matters: {doubt}")),
    }
}

/// Why relocations have no answer; each question is explained once.
struct Whys<'w> {
    object: &'w ObjectSpec,
    kernel: Kernel<'w>,
    known: HashMap<(Access<'w>, Option<Slot>), Option<Explanation>>,
}

impl<'w> Whys<'w> {
    fn finding(&mut self, fit: &Fit, guard: Guard) -> Finding {
        let Some(btf) = &self.object.btf else {
            return Finding::new(
                Level::Breaks,
                About::CoRe,
                "relocation",
                "the object has no types",
            );
        };
        let types = btf.types();
        let access = Access::of(&fit.record, &types.strings());
        let relo = Relo { access, prefer: fit.prefer };
        let kernel = self.kernel;
        let why = self.known.entry((access, fit.prefer)).or_insert_with(|| {
            co_re::explain(btf, &relo, kernel.set.set, Some(kernel.known.set)).ok()
        });
        let kind = match co_re::ReloKind::from_number(access.kind) {
            Some(kind) => kind.to_string(),
            None => access.kind.to_string(),
        };
        let path = match Spec::read(&types, access.root, access.text, access.kind) {
            Ok(spec) => spec.path(&types),
            Err(_) => access.text.to_owned(),
        };
        let what = format!("{kind} {path}");
        let (level, said) = match &fit.done {
            Err(trouble) if fit.solved.outcome == Ok(Outcome::Ambiguous) => {
                (Level::Breaks, format!("{trouble}: {}", candidates(why.as_ref())))
            }
            Err(trouble) => (Level::Breaks, trouble.to_string()),
            Ok(_) => {
                let (level, end) = ending(guard);
                let unfit = match fit.solved.outcome {
                    Ok(Outcome::Resolved(change)) => change.width.trouble(),
                    _ => None,
                };
                let mut said = unfit.unwrap_or_else(|| candidates(why.as_ref()));
                if level != Level::Breaks {
                    said = format!("{said}; {end}");
                }
                (level, said)
            }
        };
        let hints = why.iter().flat_map(|why| &why.hints).map(ToString::to_string);
        let is_ambiguous = fit.solved.outcome == Ok(Outcome::Ambiguous);
        let choose =
            is_ambiguous.then(|| "attach to a function of the module that is meant".into());
        let hints = hints.chain(choose).collect();
        Finding { hints, ..Finding::new(level, About::CoRe, what, said) }
    }
}

/// What each type of that name lacks.
fn candidates(why: Option<&Explanation>) -> String {
    let Some(why) = why else { return "it makes no sense".to_owned() };
    let mut said: Vec<String> = Vec::new();
    for candidate in &why.candidates {
        let text = match (&candidate.said, candidate.size) {
            (Ok(_), Some(size)) => format!("{} ({}, {size} bytes)", candidate.text, candidate.home),
            (Ok(_), None) | (Err(_), _) => format!("{} ({})", candidate.text, candidate.home),
        };
        if !said.contains(&text) {
            said.push(text);
        }
    }
    let more = said.len().saturating_sub(N_CANDIDATES);
    said.truncate(N_CANDIDATES);
    match (said.as_slice(), more) {
        ([], _) => "there is no type of that name and kind".to_owned(),
        (_, 0) => said.join(", "),
        (_, more) => format!("{}, and {more} more", said.join(", ")),
    }
}

/// The line of source of an instruction of a linked program.
pub(super) fn place_in(object: &ObjectSpec, linked: &Linked, insn_idx: u32) -> Option<Place> {
    let part = linked.parts.iter().rev().find(|part| part.insn_idx <= insn_idx)?;
    let function = object.functions.get(part.function)?;
    let line = function.line(insn_idx - part.insn_idx)?;
    Some(Line::of(object.btf.as_ref()?, line).into())
}

/// What of the object's own types the kernel does not know: loaders rewrite it.
fn features(object: &ObjectSpec, release: Option<&str>) -> Vec<Finding> {
    let knows = release.and_then(Features::of_kernel);
    let (Some(btf), Some(knows)) = (&object.btf, knows) else { return Vec::new() };
    let lacks: Vec<String> = needs(btf)
        .iter()
        .filter(|need| !knows.has(*need))
        .map(|need| format!("`{need}`"))
        .collect();
    if lacks.is_empty() {
        return Vec::new();
    }
    let what = format!("has types with {}", lacks.join(", "));
    let why = "a kernel of that age does not know them, and loaders have to rewrite them";
    vec![Finding::new(Level::Note, About::Btf, what, why)]
}

/// A program's name and object, for whoever prints.
pub(super) fn name_of(object: &ObjectSpec, program: usize) -> &str {
    object.programs.get(program).map_or("", |program: &ProgramSpec| program.name.as_str())
}
