//! Behaviour that one run and its output cannot show: pipes that close, terminals, files that stay whole.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::process::{Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::world::World;

/// Command lines whose output fills a pipe.
const LONG: &[&[&str]] = &[&["find", "*", "big.btf"], &["find", "*", "big.btf", "--json"]];

/// Command lines that print, one or more for each command.
const PRINTING: &[&[&str]] = &[
    &["--help"],
    &["find", "s*", "kernel"],
    &["find", "--help"],
    &["show", "sock", "kernel"],
    &["dump", "kernel"],
    &["dump", "kernel", "--format", "c"],
    &["header", "kernel"],
    &["list", "sick"],
    &["completions", "bash"],
];

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let world = World::new();
    for line in LONG {
        let mut child =
            world.btfly(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let mut first = [0; 100];
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line:?}");
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let world = World::new();
    for line in LONG {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let output = world.btfly(line).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{line:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("No space left"), "{line:?}");
    }
}

#[test]
fn what_goes_into_a_pipe_has_no_colours() {
    let world = World::new();
    for line in PRINTING {
        let output = world.btfly(line).output().unwrap();
        assert!(!output.stdout.is_empty(), "{line:?}");
        let all = [output.stdout, output.stderr].concat();
        assert!(!all.contains(&0x1b), "{line:?}");
    }
}

#[test]
fn a_terminal_gets_colours_unless_it_or_its_user_wants_none() {
    let world = World::new();
    let line = ["find", "task_struct", "kernel"];
    let coloured = at_a_terminal(world.btfly(&line));
    assert!(coloured.contains("\x1b[1mtask_struct\x1b[0m"), "{coloured:?}");
    let plain = at_a_terminal(world.btfly(&line)).replace("\x1b[1m", "").replace("\x1b[0m", "");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let mut command = world.btfly(&line);
        command.env(name, value);
        assert_eq!(at_a_terminal(command), plain, "{name}={value}");
    }
    // An empty value is as good as none (https://no-color.org).
    let mut command = world.btfly(&line);
    command.env("NO_COLOR", "");
    assert_eq!(at_a_terminal(command), coloured);
}

/// What `command` prints if stdout is a terminal.
fn at_a_terminal(mut command: Command) -> String {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let slave = File::options().read(true).write(true).open(name).unwrap();
    let mut child = command.stdout(slave).spawn().unwrap();
    // The parent's copy of the slave is in `command`; without it the master sees the end.
    drop(command);
    let mut said = Vec::new();
    let mut master = File::from(master);
    let mut part = [0; 4096];
    loop {
        match master.read(&mut part) {
            Ok(0) => break,
            Ok(n) => said.extend_from_slice(&part[..n]),
            // Linux says so when the last slave is closed.
            Err(error) if error.raw_os_error() == Some(5) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!(child.wait().unwrap().success());
    String::from_utf8(said).unwrap()
}

#[test]
fn every_command_has_examples_in_its_help() {
    let world = World::new();
    let commands = world.commands();
    assert!(commands.iter().any(|name| name == "find"), "{commands:?}");
    for name in commands {
        let output = world.btfly(&[name.as_str(), "--help"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}");
        let help = String::from_utf8(output.stdout).unwrap();
        assert!(help.contains("Example"), "{name}: {help}");
        assert!(help.contains(&format!("btfly {name} ")), "{name}: {help}");
    }
}

#[test]
fn without_arguments_it_says_what_there_is() {
    let world = World::new();
    let output = world.btfly::<&str>(&[]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    for name in world.commands() {
        assert!(said.contains(&format!("\n  {name} ")), "{name}: {said}");
    }
}

#[test]
fn files_are_whole_or_not_there() {
    let world = World::new();
    let output = world.btfly(&["extract", "kernel", "-o", "out"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(world.files("out"), ["mods", "vmlinux.btf"]);
    assert_eq!(world.files("out/mods"), ["alpha.btf", "beta.btf"]);
    for file in ["vmlinux.btf", "mods/alpha.btf", "mods/beta.btf"] {
        let bytes = |dir: &str| fs::read(world.dir.join(dir).join(file)).unwrap();
        assert_eq!(bytes("out"), bytes("kernel"), "{file}");
    }
    // What was extracted is a source.
    let line = |dir| world.btfly(&["list", dir]).output().unwrap().stdout;
    assert_eq!(line("out"), line("kernel"));
}

#[test]
fn a_failure_leaves_the_old_file_and_nothing_else() {
    let world = World::new();
    world.write("out/vmlinux.btf", b"old");
    let output = world.btfly(&["extract", "note.txt", "-o", "out"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(fs::read(world.dir.join("out/vmlinux.btf")).unwrap(), b"old");
    assert_eq!(world.files("out"), ["vmlinux.btf"]);
    // A file cannot take a directory's name.
    world.write("taken/vmlinux.btf/in_the_way", b"");
    for line in
        [["extract", "kernel", "-o", "taken"], ["header", "kernel", "-o", "taken/vmlinux.btf"]]
    {
        let output = world.btfly(&line).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{line:?}");
        assert_eq!(world.files("taken"), ["vmlinux.btf"], "{line:?}");
    }
}

#[test]
fn being_killed_half_way_leaves_the_old_file() {
    let world = World::new();
    world.write("vmlinux.h", b"old");
    // The limit is in blocks of 512 bytes or more; the header has a megabyte.
    let line =
        format!("ulimit -f 100; exec {} header big.btf -o vmlinux.h", env!("CARGO_BIN_EXE_btfly"));
    let output =
        Command::new("/bin/sh").args(["-c", &line]).current_dir(&world.dir).output().unwrap();
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(fs::read(world.dir.join("vmlinux.h")).unwrap(), b"old");
}

#[test]
fn a_link_stays_and_what_is_no_file_is_not_replaced() {
    let world = World::new();
    let expected = world.btfly(&["header", "kernel"]).output().unwrap().stdout;
    world.write("real.h", b"old");
    std::os::unix::fs::symlink("real.h", world.dir.join("link.h")).unwrap();
    let output = world.btfly(&["header", "kernel", "-o", "link.h"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(fs::symlink_metadata(world.dir.join("link.h")).unwrap().is_symlink());
    assert_eq!(fs::read(world.dir.join("real.h")).unwrap(), expected);
    let output = world.btfly(&["header", "kernel", "-o", "/dev/stdout"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stdout, expected);
}

#[test]
fn the_same_question_has_the_same_answer() {
    let world = World::new();
    let answer = |line: &[&str]| world.btfly(line).output().unwrap().stdout;
    for line in PRINTING.iter().chain(LONG) {
        assert_eq!(answer(line), answer(line), "{line:?}");
    }
}

#[test]
fn man_pages_are_written_for_every_command() {
    let world = World::new();
    let output = world.btfly(&["man", "pages"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let mut expected: Vec<_> =
        world.commands().iter().map(|name| format!("btfly-{name}.1")).collect();
    expected.push(String::from("btfly.1"));
    expected.sort();
    assert_eq!(world.files("pages"), expected);
}
