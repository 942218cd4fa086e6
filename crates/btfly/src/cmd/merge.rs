//! `btfly merge [SOURCE] [MOD…] -o FILE`: a kernel and its modules as one BTF that stands alone.

use anyhow::{Result, bail};
use btfly_btf::BtfSet;
use btfly_btf::edit::merge::{MergeError, Repeated, merge};
use btfly_source::{BaseFrom, Kmods, Opened};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::edited::{self, Size, Target};
use crate::exit::Outcome;
use crate::session::Session;
use crate::source::Request;
use crate::{cli, source};

const EXAMPLES: &str = "\
For readers that take one BTF and know nothing of modules. All modules or none: one that cannot be read is an \
error, unless `--module` names others. An id in the result is no id in any kernel, so nothing that goes to bpf(2) may come from it.

Examples:
  btfly merge -o kernel.btf                            the running kernel and its modules
  btfly merge linux-image-6.12.9.deb -o kernel.btf
  btfly merge /lib/modules/6.12.9 --module xfs -o kernel.btf
  btfly merge vmlinux.btf mods/xfs.btf nf_conntrack.ko -o kernel.btf
  btfly merge 6.12.9 --dedup -o kernel.btf             what several modules have, once";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Write a kernel and its modules as one BTF")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(
            Arg::new("mods")
                .value_name("MODULE")
                .num_args(1..)
                .conflicts_with("module")
                .help("Modules, or directories of them, instead of those of SOURCE"),
        )
        .arg(cli::modules())
        .arg(
            Arg::new("dedup")
                .long("dedup")
                .action(ArgAction::SetTrue)
                .help("Each type once, as `btfly dedup` does"),
        )
        .arg(cli::base())
        .arg(edited::argument())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    let set = match arguments.get_many::<String>("mods") {
        Some(mods) => with(arguments, mods, session)?,
        None => {
            let request =
                Request { kmods: source::kmods(arguments)?, ..Request::of(arguments, session) };
            let opened = request.open()?;
            source::check_kmods(&request.kmods, &opened)?;
            edited::say_ext(&opened, session);
            opened.set
        }
    };
    source::decode_all(&set, session);
    let before = set.btfs().map(|(_, btf)| Size::of(btf)).sum();
    let repeated = if arguments.get_flag("dedup") { Repeated::Once } else { Repeated::Kept };
    let merged = merge(&set, repeated).map_err(|error| explain(&set, error))?;
    target.write_whole(before, merged.into_bytes(), session)?;
    Ok(Outcome::Done)
}

/// The base of the source, and modules that were named one by one.
fn with<'m>(
    arguments: &ArgMatches,
    mods: impl Iterator<Item = &'m String>,
    session: &Session,
) -> Result<BtfSet> {
    let request = Request { kmods: Kmods::None, ..Request::of(arguments, session) };
    let mut set = request.open()?.set.without_kmods();
    let base = set.base().clone();
    for name in mods {
        let opened = Request { source: Some(name), on: Some(base.clone()), ..Request::default() };
        let opened = Request { max_decompressed: request.max_decompressed, ..opened }.open()?;
        check(name, &opened)?;
        for kmod in opened.set.kmods() {
            set.push(kmod.clone());
        }
    }
    Ok(set)
}

/// Whether what was named as a module is one, or has some, of this kernel.
fn check(name: &str, opened: &Opened) -> Result<()> {
    if opened.base_from == BaseFrom::Distilled {
        bail!("`{name}` carries a base of its own, `.BTF.base`: its ids are not this kernel's");
    }
    if opened.set.kmods().is_empty() {
        bail!("`{name}` is no module, and none is in it");
    }
    Ok(())
}

/// The error, with the module that it is about.
fn explain(set: &BtfSet, error: MergeError) -> anyhow::Error {
    match error {
        MergeError::SetAside { slot, reason } => {
            anyhow::Error::from(reason).context(format!("module `{}`", set.slot_name(slot)))
        }
        error => error.into(),
    }
}
