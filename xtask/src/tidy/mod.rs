//! The rules of the house that no compiler knows · the tree → a list of offences · never changes a file.
//!
//! Each rule reads the tree and adds what offends it. The heuristics are exact for code as it is written here (formatted,
//! compiling); they are not a parser, and say so where they guess.

mod layers;
mod mask;
mod matches;
mod rust;
mod text;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// One place that breaks a rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Offence {
    /// Relative to the workspace.
    pub file: PathBuf,
    /// From 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.what)
    }
}

/// A file of the tree, read once for all rules.
struct File {
    /// Relative to the workspace.
    path: PathBuf,
    text: String,
    /// For `.rs`: the text with comments and literals blanked out, line for line; else empty.
    code: String,
    /// The code without what only tests compile.
    shipped: String,
}

impl File {
    fn new(path: &Path, text: String) -> File {
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let code = if is_rust { mask::code(&text) } else { String::new() };
        // A module of tests may be a file of its own.
        let is_test = path.ends_with("tests.rs") || path.iter().any(|folder| folder == "tests");
        let shipped = if is_test { String::new() } else { mask::shipped(&code) };
        File { path: path.to_path_buf(), text, code, shipped }
    }

    fn is(&self, extension: &str) -> bool {
        self.path.extension().is_some_and(|found| found == extension)
    }

    fn offence(&self, line: usize, what: impl Into<String>) -> Offence {
        Offence { file: self.path.clone(), line, what: what.into() }
    }
}

/// `cargo xtask tidy`: prints every offence; any is an error.
pub fn run(_arguments: &[String]) -> Result<()> {
    let offences = offences(&workspace::root())?;
    for offence in &offences {
        eprintln!("{offence}");
    }
    if offences.is_empty() { Ok(()) } else { bail!("{} offences", offences.len()) }
}

/// Everything in the tree below `root` that breaks a rule.
pub fn offences(root: &Path) -> Result<Vec<Offence>> {
    let files = read(root)?;
    let mut found = Vec::new();
    for file in &files {
        rust::check(file, &mut found);
        matches::check(file, &mut found);
        text::check(file, root, &mut found);
    }
    layers::check(&files, &mut found);
    Ok(found)
}

/// Every text file of the tree. What is not UTF-8 is no text and obeys no rule.
fn read(root: &Path) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for path in workspace::files(root)? {
        let whole = root.join(&path);
        let bytes = fs::read(&whole).with_context(|| format!("cannot read {}", whole.display()))?;
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File::new(&path, text));
        }
    }
    Ok(files)
}

/// The line, from 1, of byte `at` of `text`.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// Whether `c` can be part of a name.
fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where `word` stands in `text` as a word of its own.
fn words<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let offences = offences(&workspace::root()).unwrap();
        let list: Vec<String> = offences.iter().map(Offence::to_string).collect();
        assert!(list.is_empty(), "{} offences:\n{}", list.len(), list.join("\n"));
    }

    #[test]
    fn the_tree_that_is_policed_is_this_one() {
        let files = read(&workspace::root()).unwrap();
        for expected in ["Cargo.toml", "xtask/src/tidy/mod.rs", "crates/btfly-btf/src/lib.rs"] {
            assert!(files.iter().any(|file| file.path == Path::new(expected)), "{expected}");
        }
    }

    #[test]
    fn words_are_whole_words() {
        assert_eq!(words("unsafe_code, unsafe; not_unsafe", "unsafe").collect::<Vec<_>>(), [13]);
    }
}
