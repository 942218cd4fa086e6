//! What a verifier's log comes to.
//!
//! *In:* the log, the plan. *Out:* a few lines: the verdict; the line of source; the relocation that left nothing to reach.
//! *Never:* a guess at what a verifier meant.

use btfly_btf::Btf;
use btfly_obj::co_re::{Access, Patched, ReloKind, Spec};

use super::Lookup;
use super::fixups::{MISSING_KFUNC, MISSING_MAP};
use crate::plan::{LoadPlan, ProgramPlan};

/// So much of a log that says nothing by itself is shown.
const TAIL: usize = 4;

pub(super) fn verdict(
    log: &str,
    plan: &LoadPlan,
    program: &ProgramPlan,
    lookup: &dyn Lookup,
) -> Vec<String> {
    let mut lines = Vec::new();
    let says_something = |line: &&str| {
        let line = line.trim();
        !line.is_empty()
            && !line.starts_with("processed ")
            && !line.starts_with("verification time")
            && !line.starts_with("stack depth")
            && !line.starts_with("mark_precise")
    };
    let mut tail: Vec<&str> = log.lines().rev().filter(says_something).take(TAIL).collect();
    tail.reverse();
    lines.extend(tail.iter().map(|line| format!("verifier: {}", line.trim_end())));
    lines.extend(missing(log, plan));
    let Some(btf) = &plan.btf else { return lines };
    let Some(insn_idx) = last_insn(log) else { return lines };
    if let Some(place) = source(btf, program, insn_idx) {
        lines.push(format!("at instruction {insn_idx}: {place}"));
    }
    if let Some(relocation) = poisoned(btf, plan, program, insn_idx) {
        lines.push(format!("the kernel's types have no {relocation}: CO-RE poisoned it"));
        if lookup.are_kmods_untyped() {
            lines.push(
                "modules have no BTF in this kernel: CO-RE takes their types from a kernel like it (`--btf`)".to_owned(),
            );
        }
    }
    lines
}

/// What a call of nothing stands for: a verifier shows the number that was put there.
fn missing(log: &str, plan: &LoadPlan) -> Option<String> {
    let (_, number) = log.rsplit_once("invalid func unknown#")?;
    let digits = number.split(|c: char| !c.is_ascii_digit()).next()?;
    let number: usize = digits.parse().ok()?;
    let at = |first: i32| number.checked_sub(usize::try_from(first).ok()?);
    if let Some(extern_) = at(MISSING_KFUNC).and_then(|at| plan.externs.get(at)) {
        let name = &extern_.name;
        return Some(format!(
            "the kernel has no function `{name}`, which is weak: call it only `if ({name})`"
        ));
    }
    let map = at(MISSING_MAP).and_then(|at| plan.maps.get(at))?;
    Some(format!("map `{}` is not made", map.name))
}

/// The instruction that a log comes to last: `17: (85) call …`.
fn last_insn(log: &str) -> Option<u32> {
    log.lines().rev().find_map(|line| {
        let (number, rest) = line.split_once(": ")?;
        rest.starts_with('(').then(|| number.trim().parse().ok()).flatten()
    })
}

fn source(btf: &Btf, program: &ProgramPlan, insn_idx: u32) -> Option<String> {
    let word = |bytes: &[u8], at: usize| {
        let bytes = bytes.get(at * 4..)?.first_chunk::<4>()?;
        Some(match btf.endian() {
            btfly_btf::Endian::Little => u32::from_le_bytes(*bytes),
            btfly_btf::Endian::Big => u32::from_be_bytes(*bytes),
        })
    };
    let is_before = |record: &&[u8]| word(record, 0).is_some_and(|at| at <= insn_idx);
    let record = program.line_infos.chunks_exact(16).rfind(is_before)?;
    let strings = btf.types().strings();
    let file = strings.get(btfly_btf::NameOff(word(record, 1)?));
    let text = strings.get(btfly_btf::NameOff(word(record, 2)?));
    Some(format!("{file}:{}: {}", word(record, 3)? >> 10, text.trim()))
}

/// The relocation of an instruction, if it found nothing.
fn poisoned(btf: &Btf, plan: &LoadPlan, program: &ProgramPlan, insn_idx: u32) -> Option<String> {
    let part = program.parts.iter().rfind(|part| part.insn_idx <= insn_idx)?;
    let own = insn_idx - part.insn_idx;
    let fit = plan.fits.iter().find(|fit| {
        fit.function == part.function && fit.insn_idx == own && fit.done == Ok(Patched::Poisoned)
    })?;
    let types = btf.types();
    let access = Access::of(&fit.record, &types.strings());
    let spec = Spec::read(&types, access.root, access.text, access.kind).ok()?;
    let kind = ReloKind::from_number(access.kind).map(|kind| kind.to_string()).unwrap_or_default();
    let path = spec.path(&types);
    Some(format!("`{path}` ({kind})"))
}

#[cfg(test)]
mod tests {
    use super::last_insn;

    #[test]
    fn the_last_instruction_is_the_one_that_was_refused() {
        let log = "0: R1=ctx() R10=fp0\n; helper();\n0: (bf) r6 = r1\n17: (85) call unknown#1\ninvalid func\n";
        assert_eq!(last_insn(log), Some(17));
        assert_eq!(last_insn("; x: (y)\nR1 type=scalar expected=fp\n"), None);
    }
}
