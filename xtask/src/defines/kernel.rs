//! Definitions in the kernel's own headers, which no program can include · headers of one kernel → `#define` lines ·
//! never follows conditions: a name defined twice in different ways is left out.
//!
//! Enumerators that are given a value in writing count as definitions too. That is enough for a compiler to evaluate a
//! constant that is made of others of the same files.

use std::collections::BTreeMap;
use std::path::Path;

/// The definitions in `headers` below `include`, name with parameters to body; headers that a kernel lacks are passed over.
pub(super) fn definitions(include: &Path, headers: &[&str]) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    for header in headers {
        let Ok(text) = std::fs::read_to_string(include.join(header)) else { continue };
        for (name, body) in statements(&without_comments(&text.replace("\\\n", " "))) {
            let known = found.entry(name).or_insert_with(|| Some(body.clone()));
            if known.as_ref().is_some_and(|known| *known != body) {
                *known = None;
            }
        }
    }
    found.into_iter().filter_map(|(name, body)| Some((name, body?))).collect()
}

/// The same as C text.
pub(super) fn preamble(definitions: &BTreeMap<String, String>) -> String {
    let mut text = HELPERS.to_owned();
    text.extend(definitions.iter().map(|(name, body)| format!("#define {name} {body}\n")));
    text
}

/// What the kernel's definitions are written with, from headers that are not asked.
const HELPERS: &str = "\
#define __force
#define BIT(n) (1UL << (n))
#define GENMASK(high, low) (((2UL << (high)) - 1) & ~((1UL << (low)) - 1))
typedef unsigned int fmode_t;
";

fn statements(text: &str) -> impl Iterator<Item = (String, String)> {
    text.lines().filter_map(|line| define(line.trim()).or_else(|| enumerator(line.trim())))
}

fn define(line: &str) -> Option<(String, String)> {
    let rest = line.strip_prefix('#')?.trim_start().strip_prefix("define")?;
    let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
    let name = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
    let parameters = match rest.get(name..)?.strip_prefix('(') {
        Some(parameters) => parameters.find(')')? + 2,
        None => 0,
    };
    let (name, body) = rest.split_at_checked(name + parameters)?;
    Some((name.to_owned(), squeezed(body)))
}

fn enumerator(line: &str) -> Option<(String, String)> {
    // `mm.h` declares the bits of `VM_…` through a macro.
    let bit = line.strip_prefix("DECLARE_VMA_BIT(").and_then(|rest| rest.strip_suffix("),"));
    if let Some((name, bit)) = bit.and_then(|arguments| arguments.split_once(',')) {
        return Some((format!("VMA_{}_BIT", name.trim()), squeezed(bit)));
    }
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim().strip_suffix(',')?);
    let is_name = !name.is_empty() && name.chars().all(is_word);
    is_name.then(|| (name.to_owned(), squeezed(value)))
}

/// With single spaces, so that definitions that differ in blanks alone are the same.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Lines stay lines where a comment spans several.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        let (comment, after) = after.split_once("*/").unwrap_or((after, ""));
        out.extend(comment.chars().filter(|&c| c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    let lines = out.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = statements(&without_comments(text)).collect();
        let found: Vec<_> =
            found.iter().map(|(name, body)| (name.as_str(), body.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn macros_and_enumerators_with_values_are_definitions() {
        check(
            "#define A\t1 /* one */\n# define  B (A  + 1) // two\n",
            &[("A", "1"), ("B", "(A + 1)")],
        );
        check(
            "#define F(a, b) ((a) << (b))\n#define G\n",
            &[("F(a, b)", "((a) << (b))"), ("G", "")],
        );
        check(
            "\tTASK_COMM_LEN = 16,\n\tDECLARE_VMA_BIT(READ, 0),\n",
            &[("TASK_COMM_LEN", "16"), ("VMA_READ_BIT", "0")],
        );
        check("/* #define A 1\n#define B 2 */\nint x = 3;\na.b = 4,\n", &[]);
    }

    #[test]
    fn a_name_with_two_bodies_is_none() {
        let folder =
            std::env::temp_dir().join(format!("btfly-defines-test-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("a.h"), "#define A 1\n#define B 2\n#define C 1 + \\\n 2\n")
            .unwrap();
        std::fs::write(folder.join("b.h"), "#define A  1\n#define B 3\n").unwrap();
        let found = definitions(&folder, &["a.h", "none.h", "b.h"]);
        std::fs::remove_dir_all(&folder).unwrap();
        let expected = [("A", "1"), ("C", "1 + 2")];
        assert_eq!(found, expected.map(|(name, body)| (name.to_owned(), body.to_owned())).into());
    }
}
