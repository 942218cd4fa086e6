//! What a verifier's log comes to.
//!
//! *In:* the log, the plan. *Out:* a few lines: the verdict; the line of source; the relocation that left nothing to reach.
//! *Never:* a guess at what a verifier meant.

use btfly_btf::Btf;
use btfly_obj::co_re::{Access, Patched, ReloKind, Spec};

use crate::plan::{LoadPlan, ProgramPlan};

/// So much of a log that says nothing by itself is shown.
const TAIL: usize = 4;

pub(super) fn verdict(log: &str, plan: &LoadPlan, program: &ProgramPlan) -> Vec<String> {
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
    let Some(btf) = &plan.btf else { return lines };
    let Some(insn_idx) = last_insn(log) else { return lines };
    if let Some(place) = source(btf, program, insn_idx) {
        lines.push(format!("at instruction {insn_idx}: {place}"));
    }
    if let Some(relocation) = poisoned(btf, plan, program, insn_idx) {
        lines.push(format!("the kernel's types have no {relocation}: CO-RE poisoned it"));
    }
    lines
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
    let records = program.line_infos.chunks_exact(16);
    let before = records.filter(|record| word(record, 0).is_some_and(|at| at <= insn_idx));
    let record = before.last()?;
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
