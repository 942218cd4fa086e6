//! The layer rule of `btfly-btf` · its manifest's table and its files → offences: a module that uses one above it, or a
//! consumer that uses another consumer · never looks at tests, which may use everything.
//!
//! The table lists the modules from the ground up; a module may use its own layer and those before it:
//!
//! ```toml
//! [package.metadata.layers]
//! words = ["error", "id"]
//! wire = ["wire"]
//! consumers = ["text", "c"]   # the last line: these use everything above, and never one another
//! ```

use std::path::Path;

use super::{File, Offence, is_name, line_of, words};

const CRATE: &str = "crates/btfly-btf";
const TABLE: &str = "[package.metadata.layers]";

/// Files of the crate that no layer holds: the root names all modules.
const ROOT: &str = "lib";

/// The name of the layer whose modules are strangers to one another.
const CONSUMERS: &str = "consumers";

struct Layer {
    name: String,
    modules: Vec<String>,
}

pub(super) fn check(files: &[File], found: &mut Vec<Offence>) {
    let manifest_path = Path::new(CRATE).join("Cargo.toml");
    let Some(manifest) = files.iter().find(|file| file.path == manifest_path) else { return };
    let layers = layers(&manifest.text);
    let source = Path::new(CRATE).join("src");
    let of_crate: Vec<(&File, String)> = files
        .iter()
        .filter_map(|file| Some((file, module(file.path.strip_prefix(&source).ok()?)?)))
        .collect();

    for name in layers.iter().flat_map(|layer| &layer.modules) {
        if !of_crate.iter().any(|(_, module)| module == name) {
            found.push(
                manifest
                    .offence(0, format!("the table of layers names `{name}`, which is no module")),
            );
        }
    }
    for (file, module) in &of_crate {
        if module == ROOT {
            continue;
        }
        let Some(own) = layer_of(&layers, module) else {
            let what =
                format!("`{module}` is in no layer: add it to `{TABLE}` in {CRATE}/Cargo.toml");
            // Once for a module of many files.
            if !found.iter().any(|offence| offence.what == what) {
                found.push(file.offence(0, what));
            }
            continue;
        };
        for (at, used) in uses(&file.shipped, depth(file, &source)) {
            if let Some(what) = wrong(&layers, module, own, used) {
                found.push(file.offence(line_of(&file.shipped, at), what));
            }
        }
    }
}

fn wrong(layers: &[Layer], module: &str, own: usize, used: &str) -> Option<String> {
    if used == module {
        return None;
    }
    let Some(theirs) = layer_of(layers, used) else {
        // A macro or a re-export of the root; the root is above everything.
        return Some(format!("`crate::{used}` is in no layer: name the module it comes from"));
    };
    let name = |index: usize| layers.get(index).map_or("", |layer| layer.name.as_str());
    if theirs > own {
        Some(format!(
            "`{module}` ({}) uses `{used}` ({}), which is above it",
            name(own),
            name(theirs)
        ))
    } else if theirs == own && name(own) == CONSUMERS {
        Some(format!("`{module}` uses `{used}`: consumers do not know one another"))
    } else {
        None
    }
}

fn layer_of(layers: &[Layer], module: &str) -> Option<usize> {
    layers.iter().position(|layer| layer.modules.iter().any(|name| name == module))
}

/// The table, in the order of its lines. Reads what is written here, not all of TOML.
fn layers(manifest: &str) -> Vec<Layer> {
    let Some((_, table)) = manifest.split_once(TABLE) else { return Vec::new() };
    let table: String = table
        .lines()
        .take_while(|line| !line.starts_with('['))
        .map(|line| line.split('#').next().unwrap_or_default())
        .collect();
    table
        .split(']')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, modules)| Layer {
            name: name.trim().to_owned(),
            modules: modules.split('"').skip(1).step_by(2).map(str::to_owned).collect(),
        })
        .collect()
}

/// The top-level module that a file of `src` belongs to.
fn module(path: &Path) -> Option<String> {
    let first = path.iter().next()?.to_str()?;
    Some(first.strip_suffix(".rs").unwrap_or(first).to_owned())
}

/// How many `super` lead from a file to the crate's root.
fn depth(file: &File, source: &Path) -> usize {
    let path = file.path.strip_prefix(source).unwrap_or(&file.path);
    let parts = path.iter().count();
    if path.ends_with("mod.rs") { parts - 1 } else { parts }
}

/// Every `crate::NAME` in code, and what means the same through `super`; groups in braces are taken apart.
fn uses(code: &str, depth: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let up = vec!["super"; depth].join("::");
    for root in ["crate", up.as_str()] {
        for at in words(code, root) {
            let before = code.get(..at).unwrap_or_default();
            let Some(path) = code.get(at + root.len()..).and_then(|rest| rest.strip_prefix("::"))
            else {
                continue;
            };
            // `pub(in crate::x)` uses nothing; a path that only ends in these words is another one.
            if before.ends_with("in ") || before.ends_with("::") {
                continue;
            }
            let start = at + root.len() + 2;
            match path.strip_prefix('{') {
                Some(group) => found
                    .extend(group_heads(group).map(|(offset, name)| (start + 1 + offset, name))),
                None => found.extend(head(path).map(|name| (start, name))),
            }
        }
    }
    found.retain(|(_, name)| *name != "super" && *name != "self");
    found
}

/// The first names of the paths in `{a::b, c::{d, e}}`, its opening brace taken off.
fn group_heads(group: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut depth = 0usize;
    let mut at_start = true;
    let mut heads = Vec::new();
    for (offset, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if c.is_whitespace() => {}
            _ => {
                if at_start && depth == 0 {
                    heads.extend(group.get(offset..).and_then(head).map(|name| (offset, name)));
                }
                at_start = false;
            }
        }
    }
    heads.into_iter()
}

fn head(path: &str) -> Option<&str> {
    let end = path.find(|c: char| !is_name(c)).unwrap_or(path.len());
    path.get(..end).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const MANIFEST: &str = "[package]\nname = \"x\"\n\n[package.metadata.layers]\n# from the ground up\nwords = [\"error\"]\n\
                            wire = [\n    \"wire\", # bytes\n    \"parse\",\n]\nconsumers = [\"text\", \"c\"]\n\n[lints]\nworkspace = true\n";

    /// A crate with every module of the table, the given file in place of its module's.
    #[track_caller]
    fn check_file(path: &str, code: &str, expected: &[&str]) {
        let file = |path: PathBuf, text: &str| File::new(&path, text.to_owned());
        let source = Path::new(CRATE).join("src");
        let mut files = vec![file(Path::new(CRATE).join("Cargo.toml"), MANIFEST)];
        for name in ["error.rs", "wire/mod.rs", "parse.rs", "text.rs", "c.rs"] {
            files.push(file(source.join(name), "//! A."));
        }
        files.push(file(source.join(path), code));
        let mut found = Vec::new();
        check(&files, &mut found);
        assert_eq!(found.len(), expected.len(), "{code}: {found:?}");
        for (offence, expected) in found.iter().zip(expected) {
            assert!(offence.what.contains(expected), "{code}: {offence}");
        }
    }

    #[test]
    fn the_table_is_read_in_order() {
        let layers = layers(MANIFEST);
        let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
        assert_eq!(names, ["words", "wire", "consumers"]);
        assert_eq!(layers[1].modules, ["wire", "parse"]);
    }

    #[test]
    fn downwards_and_sideways_is_right() {
        check_file(
            "wire/a.rs",
            "use crate::error::Error;\nuse crate::parse;\nuse crate::wire::b;",
            &[],
        );
        check_file("text/a.rs", "use crate::{error::Error, wire::{a, b}};", &[]);
    }

    #[test]
    fn upwards_is_wrong_however_it_is_written() {
        check_file("wire/a.rs", "use crate::text::print;", &["above"]);
        check_file("wire/a.rs", "use crate::{error::{A, B}, text};", &["above"]);
        check_file("wire/a.rs", "fn f() { crate::c::g() }", &["above"]);
        check_file("wire/a.rs", "use super::super::c;", &["above"]);
        check_file("error/mod.rs", "use super::wire;", &["above"]);
    }

    #[test]
    fn consumers_are_strangers() {
        check_file("text/a.rs", "use crate::c::names;", &["do not know one another"]);
    }

    #[test]
    fn re_exports_hide_the_layer() {
        check_file("wire/a.rs", "use crate::Error;", &["in no layer"]);
    }

    #[test]
    fn a_module_has_a_layer() {
        check_file("new.rs", "//! A.", &["`new` is in no layer"]);
    }

    #[test]
    fn tests_may_use_everything() {
        check_file("wire/a.rs", "#[cfg(test)]\nmod tests {\n use crate::text;\n}", &[]);
    }
}
