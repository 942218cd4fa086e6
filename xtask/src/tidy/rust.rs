//! Rules about a Rust file as a whole · a file → offences · never looks at what its functions do.

use super::{File, Offence, line_of, words};

/// Longer than this, a file holds more than one room.
const LINES_MAX: usize = 900;

/// Where every file may say `unsafe`: system calls, and nothing else.
const UNSAFE_ROOM: &str = "crates/btfly-kernel/src/sys";

/// The other files that may say it, and how often: the call that maps a file into memory, and the system calls of the
/// agent in test VMs, which nobody installs.
const UNSAFE: &[(&str, usize)] =
    &[("crates/btfly-source/src/map.rs", 1), ("xtask/guest/src/sys.rs", 15)];

pub(super) fn check(file: &File, found: &mut Vec<Offence>) {
    if !file.is("rs") {
        return;
    }
    if !file.text.starts_with("//!") {
        found.push(
            file.offence(1, "a file begins with `//!`: what · in → out · what it never does"),
        );
    }
    let lines = file.text.lines().count();
    if lines > LINES_MAX {
        found.push(file.offence(0, format!("{lines} lines, at most {LINES_MAX}: split it")));
    }
    if file.path.starts_with(UNSAFE_ROOM) {
        return;
    }
    let place = UNSAFE.iter().find(|(path, _)| file.path.as_os_str() == *path);
    for at in words(&file.code, "unsafe").skip(place.map_or(0, |(_, most)| *most)) {
        let mut places: Vec<&str> = UNSAFE.iter().map(|(path, _)| *path).collect();
        places.push(UNSAFE_ROOM);
        let what = format!("`unsafe` is for the few calls in {}", places.join(" and "));
        found.push(file.offence(line_of(&file.code, at), what));
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[track_caller]
    fn check_file(path: &str, text: &str, lines: &[usize]) {
        let mut found = Vec::new();
        check(&File::new(Path::new(path), text.to_owned()), &mut found);
        assert_eq!(found.iter().map(|o| o.line).collect::<Vec<_>>(), lines, "{found:?}");
    }

    #[test]
    fn a_file_says_what_it_is() {
        check_file("a.rs", "//! Words.\n", &[]);
        check_file("a.rs", "// Words.\n", &[1]);
        check_file("a.rs", "\n//! Words.\n", &[1]);
        check_file("a.md", "Words.\n", &[]);
    }

    #[test]
    fn unsafe_has_few_places() {
        const UNSAFE_FILE: &str = UNSAFE[0].0;
        check_file("a.rs", "//! A.\nfn f() { unsafe { g() } }\n", &[2]);
        check_file("a.rs", "//! A.\n#![forbid(unsafe_code)] // no unsafe\n", &[]);
        check_file("src/tests.rs", "//! A.\n#[cfg(test)]\nfn f() { unsafe { g() } }\n", &[3]);
        check_file(UNSAFE_FILE, "//! A.\nfn f() { unsafe { g() } }\n", &[]);
        check_file(UNSAFE_FILE, "//! A.\nunsafe { g() }\nunsafe { h() }\n", &[3]);
        let room = format!("{UNSAFE_ROOM}/a.rs");
        check_file(&room, "//! A.\nunsafe { g() }\nunsafe { h() }\n", &[]);
    }

    #[test]
    fn a_file_is_one_room() {
        check_file("a.rs", &"//! A.\n".repeat(LINES_MAX), &[]);
        check_file("a.rs", &"//! A.\n".repeat(LINES_MAX + 1), &[0]);
    }
}
