//! Golden files: a command line and what comes of it.
//!
//! A `.cmd` has comments that say what it is about, and one line `btfly …`, with quotes as in a shell and
//! perhaps `< FILE` at its end. Beside it lie `.stdout`, `.stderr` (none: nothing was said) and `.code` (none:
//! 0). With `--json`, stdout must also be JSON.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::json;
use crate::world::{World, golden_dir};

#[test]
fn every_command_line_does_what_its_files_say() {
    let is_blessed = std::env::var_os("BLESS").is_some();
    let wanted = std::env::var("CLI").unwrap_or_default();
    let commands = commands(&golden_dir());
    assert!(30 < commands.len(), "only {} command lines found", commands.len());
    let mut wrong = Vec::new();
    for path in commands.iter().filter(|path| path.to_string_lossy().contains(&wanted)) {
        // Each in a world of its own: some write.
        let world = World::new();
        for problem in check(&world, path, is_blessed) {
            wrong.push(format!("{}: {problem}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\nBLESS=1 accepts what is said now", wrong.join("\n"));
}

#[test]
fn every_command_that_opens_something_is_tried_with_json() {
    let world = World::new();
    let lines: Vec<String> =
        commands(&golden_dir()).iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let without_source = ["completions", "man"];
    for name in world.commands().iter().filter(|name| !without_source.contains(&name.as_str())) {
        let start = format!("btfly {name} ");
        let is_tried = |text: &String| {
            text.lines().any(|line| line.starts_with(&start) && line.contains("--json"))
        };
        assert!(lines.iter().any(is_tried), "no golden file of `{start}… --json`");
    }
}

/// What was said and how it ended, as the three files have it.
struct Said {
    stdout: String,
    stderr: String,
    code: String,
}

fn check(world: &World, path: &Path, is_blessed: bool) -> Vec<String> {
    let line = fs::read_to_string(path).unwrap();
    let line = line.lines().find(|line| line.starts_with("btfly")).unwrap();
    let said = run(world, line);
    let mut problems = Vec::new();
    for (extension, now) in
        [("stdout", &said.stdout), ("stderr", &said.stderr), ("code", &said.code)]
    {
        let file = path.with_extension(extension);
        let before = fs::read_to_string(&file).unwrap_or_default();
        if before == *now {
            continue;
        }
        match (is_blessed, now.is_empty()) {
            (true, true) => fs::remove_file(&file).unwrap(),
            (true, false) => fs::write(&file, now).unwrap(),
            (false, _) => {
                problems.push(format!("{extension}\n--- expected\n{before}--- got\n{now}---"));
            }
        }
    }
    if line.contains("--json")
        && !said.stdout.is_empty()
        && let Err(at) = json::check(&said.stdout)
    {
        problems.push(format!("stdout is not JSON at byte {at}"));
    }
    problems
}

fn run(world: &World, line: &str) -> Said {
    let mut words = split(line);
    assert_eq!(words.remove(0), "btfly");
    let input = words.iter().position(|word| word == "<").map(|at| {
        let file = words.split_off(at).pop().unwrap();
        File::open(world.dir.join(file)).unwrap()
    });
    let mut command = world.btfly(&words);
    if let Some(input) = input {
        command.stdin(input);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    Said {
        stdout: text(output.stdout),
        stderr: text(output.stderr),
        code: if code == 0 { String::new() } else { format!("{code}\n") },
    }
}

/// Words of a command line; single and double quotes keep them together.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (Some(open), close) if open == close => quote = None,
            (None, ' ') => words.extend(word.take()),
            (_, other) => word.get_or_insert_default().push(other),
        }
    }
    assert!(quote.is_none(), "open quote: {line}");
    words.extend(word);
    words
}

/// All `.cmd` below `dir`, sorted.
fn commands(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut dirs = vec![dir.to_path_buf()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => dirs.push(path),
                false if path.extension().is_some_and(|found| found == "cmd") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found
}
