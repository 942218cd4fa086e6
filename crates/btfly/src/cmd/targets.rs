//! `btfly targets [MODULE:]GLOB`: functions of the running kernel and its modules that programs can attach to by type.

use std::io::Write as _;

use anyhow::Result;
use btfly_btf::{Kind, Slot, TypeId, glob};
use btfly_kernel::facts::Functions;
use btfly_kernel::target::{misfits, prototype};
use clap::{Arg, ArgMatches, Command};

use crate::exit::{Outcome, Usage};
use crate::json::Value;
use crate::session::Session;
use crate::{live, source};

const AFTER: &str = "\
Functions are those of the running kernel's own types, of vmlinux and of every loaded module. One that the tracer does not \
list, or whose arguments no program can be handed, is marked with the reason; `btfly why` says more. Needs no capability; \
where tracefs is not mounted or not readable, whether a function is traced is not known, and nothing is marked.

Exit code 1: no function has such a name.

Examples:
  btfly targets 'tcp_v4_*'                      functions of vmlinux and modules
  btfly targets 'nf_conntrack:*'                of one module
  btfly targets --json nf_conntrack_in | jq '.[].id'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("List functions of the running kernel and its modules that programs can attach to")
        .after_help(AFTER)
        .arg(
            Arg::new("pattern")
                .value_name("[MODULE:]GLOB")
                .required(true)
                .help("Which functions; `vmlinux:` for the kernel's own alone"),
        )
        .arg(live::root())
}

/// A function.
struct Row {
    home: String,
    id: TypeId,
    prototype: String,
    /// Nothing where that is not known.
    is_traced: Option<bool>,
    misfits: Vec<String>,
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let pattern = arguments.get_one::<String>("pattern").map_or("", String::as_str);
    let (kmod, pattern) = match pattern.split_once(':') {
        Some((kmod, pattern)) => (Some(kmod), pattern),
        None => (None, pattern),
    };
    if pattern.is_empty() {
        return Err(Usage::new("no pattern").hint("write `*` for all").into());
    }
    let kernel = live::kernel(arguments);
    let set = kernel.set()?;
    if let Some(kmod) = kmod.filter(|kmod| set.slot(kmod).is_none()) {
        anyhow::bail!("no module `{kmod}` with types is loaded");
    }
    let only = kmod.and_then(|kmod| set.slot(kmod));
    let functions = match arguments.contains_id("root") {
        true => Functions::default(),
        false => live::functions(),
    };
    let mut rows = Vec::new();
    for slot in set.slots().filter(|slot| only.is_none_or(|only| only == *slot)) {
        let Ok(btf) = set.btf(slot) else { continue };
        let home = set.slot_name(slot);
        for (id, ty) in btf.types().iter().filter(|(_, ty)| ty.kind() == Kind::Func) {
            let name = ty.name().unwrap_or_default();
            if !glob::matches(pattern, name) {
                continue;
            }
            rows.push(Row {
                home: home.to_owned(),
                id,
                prototype: prototype(btf, id),
                is_traced: functions.is_traceable(name, if slot == Slot::BASE { "" } else { home }),
                misfits: misfits(btf, id).iter().map(ToString::to_string).collect(),
            });
        }
    }
    source::say_set_aside(&set, session);
    if session.json {
        json(&rows, session);
    } else {
        for row in &rows {
            let mut line = format!("{}:{} {}", row.home, row.id, row.prototype);
            if row.is_traced == Some(false) {
                line.push_str("  [not traced]");
            }
            row.misfits.iter().for_each(|misfit| line.push_str(&format!("  [{misfit}]")));
            writeln!(session.out.buffer, "{line}")?;
        }
    }
    Ok(if rows.is_empty() { Outcome::No } else { Outcome::Done })
}

fn json(rows: &[Row], session: &mut Session) {
    let mut list = Value::of(&mut session.out.buffer).list();
    for row in rows {
        let mut object = list.next().object();
        object.key("in").text(&row.home);
        object.key("id").number(i128::from(row.id.0));
        object.key("prototype").text(&row.prototype);
        object.key("is_traced").written(match row.is_traced {
            Some(true) => "true",
            Some(false) => "false",
            None => "null",
        });
        let mut misfits = object.key("misfits").list();
        row.misfits.iter().for_each(|misfit| misfits.next().text(misfit));
    }
    drop(list);
    session.out.buffer.push(b'\n');
}
