//! No catch-all arm in a `match` on a kind · a file → offences · never sees a `match` that names kinds inside tuples only.
//!
//! A new kind must fail to compile until every consumer handles it. A `match` counts if one of its arms begins with
//! `Type::` or `Kind::`; a catch-all is an arm `_` or a bare name.

use super::{File, Offence, is_name, line_of, words};

/// The enums that grow with the format.
const ENUMS: [&str; 2] = ["Type::", "Kind::"];

pub(super) fn check(file: &File, found: &mut Vec<Offence>) {
    let path = file.path.to_string_lossy();
    if !file.is("rs") || !path.starts_with("crates/") || !path.contains("/src/") {
        return;
    }
    for at in words(&file.shipped, "match") {
        let arms = arms(&file.shipped, at + "match".len());
        let on_kinds = arms.iter().any(|arm| names_a_kind(arm.pattern));
        for arm in arms.iter().filter(|arm| on_kinds && is_catch_all(arm.pattern)) {
            let what =
                format!("`{} =>` on kinds: list them, so that a new kind is seen", arm.pattern);
            found.push(file.offence(line_of(&file.shipped, arm.at), what));
        }
    }
}

struct Arm<'t> {
    pattern: &'t str,
    at: usize,
}

/// The arms of the `match` whose scrutinee begins at `from`; their guards are left out of the patterns.
fn arms(code: &str, from: usize) -> Vec<Arm<'_>> {
    let mut arms = Vec::new();
    let Some(open) = top_level(code, from, |rest| rest.starts_with('{')) else { return arms };
    let mut at = open + 1;
    while let Some(arrow) = top_level(code, at, |rest| rest.starts_with("=>")) {
        let before = code.get(at..arrow).unwrap_or_default();
        let start = at + before.len() - before.trim_start().len();
        let whole = before.trim();
        let guard = words(whole, "if").next().unwrap_or(whole.len());
        let pattern = whole.get(..guard).unwrap_or_default().trim();
        // A guarded arm catches some only.
        if guard == whole.len() || pattern != "_" {
            arms.push(Arm { pattern, at: start });
        }
        let body = arrow + 2;
        let text = code.get(body..).unwrap_or_default();
        let skipped = text.len() - text.trim_start().len();
        at = if text.trim_start().starts_with('{') {
            let Some(end) = closing(code, body + skipped) else { break };
            let after = code.get(end + 1..).unwrap_or_default();
            let comma = after.len() - after.trim_start().len();
            if after.trim_start().starts_with(',') { end + 1 + comma + 1 } else { end + 1 }
        } else {
            let Some(comma) = top_level(code, body, |rest| rest.starts_with(',')) else { break };
            comma + 1
        };
    }
    arms
}

/// The first place from `from` on, outside all brackets opened there, where `stop` holds; none past the bracket that
/// encloses `from`.
fn top_level(code: &str, from: usize, stop: impl Fn(&str) -> bool) -> Option<usize> {
    let mut depth = 0usize;
    for (offset, c) in code.get(from..)?.char_indices() {
        let at = from + offset;
        if depth == 0 && stop(code.get(at..)?) {
            return Some(at);
        }
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// The bracket that closes the one at `open`.
fn closing(code: &str, open: usize) -> Option<usize> {
    top_level(code, open + 1, |rest| rest.starts_with('}'))
}

fn names_a_kind(pattern: &str) -> bool {
    let pattern = pattern.trim_start_matches(['&', '|', ' ']);
    ENUMS.iter().any(|name| pattern.starts_with(name))
}

fn is_catch_all(pattern: &str) -> bool {
    let first = pattern.chars().next();
    pattern.chars().all(is_name) && first.is_some_and(|c| c == '_' || c.is_lowercase())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check_code(code: &str, lines: &[usize]) {
        let mut found = Vec::new();
        check(&File::new(Path::new("crates/a/src/b.rs"), code.to_owned()), &mut found);
        assert_eq!(found.iter().map(|o| o.line).collect::<Vec<_>>(), lines, "{code}");
    }

    #[test]
    fn a_catch_all_among_kinds_is_found() {
        check_code("match t {\n Type::Int(i) => i,\n _ => 0,\n}", &[3]);
        check_code("match t {\n Kind::Int | Kind::Ptr => { f() }\n other => g(other),\n}", &[3]);
        check_code("match x.kind() {\n &Kind::Int => 1,\n _ => 0\n}", &[3]);
    }

    #[test]
    fn inner_matches_are_seen_on_their_own() {
        check_code(
            "match t {\n Type::Int(i) => match i {\n 0 => 1,\n _ => 2,\n },\n Type::Ptr(_) => 3,\n}",
            &[],
        );
        check_code(
            "match x {\n Some(t) => match t {\n Type::Int(_) => 1,\n _ => 2,\n },\n None => 3,\n}",
            &[4],
        );
    }

    #[test]
    fn other_enums_and_complete_matches_are_left_alone() {
        check_code("match e {\n ErrorKind::A => 1,\n _ => 0,\n}", &[]);
        check_code("match t {\n Type::Int(_) => 1,\n Type::Ptr(_) => 2,\n}", &[]);
        check_code(
            "match t {\n Type::Int(_) if a => 1,\n _ if b => 2,\n Type::Ptr(_) => 3,\n}",
            &[],
        );
        check_code("match t {\n Type::Int(_) => 1,\n /* _ => */ Type::Ptr(_) => 2,\n}", &[]);
    }
}
