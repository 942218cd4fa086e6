//! `btfly sort [SOURCE] -o FILE`: the same types in the order of their names.

use anyhow::{Context, Result};
use btfly_btf::Slot;
use btfly_btf::edit::renumber::{renumber, sorted_by_name};
use btfly_source::Kmods;
use clap::{ArgMatches, Command};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::Outcome;
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
The order is that in which kernels are built since Linux 7.1: types without a name first, then by the bytes of \
the name. The kernel and libbpf then find a name by halves. Ids change: a module's BTF fits its kernel's no longer \
once that is sorted.

Examples:
  btfly sort vmlinux.btf -o sorted.btf
  btfly sort vmlinux.btf -o vmlinux.btf                in place
  btfly sort xfs.ko --base vmlinux -o - | btfly dump - --base vmlinux";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Sort types by name, as kernels since 7.0 are built")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(cli::base())
        .arg(edited::argument())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    // Of a package or a directory the kernel is meant, so its modules need not be unpacked.
    let opened = Request { kmods: Kmods::None, ..Request::of(arguments, session) }.open()?;
    let btf = opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?;
    let edited = renumber(btf.into(), &sorted_by_name(&btf.types()))
        .with_context(|| format!("cannot sort `{}`", opened.name))?;
    edited::say_ext(&opened, session);
    target.write(Size::of(btf), edited, session)?;
    Ok(Outcome::Done)
}
