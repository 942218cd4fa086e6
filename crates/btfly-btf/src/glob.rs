//! Globs: patterns that people write for names.
//!
//! *In:* a pattern and a name. *Out:* whether the whole name fits. `*` is any run of characters, `?` any
//! one, `[a-z_]` one of a set, `[!a-z]` one that is not; `\` takes the next character as it is. *Never:* an
//! error: a set that is not closed is the character `[`. *Never:* more work than pattern times name.

/// Whether `name` fits `pattern`, as a whole.
///
/// ```
/// use btfly_btf::glob::matches;
///
/// assert!(matches("tcp_*", "tcp_sock"));
/// assert!(matches("nf_[a-c]onn?", "nf_conn2"));
/// assert!(!matches("tcp_*", "mptcp_sock"));
/// ```
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern, name);
    // Where to go on if the rest does not fit: behind the last star, with one more character in it. An
    // earlier star need not be tried again, because the last one can take whatever it would.
    let mut retry: Option<(&str, &str)> = None;
    loop {
        if let Some(rest) = pattern.strip_prefix('*') {
            retry = Some((rest, name));
            pattern = rest;
            continue;
        }
        if let Some((rest, left)) = step(pattern, name) {
            (pattern, name) = (rest, left);
            continue;
        }
        if pattern.is_empty() && name.is_empty() {
            return true;
        }
        let Some((rest, from)) = retry else { return false };
        let mut longer = from.chars();
        if longer.next().is_none() {
            return false;
        }
        retry = Some((rest, longer.as_str()));
        (pattern, name) = (rest, longer.as_str());
    }
}

/// Whether `pattern` has a character that means more than itself.
///
/// ```
/// use btfly_btf::glob::is_pattern;
///
/// assert!(is_pattern("tcp_*") && !is_pattern("tcp_sock"));
/// ```
#[must_use]
pub fn is_pattern(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '\\'])
}

/// What is left of both when the first of `pattern` fits the first of `name`.
fn step<'p, 'n>(pattern: &'p str, name: &'n str) -> Option<(&'p str, &'n str)> {
    let mut wanted = pattern.chars();
    let mut left = name.chars();
    let (first, char) = (wanted.next()?, left.next()?);
    let (fits, rest) = match first {
        '?' => (true, wanted.as_str()),
        '[' => match set(wanted.as_str(), char) {
            Some(found) => found,
            None => (char == '[', wanted.as_str()),
        },
        '\\' => {
            let escaped = wanted.next().unwrap_or('\\');
            (char == escaped, wanted.as_str())
        }
        plain => (char == plain, wanted.as_str()),
    };
    fits.then_some((rest, left.as_str()))
}

/// Whether `char` is in the set that starts behind its bracket, and what follows the set; `None` if the
/// set is not closed.
fn set(body: &str, char: char) -> Option<(bool, &str)> {
    let (is_negated, body) = match body.strip_prefix(['!', '^']) {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let mut found = false;
    let mut chars = body.chars();
    // A bracket that comes first is a member.
    let mut is_first = true;
    loop {
        let low = chars.next()?;
        if low == ']' && !is_first {
            return Some((found != is_negated, chars.as_str()));
        }
        is_first = false;
        let high = match chars.as_str().strip_prefix('-') {
            Some(rest) if !rest.starts_with(']') => {
                chars = rest.chars();
                chars.next()?
            }
            _ => low,
        };
        found |= low <= char && char <= high;
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::matches;

    #[track_caller]
    fn check(pattern: &str, expected: bool, names: &[&str]) {
        for name in names {
            assert_eq!(matches(pattern, name), expected, "{pattern:?} and {name:?}");
        }
    }

    #[test]
    fn a_plain_pattern_is_the_name_itself() {
        check("task_struct", true, &["task_struct"]);
        check("task_struct", false, &["task_struc", "task_structs", "", "Task_struct"]);
        check("", true, &[""]);
    }

    #[test]
    fn stars_take_any_run() {
        check("*", true, &["", "a", "é"]);
        check("a*b*c", true, &["abc", "aXbYc", "abbcc", "abcabc"]);
        check("a*b*c", false, &["ab", "acb", "abcd"]);
        check("*_ops", true, &["file_ops", "_ops", "x_ops_ops"]);
    }

    #[test]
    fn questions_and_sets_take_one() {
        check("a?c", true, &["abc", "aéc"]);
        check("a?c", false, &["ac", "abbc"]);
        check("[a-cx_]", true, &["a", "c", "x", "_"]);
        check("[a-cx_]", false, &["d", "", "aa", "-"]);
        check("[!a-c]", true, &["d"]);
        check("[^a-c]", false, &["b"]);
        check("[]a-]", true, &["]", "a", "-"]);
    }

    #[test]
    fn what_is_not_closed_or_escaped_is_itself() {
        check("a[b", true, &["a[b"]);
        check("[", true, &["["]);
        check("\\*", true, &["*"]);
        check("\\*", false, &["a"]);
        check("a\\", true, &["a\\"]);
    }

    #[test]
    fn many_stars_end() {
        let name: String = "a".repeat(2_000);
        let pattern: String = "a*".repeat(500) + "b";
        assert!(!matches(&pattern, &name));
    }
}
