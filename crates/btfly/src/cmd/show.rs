//! `btfly show NAME [SOURCE]`: a type at a glance, or one place in it; every type of that name, with where
//! it lives.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use btfly_btf::layout::print::Palette;
use btfly_btf::layout::{self, json, path, show};
use btfly_btf::view::Type;
use btfly_btf::{Btf, BtfSet, Kind, Slot, TypeId, TypeLoc, similar};
use clap::builder::RangedU64ValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::exit::Outcome;
use crate::session::Session;
use crate::{cli, source};

/// How many places are named in full before the rest is a number.
const MAX_HOMES: usize = 8;
/// How many similar names are given for one that does not exist.
const MAX_SIMILAR: usize = 5;

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
Comments have the offset and the size in bytes; those of a bitfield have the offset of what to load, the
bit in it, and how many bytes to load. A `.` does not go through a pointer, `->` does (mind the quotes).

Examples:
  btfly show sk_buff
  btfly show task_struct --path se.cfs_rq
  btfly show 'task_struct.mm->pgd' /boot/vmlinuz-6.12.9
  btfly show xfs_inode module:xfs --expand --json";

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let name = arguments.get_one::<String>("name").context("no name given")?;
    let set = source::opened(arguments, session)?.set;
    let options = layout::Options {
        cacheline: arguments.get_one::<u32>("cacheline").copied().unwrap_or(64),
        expand: arguments.get_flag("expand"),
        ..layout::Options::default()
    };
    let asked = arguments.get_one::<String>("path").map(String::as_str);
    let (found, path) = match (find(&set, name)?, asked) {
        (found, Some(path)) => (found, Some(path)),
        (found, None) if found.is_empty() => match split_path(name) {
            Some((head, path)) => (find(&set, head)?, Some(path)),
            None => (found, None),
        },
        (found, None) => (found, None),
    };
    source::say_set_aside(&set, session);
    if found.is_empty() {
        let head = split_path(name).map_or(name.as_str(), |(head, _)| head);
        say_not_found(&set, head, session);
        return Ok(nothing(session));
    }
    let title = match (asked, path) {
        (Some(path), _) if path.starts_with(['.', '[']) => format!("{name}{path}"),
        (Some(path), _) => format!("{name}.{path}"),
        (None, _) => name.clone(),
    };
    let request = Request { set: &set, options, title, path };
    let views = request.views(&found, session);
    if views.is_empty() {
        return Ok(nothing(session));
    }
    let text = if session.json { request.json(&views)? } else { request.text(&views, session)? };
    session.out.buffer.extend_from_slice(text.as_bytes());
    Ok(Outcome::Done)
}

/// Nothing to show, which as JSON is an empty list.
fn nothing(session: &mut Session) -> Outcome {
    if session.json {
        session.out.buffer.extend_from_slice(b"[]\n");
    }
    Outcome::No
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
    homes: Vec<&'r str>,
    plain: String,
}

impl<'r> Request<'r> {
    /// What there is to show, equal ones once; what has no such path is said on stderr.
    fn views(&self, found: &[TypeLoc], session: &Session) -> Vec<View<'r>> {
        let mut views: Vec<View<'r>> = Vec::new();
        for loc in found {
            let Ok(btf) = self.set.btf(loc.slot) else { continue };
            let home = self.set.slot_name(loc.slot);
            let plain = match self.render(btf, loc.id, &Palette::PLAIN) {
                Ok(plain) => plain,
                Err(error) => {
                    session.say(&format!("btfly: {error} ({home})"));
                    if let Some(hint) = error.hint() {
                        session.say(&format!("hint: {hint}"));
                    }
                    continue;
                }
            };
            match views.iter_mut().find(|view| view.plain == plain) {
                // One BTF may have the same type twice.
                Some(view) if view.homes.last() == Some(&home) => {}
                Some(view) => view.homes.push(home),
                None => views.push(View { btf, id: loc.id, homes: vec![home], plain }),
            }
        }
        views
    }

    fn render(
        &self,
        btf: &Btf,
        id: TypeId,
        palette: &Palette<'_>,
    ) -> std::result::Result<String, path::Error> {
        let types = btf.types();
        let mut text = String::new();
        match self.path {
            Some(path) => {
                let access = path::find(&types, id, path)?;
                // A `String` takes everything.
                let _ = show::access(&types, &access, &self.title, palette, &mut text);
            }
            None => {
                let _ = show::text(&types, id, &self.options, palette, &mut text);
            }
        }
        Ok(text)
    }

    fn text(&self, views: &[View<'_>], session: &Session) -> Result<String> {
        let palette = if session.colour { COLOURS } else { Palette::PLAIN };
        let mut text = String::new();
        for (at, view) in views.iter().enumerate() {
            if 0 < at {
                text.push('\n');
            }
            let (note, end) = (palette.note, palette.end);
            writeln!(text, "{note}/* {} */{end}", homes(&view.homes))?;
            text += &self.render(view.btf, view.id, &palette)?;
        }
        Ok(text)
    }

    fn json(&self, views: &[View<'_>]) -> Result<String> {
        let mut text = String::from("[");
        for (at, view) in views.iter().enumerate() {
            let comma = if 0 < at { "," } else { "" };
            let homes: Vec<String> =
                view.homes.iter().map(|home| format!("\"{}\"", escape(home))).collect();
            write!(text, "{comma}{{\"in\":[{}],", homes.join(","))?;
            let types = view.btf.types();
            match self.path {
                Some(path) => {
                    write!(text, "\"path\":\"{}\",\"place\":", escape(path))?;
                    json::access(&types, &path::find(&types, view.id, path)?, &mut text)?;
                }
                None => {
                    text.push_str("\"type\":");
                    json::any(&types, view.id, &self.options, &mut text)?;
                }
            }
            text.push('}');
        }
        text.push_str("]\n");
        Ok(text)
    }
}

/// `vmlinux; same in: dummy, veth and 12 more`.
fn homes(homes: &[&str]) -> String {
    let Some((first, others)) = homes.split_first() else { return String::new() };
    let named = others.iter().take(MAX_HOMES).copied().collect::<Vec<_>>().join(", ");
    match others.len() {
        0 => (*first).to_owned(),
        n if MAX_HOMES < n => format!("{first}; same in: {named} and {} more", n - MAX_HOMES),
        _ => format!("{first}; same in: {named}"),
    }
}

fn escape(text: &str) -> btfly_btf::escape::Json<'_> {
    btfly_btf::escape::Json(text)
}

/// All that `name` can mean: an id, `struct name`, or a name of any kind. What is only declared is left
/// out where something is defined.
fn find(set: &BtfSet, name: &str) -> Result<Vec<TypeLoc>> {
    if let Ok(id) = name.parse() {
        return by_id(set, TypeId(id));
    }
    let (kinds, name) = match name.split_once(' ') {
        Some(("struct", name)) => (vec![Kind::Struct, Kind::Fwd], name),
        Some(("union", name)) => (vec![Kind::Union, Kind::Fwd], name),
        Some(("enum", name)) => (vec![Kind::Enum, Kind::Enum64], name),
        Some(_) | None => (Vec::new(), name),
    };
    let mut found = btfly_source::find(set, name.trim(), None, None);
    let kind = |loc: &TypeLoc| set.get(*loc).map_or(Kind::Void, |ty| ty.kind());
    found.retain(|loc| {
        let kind = kind(loc);
        let is_wanted = kinds.is_empty() || kinds.contains(&kind);
        // The text of a tag is no name that one looks for.
        is_wanted && !matches!(kind, Kind::DeclTag | Kind::TypeTag)
    });
    if found.iter().any(|loc| kind(loc) != Kind::Fwd) {
        found.retain(|loc| kind(loc) != Kind::Fwd);
    }
    Ok(found)
}

fn by_id(set: &BtfSet, id: TypeId) -> Result<Vec<TypeLoc>> {
    let slot = match set.kmods() {
        _ if id < set.base().types().end() => Slot::BASE,
        [] => return Ok(Vec::new()),
        [_] => Slot(1),
        _ => bail!("type id {id} is another type in each module; name one: `module:NAME`"),
    };
    let loc = set.loc(slot, id);
    Ok(set.get(loc).map(|_| loc).into_iter().collect())
}

/// `task_struct.se.cfs_rq` → `task_struct`, `se.cfs_rq`.
fn split_path(name: &str) -> Option<(&str, &str)> {
    let at = name.find("->").into_iter().chain(name.find(['.', '['])).min()?;
    let (head, path) = name.split_at_checked(at).filter(|(head, _)| !head.is_empty())?;
    Some((head, path.trim_start_matches(['.', '-', '>'])))
}

fn say_not_found(set: &BtfSet, name: &str, session: &Session) {
    let modules = set.kmods().len();
    let place = match modules {
        0 => set.slot_name(Slot::BASE).to_owned(),
        1 => format!("{} and 1 module", set.slot_name(Slot::BASE)),
        n => format!("{} and {n} modules", set.slot_name(Slot::BASE)),
    };
    session.say(&format!("btfly: no type `{name}` in {place}"));
    let types = set.base().types();
    let is_tag = |ty: &Type<'_>| matches!(ty, Type::DeclTag(_) | Type::TypeTag(_));
    let names = types.iter().filter(|(_, ty)| !is_tag(ty)).filter_map(|(_, ty)| ty.name());
    let similar = similar::nearest(name, names, MAX_SIMILAR);
    if !similar.is_empty() {
        let quoted: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
        session.say(&format!("hint: there is {}", quoted.join(", ")));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use btfly_btf::set::Ready;
    use btfly_btf::text;

    use super::*;
    use crate::output::Output;

    const PRIV: &str = "
        [3] STRUCT 'priv' size=4
                'x' type_id=1 bits_offset=0
    ";

    /// A base and three modules; two of them have the same `priv`, and all have ids of their own from 3 on.
    fn set() -> BtfSet {
        let base = text::parse(
            "
            [1] INT 'int' size=4 encoding=SIGNED
            [2] TYPEDEF 's32' type_id=1
            ",
        )
        .unwrap();
        let other = PRIV.replace("size=4", "size=8");
        let mut set = BtfSet::new(base.clone());
        for (name, listing) in [("dummy", PRIV), ("veth", &other), ("tun", PRIV)] {
            let bytes = text::parse_split(listing, &base).unwrap().bytes().to_vec();
            set.push(Arc::new(Ready::parse(name, bytes, &base)));
        }
        set
    }

    #[track_caller]
    fn check(name: &str, path: Option<&str>, expected: &str) {
        let set = set();
        let options = layout::Options::default();
        let request = Request { set: &set, options, title: name.to_owned(), path };
        let session = Session { out: Output::stdout(), json: false, colour: false };
        let found = find(&set, name).unwrap();
        let text = request.text(&request.views(&found, &session), &session).unwrap();
        assert_eq!(text, expected, "{name}");
    }

    #[test]
    fn equal_copies_are_one_and_others_are_shown_beside() {
        check(
            "priv",
            None,
            "\
/* dummy; same in: tun */
struct priv {
    int x;  /*     0     4 */

    /* size: 4, cachelines: 1, members: 1 */
    /* last cacheline: 4 bytes */
};

/* veth */
struct priv {
    int x;  /*     0     4 */

    /* size: 8, cachelines: 1, members: 1 */
    /* padding: 4 */
    /* last cacheline: 8 bytes */
};
",
        );
        // In this respect all three are alike.
        check(
            "priv",
            Some("x"),
            "\
/* dummy; same in: veth, tun */
priv: int
    offset:  0 (0x0) in struct priv
    size:    4
",
        );
    }

    #[test]
    fn an_id_that_several_modules_have_is_not_guessed() {
        check("2", None, "/* vmlinux */\ntypedef int s32;  /* size: 4 */\n");
        let error = find(&set(), "3").unwrap_err();
        assert!(error.to_string().contains("module:NAME"), "{error}");
        assert!(find(&BtfSet::new(set().base().clone()), "3").unwrap().is_empty());
    }

    #[test]
    fn many_homes_are_counted() {
        assert_eq!(homes(&["vmlinux"]), "vmlinux");
        let many: Vec<String> = (0..12).map(|n| format!("m{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(homes(&many), "m0; same in: m1, m2, m3, m4, m5, m6, m7, m8 and 3 more");
    }

    #[test]
    fn names_with_a_path_are_split() {
        assert_eq!(split_path("task_struct.se.x"), Some(("task_struct", "se.x")));
        assert_eq!(split_path("task_struct"), None);
        assert_eq!(split_path("a[1].b"), Some(("a", "[1].b")));
        assert_eq!(split_path(".text"), None);
    }
}
