//! Names that may have been meant: `__state` for `state`, `task_struct` for `task_strcut`.
//!
//! *In:* a name that was not found, and the names that there are. *Out:* the few nearest of them, nearest
//! first. Distance is counted in edits: a character added, dropped, changed, or two neighbours swapped.
//!
//! *Never:* more work than a table of 64 by 64 per name, whatever its length.

use alloc::vec::Vec;

/// Names longer than this are not compared: nobody types them from memory.
const MAX_LEN: usize = 64;

/// The names among `candidates` that are nearest to `wanted`, at most `limit`.
///
/// Names that are equal but for underscores at their ends come first: the kernel renames members that
/// way. Of the others, up to a third of the characters may differ.
///
/// ```
/// use btfly_btf::similar::nearest;
///
/// let members = ["stack", "__state", "static_prio", "saved_state"];
/// assert_eq!(nearest("state", members, 3), ["__state"]);
/// assert_eq!(nearest("satck", members, 3), ["stack"]);
/// assert!(nearest("mm", members, 3).is_empty());
/// ```
#[must_use]
pub fn nearest<'n>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'n str>,
    limit: usize,
) -> Vec<&'n str> {
    let mut best: Vec<(usize, &'n str)> = Vec::new();
    if wanted.len() < 2 || limit == 0 {
        return Vec::new();
    }
    let bound = (wanted.len() / 3).max(1);
    for name in candidates {
        let Some(distance) = distance(wanted, name, bound) else { continue };
        if best.iter().any(|(_, there)| *there == name) {
            continue;
        }
        let at = best.partition_point(|(there, _)| *there <= distance);
        best.insert(at, (distance, name));
        best.truncate(limit);
    }
    best.into_iter().map(|(_, name)| name).collect()
}

/// The number of edits between two names, if it is not beyond `bound`.
fn distance(wanted: &str, name: &str, bound: usize) -> Option<usize> {
    let bare = |name: &str| name.trim_matches('_').len();
    if 0 < bare(name) && name.trim_matches('_') == wanted.trim_matches('_') {
        return Some(0);
    }
    if MAX_LEN < wanted.len() || MAX_LEN < name.len() || bound < wanted.len().abs_diff(name.len()) {
        return None;
    }
    let edits = edits(wanted.as_bytes(), name.as_bytes());
    (edits <= bound).then_some(edits)
}

/// Optimal string alignment: one row of the table at a time, and the two before it.
fn edits(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut a_previous = None;
    for (row, a_byte) in a.iter().enumerate() {
        let mut here: Vec<usize> = Vec::with_capacity(b.len() + 1);
        here.push(row + 1);
        let mut b_previous = None;
        for (column, b_byte) in b.iter().enumerate() {
            let at =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&above, column) + usize::from(!a_byte.eq_ignore_ascii_case(b_byte));
            let mut least = changed.min(at(&above, column + 1) + 1).min(at(&here, column) + 1);
            if a_previous == Some(b_byte) && b_previous == Some(a_byte) && 0 < column {
                least = least.min(at(&before, column - 1) + 1);
            }
            here.push(least);
            b_previous = Some(b_byte);
        }
        before = core::mem::replace(&mut above, here);
        a_previous = Some(a_byte);
    }
    above.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{edits, nearest};

    #[track_caller]
    fn check_edits(a: &str, b: &str, expected: usize) {
        assert_eq!(edits(a.as_bytes(), b.as_bytes()), expected, "{a:?} to {b:?}");
        assert_eq!(edits(b.as_bytes(), a.as_bytes()), expected, "{b:?} to {a:?}");
    }

    #[test]
    fn each_edit_counts_one() {
        check_edits("prio", "prio", 0);
        check_edits("prio", "pri", 1);
        check_edits("prio", "pria", 1);
        check_edits("prio", "rpio", 1);
        check_edits("PRIO", "prio", 0);
        check_edits("kitten", "sitting", 3);
        check_edits("", "abc", 3);
    }

    #[test]
    fn nearest_first_and_no_more_than_asked_for() {
        let names = ["abcdef", "abcdee", "abcdff", "abcxyz", "zzzzzz"];
        assert_eq!(nearest("abcdef", names, 2), ["abcdef", "abcdee"]);
        assert_eq!(nearest("abcdef", names, 9), ["abcdef", "abcdee", "abcdff"]);
        assert!(nearest("abcdef", names, 0).is_empty());
    }

    #[test]
    fn a_name_that_comes_twice_is_given_once() {
        assert_eq!(nearest("flags", ["flag", "flag"], 5), ["flag"]);
    }

    #[test]
    fn nothing_resembles_a_name_of_one_character() {
        assert!(nearest("x", ["y", "x1"], 5).is_empty());
    }

    #[test]
    fn overlong_names_are_passed_over() {
        let long = "a".repeat(100_000);
        assert!(nearest(&long, [long[1..].as_ref()], 5).is_empty());
        assert!(nearest("abc", [long.as_str()], 5).is_empty());
    }
}
