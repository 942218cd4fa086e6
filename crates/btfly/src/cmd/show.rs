//! `btfly show NAME [SOURCE]`: a type at a glance, or one place in it; every type of that name, with where
//! it lives.

use std::io::Write as _;

use anyhow::{Context, Result};
use btfly_btf::layout::print::Palette;
use btfly_btf::layout::{self, json, path, show};
use btfly_btf::{Btf, BtfSet, TypeId, TypeLoc};
use clap::builder::RangedU64ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::exit::Outcome;
use crate::scope::{Scope, homes, say_not_found, split_path};
use crate::session::Session;
use crate::{cli, source};

/// Colours of a terminal's own scheme, so that they are readable on light and dark.
const COLOURS: Palette<'_> = Palette {
    ty: "\x1b[36m",
    name: "\x1b[1m",
    number: "\x1b[33m",
    hole: "\x1b[31m",
    line: "\x1b[34m",
    note: "\x1b[2m",
    end: "\x1b[0m",
};

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Show a type: members with offsets, sizes, holes, cache lines; values; prototypes")
        .after_help(AFTER)
        .arg(Arg::new("name").value_name("NAME").required(true).help(NAME_HELP))
        .arg(cli::source())
        .arg(
            Arg::new("expand").long("expand").short('E').action(ArgAction::SetTrue).help(
                "Show the members of member structs in place, with offsets from the outermost",
            ),
        )
        .arg(
            Arg::new("path")
                .long("path")
                .short('p')
                .value_name("PATH")
                .help("Show one place only: `se.cfs_rq`, `cpus_mask.bits[1]`, `mm->pgd`"),
        )
        .arg(
            Arg::new("cacheline")
                .long("cacheline")
                .value_name("BYTES")
                .value_parser(RangedU64ValueParser::<u32>::new().range(1..=1 << 20))
                .default_value("64")
                .help("Bytes of a cache line"),
        )
        .arg(cli::base())
}

const NAME_HELP: &str = "A type, function or variable: `task_struct`, `struct page`, a type id, or with a \
path `task_struct.se.cfs_rq`";

const AFTER: &str = "\
Comments have the offset and the size in bytes; those of a bitfield have the offset of what to
load, the bit in it, and how many bytes to load. In a path, `.` does not go through a pointer and
`->` does (mind the quotes).

Examples:
  btfly show sk_buff
  btfly show task_struct --path se.cfs_rq
  btfly show 'task_struct.mm->pgd' /boot/vmlinuz-6.12.9
  btfly show xfs_inode module:xfs --expand --json";

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let name = arguments.get_one::<String>("name").context("no name given")?;
    let opened = source::opened(arguments, session)?;
    let scope = Scope { set: &opened.set, focus: opened.focus };
    let options = layout::Options {
        cacheline: arguments.get_one::<u32>("cacheline").copied().unwrap_or(64),
        expand: arguments.get_flag("expand"),
        ..layout::Options::default()
    };
    let asked = arguments.get_one::<String>("path").map(String::as_str);
    // A name may have dots of its own: what there is comes first.
    let whole = scope.find(name)?;
    let (head, found, path) = match split_path(name) {
        Some((head, path)) if whole.is_empty() && asked.is_none() => {
            (head, scope.find(head)?, Some(path))
        }
        _ => (name.as_str(), whole, asked),
    };
    let title = match asked {
        Some(path) if path.starts_with(['.', '[']) => format!("{name}{path}"),
        Some(path) => format!("{name}.{path}"),
        None => name.clone(),
    };
    let request = Request { set: &opened.set, options, title, path };
    let (views, refused) = request.views(&found);
    if session.json {
        request.json(&views, &mut session.out.buffer)?;
    } else {
        request.text(&views, session)?;
    }
    source::say_set_aside(&opened.set, session);
    if found.is_empty() {
        say_not_found(&opened.set, head, session);
    }
    for refusal in &refused {
        refusal.say(session);
    }
    Ok(if views.is_empty() { Outcome::No } else { Outcome::Done })
}

/// What was asked for.
struct Request<'r> {
    set: &'r BtfSet,
    options: layout::Options,
    /// The path with what it starts from.
    title: String,
    path: Option<&'r str>,
}

/// A type as it is shown, and all the places where it is just so.
struct View<'r> {
    btf: &'r Btf,
    id: TypeId,
    homes: Vec<TypeLoc>,
    plain: String,
}

/// Types that have no such path, and why.
struct Refusal<'r> {
    error: path::Error,
    homes: Vec<&'r str>,
}

impl Refusal<'_> {
    fn say(&self, session: &Session) {
        session.say(&format!("btfly: {} ({})", self.error, homes(&self.homes)));
        if let Some(hint) = self.error.hint() {
            session.say(&format!("hint: {hint}"));
        }
    }
}

impl<'r> Request<'r> {
    /// What there is to show, and what cannot be; equal ones once.
    fn views(&self, found: &[TypeLoc]) -> (Vec<View<'r>>, Vec<Refusal<'r>>) {
        let mut views: Vec<View<'r>> = Vec::new();
        let mut refused: Vec<Refusal<'r>> = Vec::new();
        for loc in found {
            let Ok(btf) = self.set.btf(loc.slot) else { continue };
            match self.render(btf, loc.id, &Palette::PLAIN) {
                Ok(plain) => match views.iter_mut().find(|view| view.plain == plain) {
                    Some(view) => view.homes.push(*loc),
                    None => views.push(View { btf, id: loc.id, homes: vec![*loc], plain }),
                },
                Err(error) => {
                    let home = self.set.slot_name(loc.slot);
                    match refused.iter_mut().find(|refusal| refusal.error == error) {
                        Some(refusal) => refusal.homes.push(home),
                        None => refused.push(Refusal { error, homes: vec![home] }),
                    }
                }
            }
        }
        (views, refused)
    }

    fn render(
        &self,
        btf: &Btf,
        id: TypeId,
        palette: &Palette<'_>,
    ) -> std::result::Result<String, path::Error> {
        let types = btf.types();
        let mut text = String::new();
        // A `String` takes everything.
        let _ = match self.path {
            Some(path) => {
                let access = path::find(&types, id, path)?;
                show::access(&types, &access, &self.title, palette, &mut text)
            }
            None => show::text(&types, id, &self.options, palette, &mut text),
        };
        Ok(text)
    }

    fn text(&self, views: &[View<'_>], session: &mut Session) -> Result<()> {
        let palette = if session.colour { COLOURS } else { Palette::PLAIN };
        let (note, end) = (palette.note, palette.end);
        for (at, view) in views.iter().enumerate() {
            let blank = if 0 < at { "\n" } else { "" };
            let names: Vec<&str> =
                view.homes.iter().map(|loc| self.set.slot_name(loc.slot)).collect();
            writeln!(session.out.buffer, "{blank}{note}/* {} */{end}", homes(&names))?;
            let text = self.render(view.btf, view.id, &palette)?;
            session.out.buffer.extend_from_slice(text.as_bytes());
            session.out.flush_if_full()?;
        }
        Ok(())
    }

    fn json(&self, views: &[View<'_>], out: &mut Vec<u8>) -> Result<()> {
        out.push(b'[');
        for (at, view) in views.iter().enumerate() {
            out.extend_from_slice(if 0 < at { b",\n" } else { b"\n" });
            let types = view.btf.types();
            let mut object = crate::json::Value::of(out).object();
            let mut places = object.key("in").list();
            for loc in &view.homes {
                let mut place = places.next().object();
                place.key("btf").text(self.set.slot_name(loc.slot));
                place.key("id").number(Some(i128::from(loc.id.0)));
            }
            drop(places);
            let mut text = String::new();
            match self.path {
                Some(path) => {
                    object.key("path").text(path);
                    json::access(&types, &path::find(&types, view.id, path)?, &mut text)?;
                    object.key("place").written(&text);
                }
                None => {
                    json::any(&types, view.id, &self.options, &mut text)?;
                    object.key("type").written(&text);
                }
            }
        }
        out.extend_from_slice(b"\n]\n");
        Ok(())
    }
}

#[cfg(test)]
mod tests;
