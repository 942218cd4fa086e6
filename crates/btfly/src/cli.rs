//! The argument tree, and nothing else: what commands there are is in `cmd`.

use std::ffi::OsStr;

use clap::{Arg, ArgAction, Command, value_parser};

use crate::cmd;

/// The whole tree.
pub(crate) fn command() -> Command {
    tree(|_| true)
}

/// The tree as far as a command line needs it whose first word is `first`: where that is a command, the others are there by
/// name alone. All their arguments would take longer to list than many a question takes to answer.
pub(crate) fn command_for(first: Option<&OsStr>) -> Command {
    let known = cmd::ALL.iter().find(|entry| first.is_some_and(|first| first == entry.name));
    tree(|name| known.is_none_or(|known| known.name == name))
}

/// The commands, those with arguments that `is_wanted`.
fn tree(is_wanted: impl Fn(&str) -> bool) -> Command {
    let subcommands = cmd::ALL.iter().map(|entry| match is_wanted(entry.name) {
        true => (entry.arguments)(new(entry.name)),
        false => Command::new(entry.name),
    });
    Command::new("btfly")
        .version(env!("CARGO_PKG_VERSION"))
        .about(
            "Everything about Linux kernel type information (BTF): read it, print it, explain it",
        )
        .after_help(AFTER)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(subcommands)
}

fn new(name: &'static str) -> Command {
    Command::new(name)
        .arg(
            Arg::new("json")
                .long("json")
                .short('j')
                .action(ArgAction::SetTrue)
                .help("Print JSON on stdout"),
        )
        .arg(
            Arg::new("max-decompressed")
                .long("max-decompressed")
                .value_name("BYTES")
                .value_parser(value_parser!(u64))
                .hide_short_help(true)
                .help("How much may come out of one compressed file before it counts as an attack; 1 GiB unless given"),
        )
}

/// The argument `[SOURCE]` that most commands take.
pub(crate) fn source() -> Arg {
    Arg::new("source").value_name("SOURCE").help(SOURCE_HELP)
}

/// The argument `MODULE` of commands for one module.
pub(crate) fn module() -> Arg {
    let help = "Where the module's BTF is: a path (`.ko`, compressed or not, or raw BTF), `module:NAME` for one of the \
                running kernel's, or `-`";
    Arg::new("source").value_name("MODULE").required(true).help(help)
}

/// The option `--base SOURCE`.
pub(crate) fn base() -> Arg {
    Arg::new("base")
        .long("base")
        .short('B')
        .value_name("SOURCE")
        .help("The vmlinux that a kernel module's BTF was built with, if it is not found beside it")
}

/// The option `--module NAME|all|none`.
pub(crate) fn modules() -> Arg {
    Arg::new("module")
        .long("module")
        .short('m')
        .value_name("NAME|all|none")
        .action(ArgAction::Append)
        .help("Which modules: all, unless given. May be repeated")
}

const SOURCE_HELP: &str = "Where the BTF is: nothing for the running kernel, `module:NAME` for one of its \
modules, a path (BTF, ELF, vmlinuz, module, package, archive, or a directory of them), or `-`";

const AFTER: &str = "\
Exit codes: 0 done; 1 the answer is no (nothing found, something differs); 2 wrong usage;
3 the input or the system refused, and stderr says why.

Examples:
  btfly header -o vmlinux.h          a header of the running kernel and its modules
  btfly show task_struct             the layout of a type
  btfly find 'tcp_*' --kind func     functions by name
  btfly dump module:nf_conntrack     every type of a module
  btfly list /lib/modules/6.12.9     which modules have BTF
  btfly diff 6.1.deb 6.12.deb        what has changed, and what that breaks
  btfly merge -o kernel.btf          a kernel and its modules as one BTF";
