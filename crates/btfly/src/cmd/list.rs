//! `btfly list [SOURCE]`: which BTFs there are, how large, on what base, and whether they are sound.

use std::io::Write;

use anyhow::Result;
use btfly_btf::{Btf, Slot};
use btfly_source::{BaseFrom, Opened};
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::exit::Outcome;
use crate::plural::count;
use crate::session::Session;
use crate::{cli, json, source};

#[cfg(target_os = "linux")]
mod ids;

const EXAMPLES: &str = "\
Columns: name; number of types of its own; bytes; base; health. Health is `ok`, `empty` (a header and \
nothing else, which kernels give to modules that need no types of their own), or `set aside` with the reason.

Examples:
  btfly list                              the running kernel and its loaded modules
  btfly list /lib/modules/6.12.9          every installed module
  btfly list linux-image-6.12.9.deb       the same of a package
  btfly list --ids                        BTF objects of the running kernel by id, and who uses each
  btfly list --json | jq '.[] | select(.health == \"set aside\")'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("List BTF objects: name, types, bytes, base, health")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(cli::base())
        .arg(
            Arg::new("ids")
                .long("ids")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["source", "base"])
                .help(
                    "List the BTF objects that the running kernel holds, by id: those of the kernel, of modules and of programs, \
                     each with the programs and maps that use it and the programs that attach to something in it; needs \
                     CAP_SYS_ADMIN",
                ),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    if arguments.get_flag("ids") {
        #[cfg(target_os = "linux")]
        return ids::run(session);
        #[cfg(not(target_os = "linux"))]
        return Err(crate::exit::Usage::new("`--ids` asks a running Linux kernel").into());
    }
    let opened = source::opened(arguments, session)?;
    source::decode_all(&opened.set, session);
    let rows: Vec<Row> = opened.set.slots().map(|slot| Row::of(&opened, slot)).collect();
    if session.json {
        json(&opened, &rows, session)?
    } else {
        text(&rows, session)?
    }
    if let n @ 1.. = opened.n_without_btf {
        let verb = if n == 1 { "has" } else { "have" };
        session.say(&format!("note: {} {verb} no BTF", count(n, "module")));
    }
    Ok(Outcome::Done)
}

/// One BTF of the source.
struct Row {
    name: String,
    /// Of what can be read.
    sizes: Option<Sizes>,
    base: Option<String>,
    health: Health,
}

struct Sizes {
    n_types: usize,
    n_bytes: usize,
}

enum Health {
    Ok,
    Empty,
    SetAside(String),
}

impl Row {
    fn of(opened: &Opened, slot: Slot) -> Self {
        let set = &opened.set;
        let name = set.slot_name(slot).to_owned();
        let base = (!slot.is_base()).then(|| set.slot_name(Slot::BASE).to_owned());
        match set.btf(slot) {
            Ok(btf) => Self { name, sizes: Some(Sizes::of(btf)), base, health: Health::of(btf) },
            Err(reason) => {
                Self { name, sizes: None, base, health: Health::SetAside(reason.to_string()) }
            }
        }
    }
}

impl Sizes {
    fn of(btf: &Btf) -> Self {
        Self { n_types: btf.types().len(), n_bytes: btf.bytes().len() }
    }
}

impl Health {
    fn of(btf: &Btf) -> Self {
        if btf.types().is_empty() { Self::Empty } else { Self::Ok }
    }

    const fn word(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Empty => "empty",
            Self::SetAside(_) => "set aside",
        }
    }
}

fn text(rows: &[Row], session: &mut Session) -> Result<()> {
    let number = |of: fn(&Sizes) -> usize, row: &Row| {
        row.sizes.as_ref().map_or(String::from("-"), |sizes| of(sizes).to_string())
    };
    let widest = |of: &dyn Fn(&Row) -> usize, head: &str| {
        rows.iter().map(of).chain([head.len()]).max().unwrap_or(0)
    };
    let base = |row: &Row| row.base.clone().unwrap_or_else(|| String::from("-"));
    let n_types = |row: &Row| number(|sizes| sizes.n_types, row);
    let n_bytes = |row: &Row| number(|sizes| sizes.n_bytes, row);
    let name_width = widest(&|row| row.name.len(), "NAME");
    let types_width = widest(&|row| n_types(row).len(), "TYPES");
    let bytes_width = widest(&|row| n_bytes(row).len(), "BYTES");
    let base_width = widest(&|row| base(row).len(), "BASE");
    let mut line = |name: &str, types: &str, bytes: &str, base: &str, health: &str| {
        writeln!(
            session.out.buffer,
            "{name:name_width$}  {types:>types_width$}  {bytes:>bytes_width$}  {base:base_width$}  {health}"
        )?;
        session.out.flush_if_full()
    };
    line("NAME", "TYPES", "BYTES", "BASE", "HEALTH")?;
    for row in rows {
        let reason = match &row.health {
            Health::SetAside(reason) => format!(": {reason}"),
            Health::Ok | Health::Empty => String::new(),
        };
        let health = format!("{}{reason}", row.health.word());
        line(&row.name, &n_types(row), &n_bytes(row), &base(row), &health)?;
    }
    Ok(())
}

fn json(opened: &Opened, rows: &[Row], session: &mut Session) -> Result<()> {
    let mut list = json::Value::of(&mut session.out.buffer).list();
    for (at, row) in rows.iter().enumerate() {
        let mut object = list.next().object();
        object.key("name").text(&row.name);
        object.key("types").number(row.sizes.as_ref().map(|sizes| sizes.n_types as i128));
        object.key("bytes").number(row.sizes.as_ref().map(|sizes| sizes.n_bytes as i128));
        match &row.base {
            Some(base) => object.key("base").text(base),
            None => object.key("base").number(None),
        }
        object.key("health").text(row.health.word());
        if let Health::SetAside(reason) = &row.health {
            object.key("reason").text(reason);
        }
        if at == 0 {
            object.key("from").text(&from(opened));
            if let Some(release) = &opened.release {
                object.key("release").text(release);
            }
        }
    }
    drop(list);
    session.out.buffer.push(b'\n');
    Ok(())
}

/// Where the base comes from.
fn from(opened: &Opened) -> String {
    match &opened.base_from {
        BaseFrom::File(path) => path.display().to_string(),
        BaseFrom::Member(member) => format!("{}: {member}", opened.name),
        BaseFrom::Running => String::from("running kernel"),
        BaseFrom::Given => String::from("--base"),
        _ => opened.name.clone(),
    }
}
