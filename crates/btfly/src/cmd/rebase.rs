//! `btfly rebase MODULE --onto KERNEL -o FILE`: a module's BTF on another kernel's types.

use anyhow::{Context, Result};
use btfly_btf::edit::distill::distill;
use btfly_btf::edit::rebase::{Matching, RebaseError, is_distilled, rebase};
use btfly_btf::{Btf, Slot};
use btfly_source::Kmods;
use clap::{Arg, ArgMatches, Command};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::Outcome;
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
What the module needs of its kernel is found again by kind, name and size, as the kernel does it when it loads a module \
that carries `.BTF.base`. Of a module without, the same is taken from the kernel that it was built with. If anything is \
not found, or found twice, nothing is written, and all of it is named.

Examples:
  btfly rebase my.ko --onto vmlinux -o my.btf          with its `.BTF.base`
  btfly rebase my.BTF --base my.BTF.base --onto vmlinux -o my.btf
  btfly rebase xfs.ko --base 6.12.9/vmlinux --onto 6.12.10/vmlinux -o xfs.btf";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Put a module's BTF onto another kernel's types")
        .after_help(EXAMPLES)
        .arg(cli::module())
        .arg(cli::base())
        .arg(
            Arg::new("onto")
                .long("onto")
                .value_name("SOURCE")
                .required(true)
                .help("The kernel whose types the module is to continue"),
        )
        .arg(edited::argument())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    let request = Request { kmods: Kmods::None, ..Request::of(arguments, session) };
    let opened = request.open()?;
    let btf = opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?;
    let onto = arguments.get_one::<String>("onto").context("no kernel given")?;
    let onto = Request { source: Some(onto), base: None, ..request }.open()?;
    let edited = on_small(btf, onto.set.base())
        .and_then(|small| rebase((&small).into(), onto.set.base(), Matching::Sound))
        .with_context(|| format!("`{}` does not go onto `{}`", opened.name, onto.name))?;
    target.write(Size::of(btf), edited, session)?;
    Ok(Outcome::Done)
}

/// The module on a distilled base: its own, or one that is made now. If it is on that kernel already, as it is.
fn on_small(btf: &Btf, onto: &Btf) -> Result<Btf, RebaseError> {
    match btf.base() {
        Some(base) if base.bytes() != onto.bytes() && !is_distilled(&base.types()) => {
            Ok(distill(btf.into())?.to_btf())
        }
        Some(_) | None => Ok(btf.clone()),
    }
}

/// What to do about a module that does not go onto a kernel.
pub(crate) const fn hint(error: &RebaseError) -> Option<&'static str> {
    match error {
        RebaseError::Unmatched(_) => Some(REBUILD),
        _ => None,
    }
}

/// What to do about a module whose kernel has changed too much.
pub(crate) const REBUILD: &str =
    "these types have changed: build the module from source for this kernel";
