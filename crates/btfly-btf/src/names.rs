//! Essential names: what is left of a type name once its flavor is cut off.
//!
//! A BPF program may define several local shapes of one kernel type by adding a suffix after three
//! underscores: `task_struct___old`. CO-RE compares the part before that suffix, so both sides of a
//! comparison go through [`essential_name`] first.
//!
//! *In:* a name. *Out:* a sub-slice of the same name. Nothing here allocates or fails.
//!
//! Kernel reference: `tools/lib/bpf/relo_core.c: bpf_core_essential_name_len`, Linux v6.12.

/// The part of `name` that CO-RE compares.
///
/// The suffix starts at the *last* `___` that has a character other than `_` on both sides; a name
/// without one is returned whole.
///
/// ```
/// use btfly_btf::names::essential_name;
///
/// assert_eq!(essential_name("task_struct___old"), "task_struct");
/// assert_eq!(essential_name("___not_a_flavor"), "___not_a_flavor");
/// ```
#[must_use]
pub fn essential_name(name: &str) -> &str {
    let bytes = name.as_bytes();
    // A flavor needs five bytes: one before, three underscores, one after. Right to left: the last
    // separator wins, and most names have none.
    let at = bytes.windows(5).rposition(|window| match window {
        [before, b'_', b'_', b'_', after] => *before != b'_' && *after != b'_',
        _ => false,
    });
    match at {
        Some(at) => name.get(..at + 1).unwrap_or(name),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::essential_name;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(essential_name(name), expected, "essential name of {name:?}");
    }

    #[test]
    fn a_flavor_is_cut_off() {
        check("a___b", "a");
        check("task_struct___v6_1", "task_struct");
    }

    #[test]
    fn the_last_separator_wins() {
        check("a___b___c", "a___b");
    }

    #[test]
    fn a_separator_at_an_edge_is_part_of_the_name() {
        check("___leading", "___leading");
        check("trailing___", "trailing___");
        check("", "");
    }

    #[test]
    fn more_than_three_underscores_are_no_separator() {
        check("a____b", "a____b");
        check("a_____b", "a_____b");
    }

    #[test]
    fn characters_beyond_ascii_stay_whole() {
        check("é___x", "é");
        check("x___é", "x");
    }
}
