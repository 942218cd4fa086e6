//! `btfly find PATTERN [SOURCE]`: types, functions, members, enumerators by what is known of them.

mod group;
mod print;
mod search;

use std::path::Path;

use anyhow::Result;
use btfly_btf::find::{NameTest, Query, Sort, Sorts, TypeTest, TypeText};
use btfly_btf::scan::Wanted;
use btfly_btf::{BtfSet, Kind, TypeId, Types, similar};
use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli;
use crate::exit::{Outcome, Usage};
use crate::pattern::{Pattern, between_slashes};
use crate::progress::Bar;
use crate::session::Session;
use crate::source;

use group::Groups;

const EXAMPLES: &str = "\
PATTERN is a name, a glob (`*`, `?`, `[a-z]`) or a regular expression between slashes; `TYPE.MEMBER` \
looks for members of certain types only.

TYPE is C: `sk_buff`, `struct sk_buff *`, `unsigned int`, or a regular expression between slashes, which is \
compared with the type as C text. A struct is found behind any number of pointers unless stars are written.

What is the same in several modules is one line: `vmlinux +12` is vmlinux and twelve modules.

Examples:
  btfly find 'tcp_*' --kind func               functions by name
  btfly find --arg 'struct sk_buff *' --ret int
  btfly find --arg sock --arg '/^const char /' functions that take both
  btfly find 'task_struct.*pid*'               members of one struct
  btfly find --member cgroup                   structs that have such a member
  btfly find 'TCP_*' --kind enumerator         constants with their values
  btfly find '/^(veth|tun)_/' --all            a line for each module";

/// What `--kind` understands, and what it stands for.
const KINDS: [(&str, &[Sort]); 15] = [
    ("type", &C_TYPES),
    ("struct", &[Sort::Type(Kind::Struct)]),
    ("union", &[Sort::Type(Kind::Union)]),
    ("enum", &[Sort::Type(Kind::Enum), Sort::Type(Kind::Enum64)]),
    ("typedef", &[Sort::Type(Kind::Typedef)]),
    ("int", &[Sort::Type(Kind::Int)]),
    ("float", &[Sort::Type(Kind::Float)]),
    ("fwd", &[Sort::Type(Kind::Fwd)]),
    ("func", &[Sort::Type(Kind::Func)]),
    ("var", &[Sort::Type(Kind::Var)]),
    ("datasec", &[Sort::Type(Kind::Datasec)]),
    ("member", &[Sort::Member]),
    ("enumerator", &[Sort::Variant]),
    ("decl_tag", &[Sort::Type(Kind::DeclTag)]),
    ("type_tag", &[Sort::Type(Kind::TypeTag)]),
];

const C_TYPES: [Sort; 8] = [
    Sort::Type(Kind::Struct),
    Sort::Type(Kind::Union),
    Sort::Type(Kind::Enum),
    Sort::Type(Kind::Enum64),
    Sort::Type(Kind::Typedef),
    Sort::Type(Kind::Int),
    Sort::Type(Kind::Float),
    Sort::Type(Kind::Fwd),
];

pub(crate) fn arguments(command: Command) -> Command {
    let several = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).action(ArgAction::Append)
    };
    command
        .about("Find types, functions, members and enumerators")
        .after_help(EXAMPLES)
        .arg(
            Arg::new("pattern")
                .value_name("PATTERN")
                .required_unless_present_any(["arg", "ret", "member"])
                .help("Which names: `task_struct`, `tcp_*`, `/^(get|put)_/`, `sock.sk_*`"),
        )
        .arg(cli::source())
        .arg(
            several("kind", "KIND")
                .short('k')
                .value_parser(PossibleValuesParser::new(KINDS.map(|(name, _)| name)))
                .help("Only such; may be given several times"),
        )
        .arg(several("arg", "TYPE").help("Functions that take this; given twice, both"))
        .arg(Arg::new("ret").long("ret").value_name("TYPE").help("Functions that return this"))
        .arg(several("member", "PATTERN").help("Structs and unions that have such a member"))
        .arg(
            Arg::new("regex")
                .long("regex")
                .short('E')
                .action(ArgAction::SetTrue)
                .help("PATTERN is a regular expression, without slashes"),
        )
        .arg(
            Arg::new("all")
                .long("all")
                .short('a')
                .action(ArgAction::SetTrue)
                .help("A line for each module, though they say the same"),
        )
        .arg(cli::base())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let places = Places::of(arguments);
    let asked = Asked::new(arguments, places.pattern)?;
    let request =
        source::Request { source: places.source, ..source::Request::of(arguments, session) };
    let opened = request.open()?;
    let set = &opened.set;
    // Of a module that is named, not its whole kernel.
    let slots = match opened.focus {
        Some(slot) => vec![slot],
        None => set.slots().collect(),
    };
    let base = set.base().types();
    let only = asked.name.only_name().map(|name| Wanted::new(name, &base));
    let members: Vec<_> = asked.members.iter().map(test_of).collect();
    let members: Vec<NameTest<'_>> = members.iter().map(|test| test as NameTest<'_>).collect();
    let takes: Vec<TypeTest<'_>> = asked.takes.iter().map(|test| &**test as TypeTest<'_>).collect();
    let name = test_of(&asked.name);
    let within = asked.within.as_ref().map(test_of);
    let query = Query {
        sorts: asked.sorts,
        name: &name,
        only: only.as_ref(),
        within: within.as_ref().map(|test| test as NameTest<'_>),
        has_member: &members,
        takes: &takes,
        returns: asked.returns.as_ref().map(|test| &**test as TypeTest<'_>),
    };
    let groups = {
        let bar = Bar::kmods(session.shows_progress());
        search::search(set, &slots, &query, Groups::new(arguments.get_flag("all")), &bar)
    };
    if session.json {
        print::json(set, &groups, &mut session.out)?;
    } else {
        print::text(set, &groups, session.colour, &mut session.out)?;
    }
    source::say_set_aside(set, session);
    if !groups.is_empty() {
        return Ok(Outcome::Done);
    }
    say_nothing_found(set, &places, &asked, session);
    Ok(Outcome::No)
}

fn test_of(pattern: &Pattern) -> impl Fn(&[u8]) -> bool + Sync {
    |name| pattern.is_match(name)
}

type OwnedTypeTest = Box<dyn Fn(&Types<'_>, TypeId) -> bool + Sync>;

/// The two arguments without a dash.
struct Places<'a> {
    pattern: &'a str,
    source: Option<&'a str>,
}

impl<'a> Places<'a> {
    /// Where an option says what to look for, a first argument that cannot be a name is the source.
    fn of(arguments: &'a ArgMatches) -> Self {
        let text = |name| arguments.get_one::<String>(name).map(String::as_str);
        match (text("pattern"), text("source")) {
            (Some(only), None) if asks_otherwise(arguments) && is_source(only) => {
                Self { pattern: "*", source: Some(only) }
            }
            (pattern, source) => Self { pattern: pattern.unwrap_or("*"), source },
        }
    }
}

fn asks_otherwise(arguments: &ArgMatches) -> bool {
    ["arg", "ret", "member"].iter().any(|name| arguments.contains_id(name))
}

/// Whether `text` is something to open: no name in C has such characters.
fn is_source(text: &str) -> bool {
    text == "-" || text.contains([':', '/', '.']) && (is_kmod(text) || Path::new(text).exists())
}

fn is_kmod(text: &str) -> bool {
    text.starts_with("module:")
}

/// What the command line asks for.
struct Asked {
    sorts: Sorts,
    name: Pattern,
    within: Option<Pattern>,
    members: Vec<Pattern>,
    takes: Vec<OwnedTypeTest>,
    returns: Option<OwnedTypeTest>,
}

impl Asked {
    fn new(arguments: &ArgMatches, text: &str) -> Result<Self> {
        let texts = |name| arguments.get_many::<String>(name).into_iter().flatten();
        let takes = texts("arg").map(|text| type_test(text)).collect::<Result<Vec<_>>>()?;
        let returns = arguments.get_one::<String>("ret").map(|text| type_test(text)).transpose()?;
        let members =
            texts("member").map(|text| Pattern::parse(text)).collect::<Result<Vec<_>>>()?;
        let kinds: Vec<&String> = texts("kind").collect();

        let wants_members = kinds.is_empty() || kinds.iter().any(|kind| *kind == "member");
        let is_regex = arguments.get_flag("regex");
        let dotted = text.find('.').zip(text.rfind('.')).filter(|(first, _)| {
            0 < *first && wants_members && !is_regex && between_slashes(text).is_none()
        });
        let (within, name) = match dotted {
            Some((first, last)) => (text.get(..first), text.get(last + 1..).unwrap_or(text)),
            None => (None, text),
        };
        let sorts = match kinds.as_slice() {
            [] if within.is_some() => Sorts::NONE.with(Sort::Member),
            [] if !takes.is_empty() || returns.is_some() => {
                Sorts::NONE.with(Sort::Type(Kind::Func))
            }
            [] if !members.is_empty() => C_TYPES.into_iter().collect(),
            [] => Sorts::default(),
            kinds => KINDS
                .iter()
                .filter(|(kind, _)| kinds.iter().any(|wanted| wanted == kind))
                .flat_map(|(_, sorts)| sorts.iter().copied())
                .collect(),
        };
        Ok(Self {
            sorts,
            name: if is_regex { Pattern::regex(name)? } else { Pattern::parse(name)? },
            within: within.map(Pattern::parse).transpose()?,
            members,
            takes,
            returns,
        })
    }
}

/// A type as C writes it, or an expression about that text.
fn type_test(text: &str) -> Result<OwnedTypeTest> {
    if let Some(expression) = between_slashes(text) {
        let pattern = Pattern::regex(expression)?;
        return Ok(Box::new(move |types, id| {
            pattern.is_match(types.declaration(id, "").to_string().as_bytes())
        }));
    }
    let wanted = TypeText::parse(text).map_err(|error| {
        Usage::new(format!("cannot compare types with `{text}`: {error}")).hint(
            "write it like `struct sk_buff *`, or as an expression about such text: `/sk_buff/`",
        )
    })?;
    Ok(Box::new(move |types, id| wanted.is_like(types, id)))
}

fn say_nothing_found(set: &BtfSet, places: &Places<'_>, asked: &Asked, session: &Session) {
    session.say("btfly: nothing found");
    if places.source.is_none() && is_source(places.pattern) {
        session.say("hint: the first argument is what to look for, the second where");
        return;
    }
    let Some(name) = asked.name.only_name() else { return };
    let types = set.base().types();
    let near = similar::nearest(name, types.iter().filter_map(|(_, ty)| ty.name()), 3);
    if near.is_empty() {
        session.say(&format!("hint: a pattern is compared with the whole name: try `*{name}*`"));
    } else {
        let near: Vec<_> = near.iter().map(|name| format!("`{name}`")).collect();
        session.say(&format!("hint: there is {}", near.join(", ")));
    }
}
