//! libbpf as a judge · a C program in `bench/c` → one that runs on the lab's libbpf · never our own word.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::command;
use crate::lab::{Lab, Scratch};
use crate::workspace;

/// A compiled program, with the words that start it.
pub(super) struct Judge {
    words: Vec<PathBuf>,
}

impl Judge {
    /// Compiles `bench/c/NAME.c` into `scratch`.
    pub(super) fn new(lab: &Lab, scratch: &Scratch, name: &str) -> Result<Judge> {
        let program = scratch.path().join(name);
        let source = scratch.path().join(format!("{name}.c"));
        fs::copy(workspace::root().join(format!("bench/c/{name}.c")), &source)?;
        let mut clang = lab.sid_command("clang");
        command::quiet(clang.args(["-O2", "-o"]).arg(&program).arg(&source).arg("-lbpf"))?;
        let root = lab.root().join("sid");
        let words = vec![
            root.join("lib64/ld-linux-x86-64.so.2"),
            PathBuf::from("--library-path"),
            root.join("usr/lib/x86_64-linux-gnu"),
            program,
        ];
        Ok(Judge { words })
    }

    /// The program, without arguments.
    pub(super) fn command(&self) -> Result<Command> {
        let (program, arguments) = self.words.split_first().context("no program")?;
        let mut judge = Command::new(program);
        judge.args(arguments);
        Ok(judge)
    }
}
