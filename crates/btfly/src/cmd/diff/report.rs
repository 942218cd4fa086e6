//! Changes for people: a heading for each thing, what has changed grouped below it, and at the end how much of what, and why.
//!
//! What CO-RE follows by itself is counted and not listed, unless all is asked for.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use btfly_btf::BtfSet;
use btfly_btf::diff::{Change, Changes, Detail, Edit, Grade, MemberEdit, Rule};

use super::words::{Text, Words};
use crate::output::Output;
use crate::plural::count;

/// How to print.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub(super) colour: bool,
    /// Whether everything is listed.
    pub(super) verbose: bool,
}

/// A line longer than this is broken between its two sides.
const WIDTH: usize = 100;
/// So many enumerators with new values are listed; of more the number is said.
const MAX_VALUES: usize = 4;

pub(super) fn write(
    old: &BtfSet,
    new: &BtfSet,
    changes: &Changes<'_>,
    style: Style,
    out: &mut Output,
) -> io::Result<()> {
    let words = Words { old, new };
    let mut text = String::new();
    let mut was_long = false;
    let mut before = None;
    for change in &changes.changes {
        text.clear();
        one(words, change, style, &mut text);
        // A paragraph each for what takes several lines, and for each kind of thing.
        let is_long = text.lines().count() != 1;
        if before.is_some_and(|what| what != change.what)
            || before.is_some() && (is_long || was_long)
        {
            out.buffer.push(b'\n');
        }
        (was_long, before) = (is_long, Some(change.what));
        out.buffer.extend_from_slice(text.as_bytes());
        out.flush_if_full()?;
    }
    if before.is_some() {
        out.buffer.push(b'\n');
    }
    text.clear();
    summary(changes, style, &mut text);
    out.buffer.extend_from_slice(text.as_bytes());
    out.flush_if_full()
}

/// One thing.
fn one(words: Words<'_>, change: &Change<'_>, style: Style, text: &mut String) {
    let (start, end) = style.of(change.grade());
    let mark = mark(change.grade());
    let (bold, plain) = if style.colour { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    let place = place(words, change);
    let name = format!("{mark} {} {bold}{}{plain}", change.what.as_str(), change.name);
    if let [detail] = &change.details[..] {
        // One thing to say goes into the heading.
        let is_whole = matches!(
            detail.edit,
            Edit::Added
                | Edit::Removed
                | Edit::Moved
                | Edit::Renamed { .. }
                | Edit::Kind { .. }
                | Edit::Defined { .. }
        );
        if is_whole || change.what == btfly_btf::diff::What::Constant {
            let said = words.detail(change, &detail.edit);
            let moved = matches!(detail.edit, Edit::Moved);
            let place = if moved { "" } else { &place };
            let _ = writeln!(text, "{start}{name}{end}: {}{}{place}", said.label, sentence(&said));
            return;
        }
    }
    let _ = writeln!(text, "{start}{name}{end}: {}{place}", tally(change));
    if let Some((old, new)) = words.both(change) {
        let _ = writeln!(text, "    - {old}\n    + {new}");
    }
    let mut details: Vec<&Detail<'_>> = change.details.iter().collect();
    details.sort_by_key(|detail| (std::cmp::Reverse(detail.grade()), detail.rule));
    for group in details.chunk_by(|a, b| a.rule == b.rule) {
        rule(words, change, group, style, text);
    }
}

/// All details of one rule.
fn rule(
    words: Words<'_>,
    change: &Change<'_>,
    group: &[&Detail<'_>],
    style: Style,
    text: &mut String,
) {
    let Some(first) = group.first() else { return };
    let counted = match first.edit {
        Edit::Member { what: MemberEdit::Place, .. } => Some("member"),
        Edit::EnumeratorValue { .. } if MAX_VALUES < group.len() => Some("enumerator"),
        _ => None,
    };
    let (start, end) = style.of(first.rule.grade());
    let mark = mark(first.rule.grade());
    if let Some(what) = counted.filter(|_| !style.verbose) {
        let label = words.detail(change, &first.edit).label;
        let of = if what == "member" { "offsets changed, CO-RE follows" } else { "other values" };
        let _ =
            writeln!(text, "    {start}{mark} {label:13}{end} {} ({of})", count(group.len(), what));
        return;
    }
    for detail in group {
        let said = words.detail(change, &detail.edit);
        let _ = write!(text, "    {start}{mark} {:13}{end} ", said.label);
        let sentence = sentence(&said);
        let sentence = sentence.trim_start();
        match &said.sides {
            Some((old, new)) if WIDTH < sentence.len() => {
                let colon = if said.about.is_empty() { "" } else { ": " };
                let _ = writeln!(text, "{}{colon}{old}\n{:18}-> {new}", said.about, "");
            }
            _ => {
                let _ = writeln!(text, "{sentence}");
            }
        }
    }
}

/// ` about: old -> new`, with a space before it if it is anything.
fn sentence(said: &Text) -> String {
    match (&said.sides, said.about.as_str()) {
        (None, "") => String::new(),
        (None, about) => format!(" {about}"),
        (Some((old, new)), "") => format!(" {old} -> {new}"),
        (Some((old, new)), about) => format!(" {about}: {old} -> {new}"),
    }
}

/// What of a thing has changed, in numbers.
fn tally(change: &Change<'_>) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut size = String::new();
    let mut add = |word| match counts.iter_mut().find(|(known, _)| *known == word) {
        Some((_, n)) => *n += 1,
        None => counts.push((word, 1)),
    };
    let mut details: Vec<&Detail<'_>> = change.details.iter().collect();
    details.sort_by_key(|detail| (std::cmp::Reverse(detail.grade()), detail.rule));
    for detail in details {
        match &detail.edit {
            Edit::Resized { path, old, new } if path.is_empty() => {
                size = format!("{old} -> {new} bytes")
            }
            Edit::MemberAdded { .. } | Edit::EnumeratorAdded { .. } | Edit::ParamAdded { .. } => {
                add("added")
            }
            Edit::MemberRemoved { .. }
            | Edit::EnumeratorRemoved { .. }
            | Edit::ParamRemoved { .. } => {
                add("removed");
            }
            Edit::Member { what: MemberEdit::Name, .. } | Edit::EnumeratorRenamed { .. } => {
                add("renamed")
            }
            Edit::Member { what: MemberEdit::Place, .. } => add("moved"),
            Edit::Member { .. } | Edit::Retyped { .. } => add("retyped"),
            Edit::EnumeratorValue { .. } => add("with another value"),
            Edit::Param { .. } => add("changed"),
            _ => {}
        }
    }
    let mut parts: Vec<String> =
        counts.into_iter().map(|(word, n)| format!("{n} {word}")).collect();
    if !size.is_empty() {
        parts.push(size);
    }
    if parts.is_empty() { String::from("changed") } else { parts.join(", ") }
}

/// Where a thing is, if it is not in vmlinux alone.
fn place(words: Words<'_>, change: &Change<'_>) -> String {
    let is_new = change.new.is_some();
    let (set, at) = if is_new { (words.new, &change.new) } else { (words.old, &change.old) };
    let is_plain = at.as_ref().is_none_or(|at| at.loc.slot.is_base()) || set.kmods().is_empty();
    if is_plain { String::new() } else { format!("  [{}]", words.place(change, is_new)) }
}

fn summary(changes: &Changes<'_>, style: Style, text: &mut String) {
    let n = |grade| changes.count(grade);
    let _ = writeln!(
        text,
        "{}: {} {}, {} {} a guard, {} {} harmless; {} the same",
        count(changes.changes.len(), "change"),
        n(Grade::Breaks),
        if n(Grade::Breaks) == 1 { "breaks" } else { "break" },
        n(Grade::Guard),
        if n(Grade::Guard) == 1 { "needs" } else { "need" },
        n(Grade::Harmless),
        if n(Grade::Harmless) == 1 { "is" } else { "are" },
        changes.n_same
    );
    let mut rules: BTreeMap<(std::cmp::Reverse<Grade>, Rule), usize> = BTreeMap::new();
    for detail in changes.changes.iter().flat_map(|change| &change.details) {
        *rules.entry((std::cmp::Reverse(detail.grade()), detail.rule)).or_default() += 1;
    }
    for ((_, rule), n) in rules {
        let (start, end) = style.of(rule.grade());
        let name = rule.as_str().replace('_', " ");
        let _ = writeln!(text, "  {start}{}{end} {n:6} {name}: {}", mark(rule.grade()), rule.why());
    }
}

const fn mark(grade: Grade) -> char {
    match grade {
        Grade::Breaks => '!',
        Grade::Guard => '?',
        Grade::Harmless => ' ',
    }
}

impl Style {
    const fn of(self, grade: Grade) -> (&'static str, &'static str) {
        match grade {
            Grade::Breaks if self.colour => ("\x1b[31m", "\x1b[0m"),
            Grade::Guard if self.colour => ("\x1b[33m", "\x1b[0m"),
            Grade::Breaks | Grade::Guard | Grade::Harmless => ("", ""),
        }
    }
}
