//! A verifier's log beside the object that it is about.
//!
//! *In:* the log as it was printed, with whatever a loader wrote around it. *Out:* every line of it, and below those that
//! have the number of an instruction, where the line of source changes, that; and what became of the instruction's
//! relocation. *Never:* a guess at the program: its instructions are those that the log shows, or it was named.
//!
//! Numbers count through a program and then the functions that it calls, as loaders append them: `btfly_obj::link` does
//! it in libbpf's order.

use std::io::Write as _;

use anyhow::{Result, bail};
use btfly_obj::co_re::{Line, Patched};
use btfly_obj::link::{Linked, link};
use btfly_obj::spec::{ObjectSpec, ProgramSpec};

use super::headline;
use crate::cmd::relocate::Row;
use crate::exit::{Outcome, Usage};
use crate::json::Value;
use crate::session::Session;

pub(super) fn annotate(
    log: &str,
    program: Option<&str>,
    object: &ObjectSpec,
    rows: &[Row<'_>],
    session: &mut Session,
) -> Result<Outcome> {
    let lines: Vec<(&str, Option<Number>)> =
        log.lines().map(|line| (line, Number::of(line))).collect();
    let (program, linked) = chosen(&lines, program, object)?;
    let mut json = session.json.then(Vec::new);
    let mut last: Option<Line<'_>> = None;
    let mut is_bad = false;
    for (text, number) in &lines {
        let mut said = Said::default();
        if let Some(number) = number {
            said = Said::of(number.insn_idx, &linked, object, rows);
            is_bad |= said.is_bad;
        }
        if let Some(json) = &mut json {
            json.push((*text, *number, said));
            continue;
        }
        let out = &mut session.out.buffer;
        writeln!(out, "{text}")?;
        if said.line.is_some() && said.line != last {
            if let Some(line) = &said.line {
                writeln!(out, "    | {line}: {}", line.text)?;
            }
            last = said.line;
        }
        for line in &said.co_re {
            writeln!(out, "    ^ {line}")?;
        }
    }
    if let Some(json) = json {
        in_json(program, &json, session);
    }
    Ok(if is_bad { Outcome::No } else { Outcome::Done })
}

/// The number at the start of a line, and the opcode if it is shown: `12: (61) r3 = *(u32 *)(r1 +0)`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Number {
    insn_idx: u32,
    opcode: Option<u8>,
}

impl Number {
    fn of(line: &str) -> Option<Self> {
        // Loaders put their own name, or spaces, in front.
        let line = line.trim_start();
        let (number, rest) = line.split_once(':')?;
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let insn_idx = number.parse().ok()?;
        let rest = rest.trim_start();
        let code = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        let opcode = code.and_then(|(code, _)| u8::from_str_radix(code, 16).ok());
        // `12: R0=1` only repeats a state; `12: <invalid CO-RE relocation>` is what libbpf writes for a poisoned one.
        (opcode.is_some() || rest.starts_with('<')).then_some(Self { insn_idx, opcode })
    }
}

/// The program that was named, or whose instructions the log shows.
fn chosen<'o>(
    lines: &[(&str, Option<Number>)],
    program: Option<&str>,
    object: &'o ObjectSpec,
) -> Result<(&'o ProgramSpec, Linked)> {
    let numbers: Vec<Number> = lines.iter().filter_map(|(_, number)| *number).collect();
    if numbers.is_empty() {
        bail!(Usage::new("the log has no line with the number of an instruction").hint(
            "ask the loader for the whole log: log level 1 or 2, as `bpftool -d prog load` does"
        ));
    }
    let mut best: Vec<(&ProgramSpec, Linked)> = Vec::new();
    let mut most = 0;
    for one in &object.programs {
        if program.is_some_and(|name| name != one.name) {
            continue;
        }
        let linked = link(object, one)?;
        let is_there = |number: &&Number| {
            let insn = linked.insns.get(number.insn_idx as usize);
            insn.is_some_and(|insn| number.opcode.is_none_or(|code| code == insn.opcode.0))
        };
        let fits = numbers.iter().filter(is_there).count();
        // A log of another build, or of a program that a loader has changed, may differ here and there; named is named.
        let is_it = program.is_some() || numbers.len() == fits;
        if is_it && most <= fits {
            if most < fits {
                best.clear();
            }
            most = fits;
            best.push((one, linked));
        }
    }
    match (best.pop(), best.is_empty(), program) {
        (Some(only), true, _) => Ok(only),
        (Some(_), false, _) => {
            let message = "several programs of the object have the instructions in the log";
            Err(Usage::new(message).hint("say which: `--program NAME`").into())
        }
        (None, _, Some(name)) => bail!("no program `{name}` in the object"),
        (None, _, None) => {
            bail!(Usage::new("no program of the object has the instructions in the log").hint(
                "is it a log of this very object, on this kernel? `--program NAME` takes it for that program's anyway"
            ))
        }
    }
}

/// What there is to say about an instruction.
#[derive(Default)]
struct Said<'o> {
    line: Option<Line<'o>>,
    co_re: Vec<String>,
    is_bad: bool,
}

impl<'o> Said<'o> {
    fn of(insn_idx: u32, linked: &Linked, object: &'o ObjectSpec, rows: &[Row<'_>]) -> Self {
        let mut said = Self::default();
        let lines = linked.line_infos.iter().filter(|line| line.insn_idx <= insn_idx);
        if let (Some(line), Some(btf)) = (lines.max_by_key(|line| line.insn_idx), &object.btf) {
            said.line = Some(Line::of(btf, &line.record));
        }
        let part = linked.parts.iter().rev().find(|part| part.insn_idx <= insn_idx);
        let Some(part) = part else { return said };
        let inside = insn_idx - part.insn_idx;
        let here = rows
            .iter()
            .filter(|row| (row.fit.function, row.fit.insn_idx) == (part.function, inside));
        for row in here {
            said.co_re.push(format!("CO-RE: {}", headline(row)));
            // The verifier was there, whatever is thought of its way.
            if !matches!(row.fit.done, Ok(Patched::Done { .. })) {
                said.is_bad = true;
                said.co_re.extend(row.said().into_iter().map(|line| format!("  {line}")));
            }
        }
        said
    }
}

fn in_json(
    program: &ProgramSpec,
    lines: &[(&str, Option<Number>, Said<'_>)],
    session: &mut Session,
) {
    let mut object = Value::of(&mut session.out.buffer).object();
    object.key("program").text(&program.name);
    let mut list = object.key("lines").list();
    for (text, number, said) in lines {
        let mut one = list.next().object();
        one.key("log").text(text);
        if let Some(number) = number {
            one.key("insn").written(&number.insn_idx.to_string());
        }
        if let Some(line) = &said.line {
            one.key("file").text(line.file);
            one.key("line").written(&line.line.to_string());
            one.key("text").text(line.text);
        }
        if !said.co_re.is_empty() {
            let mut co_re = one.key("co_re").list();
            said.co_re.iter().for_each(|line| co_re.next().text(line));
        }
    }
    drop(list);
    drop(object);
    session.out.buffer.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[track_caller]
    fn check(line: &str, expected: Option<(u32, Option<u8>)>) {
        let found = Number::of(line).map(|number| (number.insn_idx, number.opcode));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn instructions_have_a_number_and_a_code() {
        check("12: (61) r3 = *(u32 *)(r1 +0)  ; R1=ctx()", Some((12, Some(0x61))));
        check("  7: (85) call unknown#195896080", Some((7, Some(0x85))));
        check("5: <invalid CO-RE relocation>", Some((5, None)));
        check("12: R0_w=1 R10=fp0", None);
        check("from 3 to 12: R0=0", None);
        check("; x = y; @ prog.c:3", None);
        check("processed 3 insns (limit 1000000)", None);
    }
}
