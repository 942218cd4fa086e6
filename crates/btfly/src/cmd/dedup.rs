//! `btfly dedup F… -o FILE`: one BTF that has every type once.

use anyhow::Result;
use btfly_btf::edit::Input;
use btfly_btf::edit::dedup::dedup;
use btfly_btf::{Btf, Slot};
use btfly_source::Kmods;
use clap::{Arg, ArgMatches, Command};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::Outcome;
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
What says the same and leads to the same is one type, as for libbpf; a declaration is the definition of its name. \
Modules are read on their kernel's types: of files that continue one base that is not among them, the result \
continues it too and takes from there what it has; with the base among them, the result stands alone.

Examples:
  btfly dedup a.o b.o c.o -o program.btf
  btfly dedup xfs.ko --base vmlinux -o xfs.btf         what vmlinux has, is taken from there
  btfly dedup vmlinux mods/*.btf -o all.btf            a kernel and modules in one, each type once";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write one BTF out of one or many that has every type once")
        .after_help(EXAMPLES)
        .arg(Arg::new("sources").value_name("SOURCE").num_args(1..).required(true).help(
            "Where the BTFs are: paths, or `module:NAME` for one of the running kernel's modules",
        ))
        .arg(cli::base())
        .arg(edited::argument())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    let names = arguments.get_many::<String>("sources").unwrap_or_default();
    // What is split on one base has to be read on one object.
    let mut on: Option<Btf> = None;
    let mut all = Vec::new();
    for name in names {
        let request = Request::of(arguments, session);
        // Of a package or a directory the kernel is meant, so its modules need not be unpacked.
        let request = Request { source: Some(name), kmods: Kmods::None, on: on.clone(), ..request };
        let opened = request.open()?;
        edited::say_ext(&opened, session);
        // Neither a program nor a module's own small base.
        let is_kernel = opened.set.slot_name(Slot::BASE) == KERNEL;
        let is_meant = opened.focus.is_some() || request.base.is_none();
        if on.is_none() && is_kernel && is_meant {
            on = Some(opened.set.base().clone());
        }
        all.push((name, opened));
    }
    let mut btfs = Vec::new();
    for (_, opened) in &all {
        btfs.push(opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?);
    }
    let inputs: Vec<Input<'_>> = btfs.iter().map(|btf| (*btf).into()).collect();
    let edited = dedup(&inputs).map_err(|error| {
        let name = all.get(error.input()).map_or("", |(name, _)| name.as_str());
        anyhow::Error::from(error).context(format!("cannot deduplicate `{name}`"))
    })?;
    let before = btfs.iter().map(|btf| Size::of(btf)).sum();
    target.write(before, edited, session)?;
    Ok(Outcome::Done)
}

/// What the base of a set is called where it is a kernel's.
const KERNEL: &str = "vmlinux";
