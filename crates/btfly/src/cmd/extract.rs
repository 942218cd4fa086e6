//! `btfly extract SOURCE -o DIR`: a kernel's types and its modules' as files of raw BTF, which every
//! command reads again as a directory.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::{BtfSet, Slot};
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::exit::Outcome;
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;
use crate::{cli, json, source};

const EXAMPLES: &str = "\
Writes DIR/vmlinux.btf and DIR/mods/NAME.btf, each beside and then renamed. What is set aside is said on \
stderr and not written. DIR is then a source itself.

Examples:
  btfly extract linux-image-6.12.9.deb -o 6.12.9
  btfly list 6.12.9
  btfly extract /boot/vmlinuz-6.12.9 -o .               vmlinux.btf alone
  bpftool btf dump file 6.12.9/mods/xfs.btf --base-btf 6.12.9/vmlinux.btf";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write base and modules as raw BTF files")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(
            Arg::new("output")
                .long("output")
                .short('o')
                .value_name("DIR")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Where to write; made if it is not there"),
        )
        .arg(cli::base())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let dir = arguments.get_one::<PathBuf>("output").context("no directory given")?;
    let opened = source::opened(arguments, session)?;
    let set = &opened.set;
    source::decode_all(set, session);
    let mut written = Vec::new();
    for slot in set.slots() {
        let btf = match set.btf(slot) {
            Ok(btf) => btf,
            Err(reason) => {
                session.say(&format!("note: `{}` is set aside: {reason}", set.slot_name(slot)));
                continue;
            }
        };
        let path = place(dir, set, slot);
        write(&path, btf.bytes()).with_context(|| format!("cannot write `{}`", path.display()))?;
        written.push((slot, path));
    }
    if session.json {
        let mut list = json::Value::of(&mut session.out.buffer).list();
        for (slot, path) in &written {
            let mut object = list.next().object();
            object.key("name").text(set.slot_name(*slot));
            object.key("path").text(&path.to_string_lossy());
        }
        drop(list);
        session.out.buffer.push(b'\n');
    } else {
        session.say(&format!("{} written to {}", count(written.len(), "file"), dir.display()));
    }
    Ok(Outcome::Done)
}

/// A kernel is `vmlinux.btf`, a program keeps its name, modules have a directory of their own.
fn place(dir: &Path, set: &BtfSet, slot: Slot) -> PathBuf {
    // A name in a hostile archive is no way out of the directory.
    let name = set.slot_name(slot).replace(['/', '\0'], "_");
    if slot.is_base() {
        return dir.join(format!("{}.btf", name.trim_start_matches('.')));
    }
    dir.join("mods").join(format!("{name}.btf"))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut out = Output::file(path)?;
    out.buffer.extend_from_slice(bytes);
    Ok(out.finish_one_of_many()?)
}
