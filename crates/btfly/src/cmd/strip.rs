//! `btfly strip [SOURCE] --type NAME -o FILE`: some types and what they need.

use anyhow::{Context, Result};
use btfly_btf::edit::strip::strip;
use btfly_btf::view::Type;
use btfly_btf::{Slot, TypeId};
use btfly_source::Kmods;
use clap::{ArgMatches, Command};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::Outcome;
use crate::session::Session;
use crate::source::Request;
use crate::wanted::{self, Wanted};

const EXAMPLES: &str = "\
Keeps the types that are named, all that they lead to, and the tags on these; what a module needs of its kernel \
stays there. Nothing is written, and the exit code is 1, if there is no such type.

Examples:
  btfly strip vmlinux --type task_struct -o small.btf
  btfly strip vmlinux --type 'tcp_*' --type TCP_ESTABLISHED -o tcp.btf
  btfly strip module:nf_conntrack --type nf_conn -o - | btfly dump - --base /sys/kernel/btf/vmlinux";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Keep only some types and what they need")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(cli::base())
        .arg(wanted::argument().required(true))
        .arg(edited::argument())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    let wanted = Wanted::of(arguments)?;
    // Of a package or a directory the kernel is meant, so its modules need not be unpacked.
    let opened = Request { kmods: Kmods::None, ..Request::of(arguments, session) }.open()?;
    let btf = opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?;
    let roots: Vec<TypeId> =
        btf.iter().filter(|(_, ty)| is_wanted(&wanted, *ty)).map(|(id, _)| id).collect();
    wanted.say_unmatched(|| btf.iter().filter_map(|(_, ty)| ty.name()), session);
    if roots.is_empty() {
        Target::say_nothing(Size::of(btf), session)?;
        return Ok(Outcome::No);
    }
    let edited =
        strip(btf.into(), &roots).with_context(|| format!("cannot strip `{}`", opened.name))?;
    edited::say_ext(&opened, session);
    target.write(Size::of(btf), edited, session)?;
    Ok(Outcome::Done)
}

/// Whether its name or that of an enumerator is meant. All of them are asked for, because each pattern is to be told
/// what it has found.
fn is_wanted(wanted: &Wanted, ty: Type<'_>) -> bool {
    let mut any = ty.name().is_some_and(|name| wanted.is_match(name));
    let mut look = |name: &str| any |= wanted.is_match(name);
    if let Type::Enum(view) = ty {
        view.variants().for_each(|variant| look(variant.name()));
    } else if let Type::Enum64(view) = ty {
        view.variants().for_each(|variant| look(variant.name()));
    }
    any
}
