//! The table has the structure that `without` relies on · the committed text → the names in it · never a value: compilers
//! compare those, in `cargo xtask defines`.

use std::collections::BTreeSet;

use super::*;

/// The names that `text` opens and the names that it defines must be the same, and the conditions must
/// close: what a preprocessor would say of it.
#[track_caller]
fn check_structure(text: &str) -> BTreeSet<String> {
    let mut open = Vec::new();
    let mut guarded = BTreeSet::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("#ifndef ") {
            open.push(Some(name));
            assert!(guarded.insert(name.to_owned()), "`{name}` is guarded twice");
        } else if line.starts_with("#if ") {
            open.push(None);
        } else if line.starts_with("#endif") {
            assert!(open.pop().is_some(), "an #endif too many");
        } else if let Some(rest) = line.strip_prefix("#define ") {
            let name = rest.split([' ', '(']).next().unwrap();
            let guard = open.iter().rev().flatten().next();
            assert_eq!(guard, Some(&name), "`{name}` is defined under another guard");
        }
    }
    assert!(open.is_empty(), "conditions left open: {open:?}");
    guarded
}

#[test]
fn every_definition_stands_under_its_own_guard() {
    let guarded = check_structure(text());
    assert!(guarded.len() > 3000, "only {} names", guarded.len());
}

#[test]
fn the_groups_that_every_program_writes_by_hand_are_there() {
    for line in [
        "#define EPERM 1\n",
        "#define ETH_P_IP 0x0800\n",
        "#define IPPROTO_TCP 6\n",
        "#define TC_ACT_SHOT 2\n",
        "#define S_IFDIR 0040000\n",
        "#define AF_INET6 10\n",
        "#define TASK_COMM_LEN 16\n",
        "#define S_ISDIR(m) (((m) & S_IFMT) == S_IFDIR)\n",
    ] {
        assert!(text().contains(line), "{line:?} is missing");
    }
}

#[test]
fn without_nothing_declared_the_table_is_whole() {
    assert_eq!(without(|_| false), text());
}

#[test]
fn a_declared_name_goes_with_all_its_branches_and_nothing_else_does() {
    // One plain, one with a branch for each architecture, one macro with arguments.
    let declared = ["IPPROTO_TCP", "O_DIRECT", "S_ISDIR"];
    let left = check_structure(&without(|name| declared.contains(&name)));
    let mut expected = check_structure(text());
    for name in declared {
        assert!(expected.remove(name), "`{name}` is not in the table");
    }
    assert_eq!(left, expected);
}

#[test]
fn with_everything_declared_only_the_include_guard_is_left() {
    let left = check_structure(&without(|_| true));
    assert_eq!(left.into_iter().collect::<Vec<_>>(), [INCLUDE_GUARD]);
}
