//! `btfly header [SOURCE]`: a `vmlinux.h` of a kernel and its modules.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::Btf;
use btfly_btf::c::header::{Header, Options, Writer};
use btfly_source::Opened;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::exit::{Outcome, Usage};
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;
use crate::source::Request;
use crate::wanted::{self, Wanted};
use crate::{cli, defines, json, source};

const EXAMPLES: &str = "\
One header in which the types of the kernel and of its modules can be used side by side. What is equal is
written once; where modules disagree about a name, theirs gets a flavor (`foo___module`), which CO-RE
ignores, and stderr and the end of the header say so.

Examples:
  btfly header -o vmlinux.h                            the running kernel with its modules
  btfly header -o vmlinux.h --defines defines.h        and the constants that BTF cannot carry
  btfly header --type task_struct --type 'sk_*'        only these, and what they need
  btfly header /lib/modules/6.12.9 --module nf_conntrack
  btfly header linux-image-6.12.9.deb --module none";

pub(crate) fn arguments(command: Command) -> Command {
    let path = |name: &'static str| {
        Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf))
    };
    command
        .about("Write a C header of a kernel and its modules: vmlinux.h")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(cli::base())
        .arg(path("output").short('o').help("Where to write it, whole or not at all; else, and for `-`, stdout"))
        .arg(wanted::argument())
        .arg(cli::modules())
        .arg(
            Arg::new("no-kfuncs")
                .long("no-kfuncs")
                .action(ArgAction::SetTrue)
                .help("Leave the prototypes of kernel functions for eBPF out"),
        )
        .arg(path("defines").help(
            "Where to write the constants that BTF cannot carry (errno, ETH_P_*, TC_ACT_*, …); include it beside the header",
        ))
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let request = Request { kmods: source::kmods(arguments)?, ..Request::of(arguments, session) };
    let opened = request.open()?;
    source::check_kmods(&request.kmods, &opened)?;
    source::decode_all(&opened.set, session);
    let modules: Vec<(&str, &Btf)> = (opened.set.btfs())
        .filter(|(slot, _)| !slot.is_base())
        .map(|(slot, btf)| (opened.set.slot_name(slot), btf))
        .collect();
    let wanted = Wanted::of(arguments)?;
    let to_stdout = |id| arguments.get_one::<PathBuf>(id).is_some_and(|path| *path == *STDOUT);
    if session.json && (to_stdout("output") || to_stdout("defines")) {
        return Err(Usage::new("with `--json`, stdout has the report: `-` cannot be a file").into());
    }

    let header = Header::new(
        opened.set.base().types(),
        modules.iter().map(|(name, btf)| (*name, btf.types())),
    );
    let is_wanted = |name: &str| wanted.is_match(name);
    let about = about(&opened, &modules);
    let mut writer = header.writer(&Options {
        about: &about,
        wanted: if wanted.is_empty() { None } else { Some(&is_wanted) },
        no_kfuncs: arguments.get_flag("no-kfuncs"),
    });
    let graph = header.graph();
    wanted.say_unmatched(|| graph.nodes().filter_map(|node| graph.get(node).name()), session);
    if writer.is_empty() && !wanted.is_empty() {
        if session.json {
            report(&header, &writer, &opened, session)?;
        }
        return Ok(Outcome::No);
    }
    let output = arguments.get_one::<PathBuf>("output").filter(|_| !to_stdout("output"));
    let mut file = match output {
        Some(path) => {
            Some(Output::file(path).with_context(|| format!("cannot write `{}`", path.display()))?)
        }
        None => None,
    };
    // With `--json`, stdout has the report, so the header itself goes there only without.
    let to_nowhere = session.json && file.is_none();
    loop {
        let out = file.as_mut().unwrap_or(&mut session.out);
        let more = writer.write(&mut out.buffer);
        if to_nowhere {
            out.buffer.clear();
        } else {
            out.flush_if_full()?;
        }
        if !more {
            break;
        }
    }
    if let (Some(file), Some(path)) = (&mut file, output) {
        file.finish().with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    if let Some(path) = arguments.get_one::<PathBuf>("defines") {
        write_defines(&header, path, &mut session.out)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
    report(&header, &writer, &opened, session)?;
    Ok(Outcome::Done)
}

/// What `-o -` writes to.
const STDOUT: &str = "-";

/// What the header is made from, for its first comment: nothing in it changes from run to run.
fn about(opened: &Opened, modules: &[(&str, &Btf)]) -> Vec<String> {
    let release = opened.release.as_deref().unwrap_or("of unknown release");
    let types: usize = opened.set.base().types().len()
        + modules.iter().map(|(_, btf)| btf.types().len()).sum::<usize>();
    let mut lines = vec![
        format!(
            "Linux {release}: {} of vmlinux and {}.",
            count(types, "type"),
            count(modules.len(), "module")
        ),
        format!("Made by btfly {}; do not edit.", env!("CARGO_PKG_VERSION")),
    ];
    if (1..=MAX_NAMED).contains(&modules.len()) {
        let names: Vec<&str> = modules.iter().map(|(name, _)| *name).collect();
        lines.push(format!("Modules: {}.", names.join(", ")));
    }
    lines
}

/// How many modules the first comment names; a whole kernel's would fill screens.
const MAX_NAMED: usize = 16;

/// The constants, less those that the header has as enumerators.
fn write_defines(header: &Header<'_>, path: &Path, stdout: &mut Output) -> std::io::Result<()> {
    let declared = header.ordinary_names();
    let text = defines::without(|name| declared.binary_search(&name).is_ok());
    if path == STDOUT {
        stdout.buffer.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    let mut file = Output::file(path)?;
    file.buffer.extend_from_slice(text.as_bytes());
    file.finish()
}

/// What has another name, and what has no C: to people as numbers, to programs in full.
fn report(
    header: &Header<'_>,
    writer: &Writer<'_>,
    opened: &Opened,
    session: &mut Session,
) -> Result<()> {
    for (slot, reason) in opened.set.set_aside() {
        session.say(&format!("note: module {} set aside: {reason}", opened.set.slot_name(slot)));
    }
    let (renamed, left_out) = (writer.renamed(), writer.left_out());
    if session.json {
        let mut object = json::Value::of(&mut session.out.buffer).object();
        object.key("printed").number(i128::try_from(writer.len())?);
        let mut list = object.key("renamed").list();
        for renamed in &renamed {
            let mut entry = list.next().object();
            entry.key("what").text(&header.describe_node(renamed.node));
            entry.key("name").text(&renamed.name);
        }
        drop(list);
        let mut list = object.key("left_out").list();
        for left in left_out {
            let mut entry = list.next().object();
            entry.key("what").text(&header.describe_node(left.node));
            entry.key("why").text(&left.why.to_string());
        }
        drop(list);
        drop(object);
        session.out.buffer.push(b'\n');
        return Ok(());
    }
    if !renamed.is_empty() {
        let (n, what) = match renamed.len() {
            1 => ("1 name clashes and has".to_owned(), "it"),
            n => (format!("{n} names clash and have"), "them"),
        };
        session.say(&format!("note: {n} a flavor; the header's end lists {what}"));
    }
    if !left_out.is_empty() {
        let (n, what) = match left_out.len() {
            1 => ("1 type has".to_owned(), "it"),
            n => (format!("{n} types have"), "them"),
        };
        session.say(&format!("note: {n} no exact C; the header's end lists {what}"));
    }
    Ok(())
}
