//! A header taken apart · its text → its declarations, each under a key · never a judgement of what they say.
//!
//! A key is what a declaration declares: `struct x`, `struct x;` where it is only declared, `enum x`, `enum { A` for an
//! enum without a name whose first value is `A`, `typedef x`, `kfunc x`. Names stand without the number that tells a later
//! use of them from the first. Lines for the preprocessor and comments belong to no declaration, but a guard does.

/// A declaration of a header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Declaration<'t> {
    pub(super) key: String,
    pub(super) text: &'t str,
}

/// What stands before a declaration that newer C does not take.
const GUARD: &str = "#if !defined(__cplusplus)";

/// The declarations of a header, in their order.
pub(super) fn declarations(text: &str) -> Vec<Declaration<'_>> {
    let mut found = Vec::new();
    // Where the declaration starts, and what was right before it; how deep in braces its text is.
    let (mut start, mut before, mut depth) = (None, None, 0_usize);
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let from = at;
        at += line.len();
        let plain = line.trim_end();
        if start.is_none() && plain.is_empty() {
            before = None;
        } else if start.is_none() && plain.starts_with(['#', '/']) {
            before = plain.starts_with(GUARD).then_some(from);
        } else {
            let begin = *start.get_or_insert(from);
            let count = |brace: char| line.chars().filter(|c| *c == brace).count();
            depth = (depth + count('{')).saturating_sub(count('}'));
            if depth == 0 && plain.ends_with(';') {
                let of = |from: usize| text.get(from..at).unwrap_or_default().trim_end();
                let key = key(of(begin));
                found.push(Declaration { key, text: of(before.take().unwrap_or(begin)) });
                start = None;
            }
        }
    }
    found
}

fn key(text: &str) -> String {
    let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
    let line = rest.lines().next().unwrap_or_default();
    match first {
        "struct" | "union" | "enum" => match line.split_once([' ', ';']) {
            Some(("{", _)) | None => format!("{first} {{ {}", first_value(text)),
            Some((name, "")) => format!("{first} {};", unnumbered(name)),
            Some((name, _)) => format!("{first} {}", unnumbered(name)),
        },
        "typedef" => format!("typedef {}", unnumbered(&declared(rest))),
        "extern" => format!("kfunc {}", declared(rest)),
        _ => text.to_owned(),
    }
}

fn first_value(text: &str) -> &str {
    let line = text.lines().nth(1).unwrap_or_default();
    unnumbered(line.split(" = ").next().unwrap_or_default().trim())
}

/// The name that a declaration without its first word gives to something.
fn declared(text: &str) -> String {
    // What stands behind the last brace, if there are any, is the declarator.
    let outside = text.rsplit_once('}').map_or(text, |(_, behind)| behind);
    let outside = without_tags(outside.split(" __weak ").next().unwrap_or_default());
    let (before, behind) = outside.split_once('(').unwrap_or((&outside, ""));
    let declarator = if behind.starts_with(['*', ' ']) || before.trim().is_empty() {
        behind.split([')', '(', '[']).next().unwrap_or_default()
    } else {
        before.split('[').next().unwrap_or_default()
    };
    let declarator = declarator.trim_end_matches([' ', ';']);
    declarator.rsplit([' ', '*']).next().unwrap_or_default().to_owned()
}

/// What a declaration says of names and types: without attributes, padding, guards and what tells a second use of
/// a name.
pub(super) fn plain_form(text: &str) -> String {
    let is_padding = |line: &str| {
        let unit = line.trim_start().split_once(": ").map(|(unit, _)| unit);
        matches!(unit, Some("long" | "int" | "short" | "char"))
    };
    let lines = text.lines().filter(|line| !line.starts_with('#') && !is_padding(line));
    let plain: String = lines.map(|line| without_tags(line) + "\n").collect();
    let plain = plain.replace("__btf_word(bool)", "bool");
    let words = plain.split_whitespace();
    let plain: String = words.map(|word| unnumbered(word).to_owned() + " ").collect();
    // A union that is larger than its members has padding in a struct of its own.
    plain.replace(" ;", ";").replace("struct { }; ", "")
}

/// A declarator without attributes, be they written as macros or not.
fn without_tags(text: &str) -> String {
    const TAGS: [&str; 3] = ["__attribute__", "__btf_attr_", "__btf_type_tag"];
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = TAGS.iter().filter_map(|tag| rest.find(tag)).min() {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        let mut depth = 0_usize;
        let end = tag.find(|c: char| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && !(c == '_' || c.is_ascii_alphanumeric())
        });
        rest = end.and_then(|end| tag.get(end + 1..)).unwrap_or_default();
    }
    plain + rest
}

/// A name without `___2`.
pub(super) fn unnumbered(name: &str) -> &str {
    match name.rsplit_once("___") {
        Some((plain, number)) if !plain.is_empty() && number.parse::<u32>().is_ok() => plain,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, keys: &[&str]) {
        let found = declarations(text);
        let found: Vec<&str> = found.iter().map(|declaration| declaration.key.as_str()).collect();
        assert_eq!(found, keys, "{text}");
    }

    #[test]
    fn every_form_of_declaration_has_its_key() {
        check(
            "#ifndef A\n\nstruct a;\n\nstruct a {\n\tint b;\n};\n\n#endif\n",
            &["struct a;", "struct a"],
        );
        check(
            "union a___2 {\n\tint b;\n\tstruct {\n\t\tint c;\n\t};\n} __attribute__((packed));\n",
            &["union a"],
        );
        check(
            "enum {\n\tA___3 = 0,\n\tB = 1,\n};\n\nenum e {\n\tC = 0,\n};\n",
            &["enum { A", "enum e"],
        );
        check("enum e;\n", &["enum e;"]);
        check("struct empty {};\n", &["struct empty"]);
        check("typedef int a;\n\ntypedef char *b[3][2];\n", &["typedef a", "typedef b"]);
        check("typedef int (*fn)(int, void (*)(int));\n", &["typedef fn"]);
        check("typedef int fn(int);\n", &["typedef fn"]);
        check(
            "typedef struct {\n\tint (*f)(int);\n} __attribute__((packed)) a_t[2];\n",
            &["typedef a_t"],
        );
        check("typedef __attribute__((btf_type_tag(\"x\"))) int a;\n", &["typedef a"]);
        check(
            "extern struct a *f(int a) __weak __ksym;\nextern void g(void) __weak __ksym;\n",
            &["kfunc f", "kfunc g"],
        );
    }
}
