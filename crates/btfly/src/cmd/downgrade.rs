//! `btfly downgrade [SOURCE] --for TARGET -o FILE`: a BTF that an older reader takes.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Context, Result};
use btfly_btf::edit::Input;
use btfly_btf::edit::downgrade::{Change, Downgraded, downgrade};
use btfly_btf::feature::{Feature, Features};
use btfly_btf::{Btf, Kind, Slot};
use btfly_source::Kmods;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli;
use crate::edited::{self, Size, Target};
use crate::exit::{Outcome, Usage};
use crate::json;
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
TARGET is a kernel version (`5.10`, or all of `uname -r`), `libbpf-` and a version, `none`, `newest`, or a list of these and \
of features with commas: `5.10,dot-names`, `newest,-float`. What it does not know becomes the nearest that it does: a \
FLOAT a struct of its size, an ENUM64 an ENUM or a union of its names, a tag a `const` or a byte. Types keep their ids and \
strings their places, so a program's `.BTF.ext` stays right. With `--dry-run` nothing is written, and the exit code is 1 if \
anything would change.

Examples:
  btfly downgrade vmlinux --for libbpf-0.3 -o old.btf
  btfly downgrade prog.o --for 5.10 -o old.btf
  btfly downgrade vmlinux.btf --for 5.15 --dry-run
  btfly downgrade prog.o --for newest,-decl-tag -o prog.btf";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Rewrite BTF so that an older kernel or libbpf takes it")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(cli::base())
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("TARGET")
                .required(true)
                .help("Who is to read it: a kernel or libbpf version, or features"),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Say what would change, and write nothing"),
        )
        .arg(
            edited::argument()
                .required(false)
                .required_unless_present("dry-run")
                .conflicts_with("dry-run"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let is_dry = arguments.get_flag("dry-run");
    let target = if is_dry { None } else { Some(Target::of(arguments, session)?) };
    let features = features(arguments)?;
    // Of a package or a directory the kernel is meant, so its modules need not be unpacked.
    let opened = Request { kmods: Kmods::None, ..Request::of(arguments, session) }.open()?;
    let btf = opened.set.btf(opened.focus.unwrap_or(Slot::BASE))?;
    let ext = opened.ext.as_ref().map(AsRef::as_ref);
    let made = downgrade(Input { btf, ext }, features)
        .with_context(|| format!("cannot downgrade `{}`", opened.name))?;
    let Some(target) = target else { return said(btf, &made, session) };
    if made.has_grown() && btf.base().is_none() && opened.ext.is_none() {
        session.say("note: something had to be added, so modules that continue this fit no longer");
    }
    if !session.json {
        for row in rows(btf, &made) {
            session.say(&row.text());
        }
    }
    target.write(Size::of(btf), made.into_edited(), session)?;
    Ok(Outcome::Done)
}

fn features(arguments: &ArgMatches) -> Result<Features> {
    let text = arguments.get_one::<String>("for").context("no target given")?;
    let features = Features::parse(text).map_err(|error| {
        let names: Vec<&str> = Feature::all().map(Feature::as_str).collect();
        let hint =
            format!("features are {}; versions look like `6.1` or `libbpf-1.4`", names.join(", "));
        Usage::new(error.to_string()).hint(hint)
    });
    Ok(features?)
}

/// Says what would change.
fn said(btf: &Btf, made: &Downgraded, session: &mut Session) -> Result<Outcome> {
    let rows = rows(btf, made);
    let out = &mut session.out.buffer;
    if session.json {
        let mut list = json::Value::of(out).list();
        for row in &rows {
            let mut object = list.next().object();
            object.key("feature").text(row.feature.as_str());
            object.key("from").text(&row.from);
            object.key("to").text(&row.to);
            let mut types = object.key("types").list();
            for (id, name) in &row.types {
                let mut object = types.next().object();
                object.key("id").number(i128::from(*id));
                object.key("name").text(name);
            }
        }
        drop(list);
        out.push(b'\n');
    } else {
        for row in &rows {
            writeln!(out, "{}", row.text())?;
        }
    }
    Ok(if rows.is_empty() { Outcome::Done } else { Outcome::No })
}

/// Types of one kind that have become another for one reason.
struct Row {
    feature: Feature,
    from: String,
    to: String,
    /// Their ids and names; the header has none.
    types: Vec<(u32, String)>,
}

/// So many names are said to people; programs get them all.
const NAMES: usize = 4;

impl Row {
    fn text(&self) -> String {
        let Self { feature, from, to, types } = self;
        let why = format!("{feature}, of Linux {}", feature.kernel());
        if types.is_empty() {
            return format!("{from} -> {to} ({why})");
        }
        let names: Vec<&str> =
            types.iter().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty()).collect();
        let mut said = names.get(..NAMES).unwrap_or(&names).join(", ");
        if NAMES < names.len() {
            said += ", …";
        }
        let colon = if said.is_empty() { "" } else { ": " };
        format!("{} {from} -> {to} ({why}){colon}{said}", types.len())
    }
}

fn rows(btf: &Btf, made: &Downgraded) -> Vec<Row> {
    let mut groups: BTreeMap<(Feature, Kind, Kind), Vec<(u32, String)>> = BTreeMap::new();
    for Change { id, feature, from, to } in made.changes() {
        let name = btf.get(*id).and_then(|ty| ty.name()).unwrap_or("").to_owned();
        groups.entry((*feature, *from, *to)).or_default().push((id.0, name));
    }
    let rows = groups.into_iter().map(|((feature, from, to), types)| {
        let to = if from == to { format!("plain {to}") } else { to.to_string() };
        Row { feature, from: from.to_string(), to, types }
    });
    let header = made.header_changed().then(|| Row {
        feature: Feature::Layout,
        from: "header of 32 bytes".to_owned(),
        to: "24 bytes, no layout section".to_owned(),
        types: Vec::new(),
    });
    rows.chain(header).collect()
}
