//! Rules about any text · a file → offences: links that lead nowhere, paths of one machine · never follows a link out of
//! the tree.

use std::path::Path;

use super::{File, Offence};

/// Beginnings of paths that exist on one person's machine only. In two pieces, or this file would offend itself.
const MACHINE_PATHS: [&str; 2] = [concat!("/wo", "rk/"), concat!("/ro", "ot/")];

pub(super) fn check(file: &File, root: &Path, found: &mut Vec<Offence>) {
    for (index, line) in file.text.lines().enumerate() {
        for path in MACHINE_PATHS.iter().filter(|path| names_path(line, path)) {
            found.push(file.offence(index + 1, format!("`{path}…` is a path of one machine")));
        }
        if !file.is("md") {
            continue;
        }
        for target in links(line).filter(|target| is_relative(target)) {
            let path = target.split_once('#').map_or(target, |(path, _)| path);
            let folder = file.path.parent().unwrap_or(Path::new(""));
            if !path.is_empty() && !root.join(folder).join(path).exists() {
                found.push(file.offence(index + 1, format!("the link `{target}` leads nowhere")));
            }
        }
    }
}

/// A machine's path begins a word: an address that contains it does not count.
fn names_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '}' | '*'))
    })
}

/// The targets of `[text](target)` and `[name]: target`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let reference = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "))
        .map(|(_, target)| target.trim());
    inline.chain(reference)
}

fn is_relative(target: &str) -> bool {
    !target.contains("://") && !target.starts_with("mailto:") && !target.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[track_caller]
    fn check_text(path: &str, text: &str, lines: &[usize]) {
        let mut found = Vec::new();
        check(&File::new(Path::new(path), text.to_owned()), &workspace::root(), &mut found);
        assert_eq!(found.iter().map(|o| o.line).collect::<Vec<_>>(), lines, "{found:?}");
    }

    #[test]
    fn links_lead_somewhere() {
        check_text("README.md", "[a](Cargo.toml) [b](xtask/Cargo.toml#x)\n[c](#d)", &[]);
        check_text("README.md", "x\n[a](no-such-file)", &[2]);
        check_text(
            "xtask/README.md",
            "[a](../Cargo.toml)\n[b](Cargo.toml)\n[c](clippy.toml)",
            &[3],
        );
        check_text("README.md", "[a]: no-such-file\n[b]: https://example.org/x", &[1]);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        for path in MACHINE_PATHS {
            check_text("a.md", &format!("see {path}x"), &[1]);
            check_text("a.rs", &format!("//! A.\n\"{path}x\""), &[2]);
            check_text("a.md", &format!("https://example.org{path}x"), &[]);
        }
    }
}
