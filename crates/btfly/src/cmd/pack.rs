//! `btfly pack SOURCE… -o FILE`: many kernels and their modules in one file.

use std::path::PathBuf;

use anyhow::{Context, Result};
use btfly_source::{PackWriter, Packed};
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::exit::{Outcome, Usage};
use crate::json::Value;
use crate::kernels::{Kernels, unique};
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;
use crate::source;

const AFTER: &str = "\
Compressed, and each distinct BTF once. A kernel is called after its release, or its path. Commands that take many \
kernels take the file; `FILE:NAME` is one of them, for every command. What is set aside is said and left out.

Examples:
  btfly pack kernels/ -o kernels.btfpack              every kernel of a directory
  btfly pack linux-image-6.1.deb linux-image-6.12.deb -o debian.btfpack
  btfly offset task_struct.pid debian.btfpack         over all of them
  btfly show task_struct debian.btfpack:6.12.9        in one";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write many kernels with their modules into one compressed file")
        .after_help(AFTER)
        .arg(
            Arg::new("sources").value_name("SOURCE").num_args(1..).required(true).help(
                "Kernels: directories of them, packages, archives, images, files of BTF, packs",
            ),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Where to write the pack, whole or not at all"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let path = arguments.get_one::<PathBuf>("output").context("no file given")?;
    let cannot = || format!("cannot write `{}`", path.display());
    let mut out = Output::file(path).with_context(cannot)?;
    let Some(file) = out.file_mut() else {
        let message =
            format!("`{}` is no file: a pack is read again while it is written", path.display());
        return Err(Usage::new(message).into());
    };
    let mut writer = PackWriter::new(file).with_context(cannot)?;
    let mut names: Vec<String> = Vec::new();
    let mut done = Vec::new();
    for kernel in Kernels::of(arguments, session)? {
        let kernel = kernel?;
        source::decode_all(&kernel.opened.set, session);
        let name = unique(kernel.name, &names);
        let packed = writer.add(&name, &kernel.opened.set).with_context(cannot)?;
        for (kmod, reason) in &packed.left_out {
            session.say(&format!("note: `{kmod}` of {name} is set aside and left out: {reason}"));
        }
        names.push(name);
        done.push(packed);
    }
    writer.finish().with_context(cannot)?;
    out.finish().with_context(cannot)?;
    say(path, &names, &done, session)
}

fn say(
    path: &std::path::Path,
    names: &[String],
    done: &[Packed],
    session: &mut Session,
) -> Result<Outcome> {
    let n_bytes = std::fs::metadata(path).map_or(0, |meta| meta.len());
    if session.json {
        let mut object = Value::of(&mut session.out.buffer).object();
        object.key("path").text(&path.to_string_lossy());
        object.key("bytes").number(i128::from(n_bytes));
        let mut list = object.key("kernels").list();
        for (name, packed) in names.iter().zip(done) {
            let mut kernel = list.next().object();
            kernel.key("name").text(name);
            kernel.key("modules").number(i128::try_from(packed.n_kmods)?);
            kernel.key("known").number(i128::try_from(packed.n_known)?);
            kernel.key("left_out").number(i128::try_from(packed.left_out.len())?);
        }
        drop(list);
        drop(object);
        session.out.buffer.push(b'\n');
        return Ok(Outcome::Done);
    }
    let n_kmods: usize = done.iter().map(|packed| packed.n_kmods).sum();
    let n_known: usize = done.iter().map(|packed| packed.n_known).sum();
    let n_bytes = count(usize::try_from(n_bytes)?, "byte");
    session.say(&format!(
        "{} with {} written to {}: {n_bytes}, {n_known} of them there already",
        count(names.len(), "kernel"),
        count(n_kmods, "module"),
        path.display(),
    ));
    Ok(Outcome::Done)
}
