//! `btfly load OBJECT`: an object loaded into the running kernel, fitted to it and its modules; pinned if wanted.

use std::io::Write as _;
use std::os::fd::AsFd as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use btfly_kernel::attach;
use btfly_kernel::load::Loaded;
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::exit::Outcome;
use crate::session::Session;
use crate::{json, loader};

const EXAMPLES: &str = "\
A line for each program and map. Without `--pin` nothing stays when the command ends: it says whether the object loads.

Examples:
  btfly load program.o                           does this kernel take it?
  btfly load program.o --pin /sys/fs/bpf/mine    programs and maps stay under that folder
  btfly load program.o --set target_pid=42       with a global variable set
  btfly load program.o --btf /lib/kernel.btf     a kernel without BTF, with types from outside";

pub(crate) fn arguments(command: Command) -> Command {
    let command = command
        .about("Load a BPF object into the running kernel, fitted to it and its modules")
        .after_help(EXAMPLES);
    loader::arguments(command).arg(
        Arg::new("pin")
            .long("pin")
            .value_name("DIR")
            .value_parser(value_parser!(PathBuf))
            .help("Keep programs and maps under this folder of a BPF file system"),
    )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let loaded = loader::load(arguments, session)?;
    if let Some(folder) = arguments.get_one::<PathBuf>("pin") {
        pin(&loaded, folder)?;
    }
    if session.json {
        json(&loaded, session);
        return Ok(Outcome::Done);
    }
    let out = &mut session.out.buffer;
    for program in &loaded.programs {
        let spec = &program.spec;
        write!(out, "program {}  {}  {}", spec.name, spec.section, spec.program_type)?;
        if let Some(target) = &program.target {
            write!(out, "  {} {}", target.home, target.type_id)?;
        }
        writeln!(out)?;
    }
    for map in loaded.maps.iter().flatten() {
        let plan = &map.plan;
        let (key, value, entries) = (plan.key_size, plan.value_size, plan.max_entries);
        writeln!(
            out,
            "map {}  {}  key {key}  value {value}  entries {entries}",
            plan.name, plan.map_type
        )?;
    }
    Ok(Outcome::Done)
}

fn pin(loaded: &Loaded, folder: &std::path::Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))?;
    let mut pinned = Vec::new();
    let programs = loaded.programs.iter().map(|program| (&program.spec.name, program.as_fd()));
    let maps = loaded.maps.iter().flatten().map(|map| (&map.plan.name, map.as_fd()));
    for (name, fd) in programs.chain(maps) {
        let path = folder.join(name.replace('.', "_"));
        if let Err(error) = attach::pin(fd, &path) {
            // All of them or none.
            for path in pinned {
                let _ = std::fs::remove_file(path);
            }
            return Err(error).with_context(|| format!("cannot pin `{}`", path.display()));
        }
        pinned.push(path);
    }
    Ok(())
}

fn json(loaded: &Loaded, session: &mut Session) {
    let mut object = json::Value::of(&mut session.out.buffer).object();
    let mut programs = object.key("programs").list();
    for program in &loaded.programs {
        let mut one = programs.next().object();
        one.key("name").text(&program.spec.name);
        one.key("section").text(&program.spec.section);
        one.key("type").text(&program.spec.program_type.to_string());
        if let Some(target) = &program.target {
            one.key("home").text(&target.home);
            one.key("type_id").written(&target.type_id.to_string());
        }
    }
    drop(programs);
    let mut maps = object.key("maps").list();
    for map in loaded.maps.iter().flatten() {
        let mut one = maps.next().object();
        one.key("name").text(&map.plan.name);
        one.key("type").text(&map.plan.map_type.to_string());
        one.key("key_size").written(&map.plan.key_size.to_string());
        one.key("value_size").written(&map.plan.value_size.to_string());
        one.key("max_entries").written(&map.plan.max_entries.to_string());
    }
    drop(maps);
    drop(object);
    session.out.buffer.push(b'\n');
}
