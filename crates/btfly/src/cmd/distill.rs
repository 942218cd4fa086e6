//! `btfly distill MODULE -o FILE`: a module's BTF on a small base of its own.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use btfly_btf::Slot;
use btfly_btf::edit::distill::distill;
use btfly_source::{BaseFrom, Kmods};
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::{Outcome, Usage};
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
The base that is written has the name, kind and size of each type of the kernel that the module needs, and nothing else. \
With it, kernels since Linux 6.11 put the module's types onto their own when they load it, though they were built later. \
Two files are written: the module's types for the section `.BTF`, and the base for `.BTF.base`.

Examples:
  btfly distill my.ko --base vmlinux -o my.BTF         and my.BTF.base
  llvm-objcopy --update-section .BTF=my.BTF --add-section .BTF.base=my.BTF.base my.ko
  btfly distill my.btf -B vmlinux -o small.btf --base-out base.btf
  btfly dump small.btf --base base.btf";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Put a module's BTF on a small base of its own, to travel with it")
        .after_help(EXAMPLES)
        .arg(cli::module())
        .arg(cli::base())
        .arg(edited::argument())
        .arg(
            Arg::new("base-out")
                .long("base-out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write the base; unless given, the name after `-o` with `.base` behind it"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let target = Target::of(arguments, session)?;
    let given = arguments.get_one::<PathBuf>("base-out").cloned();
    let base_path = given.or_else(|| target.beside(".base"));
    let no_file =
        || Usage::new("the base needs a file of its own").hint("name one with `--base-out`");
    let base_path = base_path.ok_or_else(no_file)?;
    let opened = Request { kmods: Kmods::None, ..Request::of(arguments, session) }.open()?;
    if opened.base_from == BaseFrom::Distilled {
        bail!("`{}` has a distilled base already, `.BTF.base`", opened.name);
    }
    let btf = opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?;
    let edited =
        distill(btf.into()).with_context(|| format!("cannot distill `{}`", opened.name))?;
    target.write_with_base(Size::of(btf), edited, &base_path, session)?;
    Ok(Outcome::Done)
}
