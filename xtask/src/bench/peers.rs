//! Who is measured: peers' programs from `bench/`, built into the lab, and ours · a work item → commands that print numbers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::inside;
use super::table::Sample;
use crate::command;
use crate::lab::Lab;
use crate::workspace;

/// The programs, ready to run.
pub(super) struct Peers {
    folder: PathBuf,
    libbpf: Vec<String>,
    btfly: PathBuf,
    find: PathBuf,
}

/// One program and its arguments for one item.
pub(super) struct Contender {
    pub(super) name: String,
    words: Vec<String>,
    prints: Prints,
}

/// What a contender's output is.
enum Prints {
    /// The line of JSON of the programs in `bench/`.
    Json,
    /// What `ptime` says of a whole process.
    Process,
}

impl Contender {
    /// Whether a run is one process and no more, which says little by itself.
    pub(super) fn is_once(&self) -> bool {
        matches!(self.prints, Prints::Process)
    }

    pub(super) fn run(&self) -> Result<Sample> {
        let (program, arguments) = self.words.split_first().context("no command")?;
        let text = command::text(Command::new(program).args(arguments))?;
        match self.prints {
            Prints::Json => Sample::from_json(&text),
            Prints::Process => Sample::from_ptime(&text),
        }
        .with_context(|| format!("{} printed `{}`", self.name, text.trim()))
    }
}

/// The peers that are written in Rust, one program: built if something has changed.
pub(crate) fn rust(lab: &Lab) -> Result<PathBuf> {
    let target = lab.root().join("bench/rust");
    // aya-obj declares a newer compiler than ours and needs one unstable feature of it.
    command::quiet(
        Command::new("cargo")
            .args(["build", "--release", "--locked", "--ignore-rust-version", "--target-dir"])
            .arg(&target)
            .current_dir(workspace::root().join("bench/rust"))
            .env_remove("CARGO_TARGET_DIR"),
    )?;
    Ok(target.join("release/peers"))
}

impl Peers {
    /// Builds what is missing, in the lab.
    pub(super) fn build(lab: &Lab) -> Result<Peers> {
        let folder = lab.root().join("bench");
        fs::create_dir_all(&folder)?;
        let sources = workspace::root().join("bench");
        let source = |path: &str| sources.join(path);
        eprintln!("bench: building peers and ours");
        command::quiet(
            Command::new("gcc")
                .arg("-O2")
                .arg("-o")
                .arg(folder.join("ptime"))
                .arg(source("c/ptime.c")),
        )?;
        // Sources must be reachable inside the other root.
        fs::copy(source("c/bench.c"), folder.join("bench.c"))?;
        fs::create_dir_all(folder.join("go"))?;
        fs::copy(source("go/bench.go"), folder.join("go/bench.go"))?;
        command::quiet(
            lab.sid_command("clang")
                .args(["-O2", "-w", "-o"])
                .arg(folder.join("libbpf"))
                .arg(folder.join("bench.c"))
                .arg("-lbpf"),
        )?;
        command::quiet(
            lab.sid_command("env")
                .args(["GO111MODULE=off", "GOPATH=/usr/share/gocode"])
                .arg(format!("GOCACHE={}", folder.join("go-cache").display()))
                .args(["go", "build", "-o"])
                .arg(folder.join("cilium"))
                .arg(folder.join("go/bench.go")),
        )?;
        rust(lab)?;
        let btfly = workspace::build("btfly", "release")?;
        let find = workspace::build_example("btfly-source", "find")?;
        let root = lab.root().join("sid");
        let words = [
            root.join("lib64/ld-linux-x86-64.so.2"),
            PathBuf::from("--library-path"),
            root.join("usr/lib/x86_64-linux-gnu"),
            folder.join("libbpf"),
        ];
        let libbpf = words.iter().map(|word| word.display().to_string()).collect();
        Ok(Peers { folder, libbpf, btfly, find })
    }

    /// Our program, as users have it.
    pub(super) fn btfly(&self) -> Command {
        Command::new(&self.btfly)
    }

    /// Contenders that repeat `work` inside one process.
    pub(super) fn inside(
        &self,
        names: &[&str],
        work: &str,
        iterations: u32,
        files: &[&Path],
    ) -> Vec<Contender> {
        names
            .iter()
            .map(|name| Contender {
                name: self.title(name),
                words: self.words(name, work, iterations, files),
                prints: Prints::Json,
            })
            .collect()
    }

    /// The same programs doing `work` once, measured as whole processes.
    pub(super) fn once(&self, names: &[&str], work: &str, files: &[&Path]) -> Vec<Contender> {
        names
            .iter()
            .map(|name| self.timed(self.title(name), self.words(name, work, 1, files)))
            .collect()
    }

    /// A program that does no more than open and find, as peers' programs are.
    pub(super) fn find(&self, source: &Path, names: &[&str]) -> Contender {
        let mut command = Command::new(&self.find);
        command.arg(source).args(names);
        self.whole("btfly, example", &command)
    }

    /// A whole process of any program.
    pub(super) fn whole(&self, name: &str, command: &Command) -> Contender {
        let words = [command.get_program()].into_iter().chain(command.get_args());
        self.timed(name.to_owned(), words.map(|word| word.to_string_lossy().into_owned()).collect())
    }

    fn timed(&self, name: String, command: Vec<String>) -> Contender {
        let mut words = vec![self.folder.join("ptime").display().to_string(), "--".to_owned()];
        words.extend(command);
        Contender { name, words, prints: Prints::Process }
    }

    fn title(&self, name: &str) -> String {
        match name {
            "libbpf" => "libbpf 1.7",
            "cilium" => "cilium/ebpf 0.22",
            "aya-obj" => "aya-obj 0.6",
            "btf-rs" => "btf-rs 2.0",
            "btf-rs-mmap" => "btf-rs 2.0 mmap",
            "bare-pass" => "bare pass",
            "btfly-file" => "btfly, file",
            other => other,
        }
        .to_owned()
    }

    fn words(&self, name: &str, work: &str, iterations: u32, files: &[&Path]) -> Vec<String> {
        let program = |file: &str| vec![self.folder.join(file).display().to_string()];
        let ours = |work: &str| {
            let me = std::env::current_exe().unwrap_or_default().display().to_string();
            vec![me, "bench".to_owned(), inside::COMMAND.to_owned(), work.to_owned()]
        };
        let mut words = match name {
            "btfly" => ours(work),
            "btfly-file" => ours(&format!("{work}-file")),
            "bare-pass" => ours("pass"),
            "libbpf" => self.libbpf.clone(),
            "cilium" => program("cilium"),
            rust => {
                let mut words = program("rust/release/peers");
                words.push(rust.to_owned());
                words
            }
        };
        if !matches!(name, "btfly" | "btfly-file" | "bare-pass") {
            words.push(work.to_owned());
        }
        words.push(iterations.to_string());
        words.extend(files.iter().map(|file| file.display().to_string()));
        words
    }
}
