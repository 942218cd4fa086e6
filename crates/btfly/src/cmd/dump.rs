//! `btfly dump SOURCE`: every type of one BTF, as bpftool lists it, as JSON, or as a C header.

mod c;

use anyhow::{Context, Result};
use btfly_btf::c::{Graph, Node, Options, Order};
use btfly_btf::view::Type;
use btfly_btf::{Btf, Slot, TypeId, json, text};
use btfly_source::Kmods;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::cli;
use crate::exit::{Outcome, Usage};
use crate::session::Session;
use crate::source::Request;

const EXAMPLES: &str = "\
Prints one BTF: the kernel's, or the module's that was named; `header` covers a kernel and its modules.
The listing and the header are in bpftool's form. `--full` adds what a listing otherwise leaves out, such as
the kind flag of tags, so that nothing is lost.

Examples:
  btfly dump                                    the running kernel, as a listing
  btfly dump module:nf_conntrack --format c     a module's types and all they need, as C
  btfly dump vmlinuz-6.12.9 --root task_struct  one type
  btfly dump prog.o --json | jq .types[0]";

pub(crate) fn arguments(command: Command) -> Command {
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue);
    command
        .about("Print the types of one BTF: as a listing, as JSON, as C")
        .after_help(EXAMPLES)
        .arg(cli::source())
        .arg(cli::base())
        .arg(
            Arg::new("format")
                .long("format")
                .short('f')
                .value_name("FORMAT")
                .value_parser(["raw", "c", "json"])
                .help("raw: a line a type and a member; c: a header; json: as `--json`"),
        )
        .arg(
            Arg::new("root")
                .long("root")
                .value_name("NAME|ID")
                .action(ArgAction::Append)
                .help("Only this type; in C, with what it needs. May be repeated"),
        )
        .arg(
            flag("unsorted").help("C in order of id; otherwise in one that does not depend on ids"),
        )
        .arg(
            flag("compat")
                .help("C and JSON byte for byte as bpftool 7.8 prints them, its mistakes included"),
        )
        .arg(
            flag("full")
                .help("The listing with all that a section says, so that it can be read back"),
        )
        .arg(flag("pretty").help("JSON on many lines"))
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let format = match arguments.get_one::<String>("format").map(String::as_str) {
        Some("c") if session.json => {
            let what = "C is not JSON: give `--format c` or `--json`, not both";
            return Err(Usage::new(what).into());
        }
        Some("c") => Format::C,
        Some("json") => Format::Json,
        _ if session.json => Format::Json,
        _ => Format::Raw,
    };
    // Of a package or a directory the kernel is meant, so its modules need not be unpacked.
    let request = Request { kmods: Kmods::None, ..Request::of(arguments, session) };
    let opened = request.open()?;
    let slot = opened.focus.unwrap_or(Slot::BASE);
    let btf = opened.set.btf(slot)?;
    let roots = match arguments.get_many::<String>("root") {
        Some(names) => {
            // In the order in which they were named, as bpftool has it, and each once.
            let mut ids = Vec::new();
            for name in names {
                let found = find(btf, name);
                if found.is_empty() {
                    session.say(&format!("btfly: no type `{name}` in {}", opened.name));
                    if matches!(format, Format::Json) {
                        session.out.buffer.extend_from_slice(b"{\"types\":[]}\n");
                    }
                    return Ok(Outcome::No);
                }
                ids.extend(found.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
            }
            Some(ids)
        }
        None => None,
    };
    let compat = arguments.get_flag("compat");
    match format {
        Format::Raw => listing(btf, roots.as_deref(), arguments.get_flag("full"), session),
        Format::Json => {
            let options = json::Options { pretty: arguments.get_flag("pretty"), compat };
            values(btf, roots.as_deref(), &options, session)
        }
        Format::C => {
            let options = Options { compat };
            header(btf, roots.as_deref(), options, arguments.get_flag("unsorted"), session)
        }
    }
}

enum Format {
    Raw,
    Json,
    C,
}

/// The types that `text` names: one by its id, or all of that name.
fn find(btf: &Btf, text: &str) -> Vec<TypeId> {
    let types = btf.types();
    match text.parse() {
        Ok(id) => Some(TypeId(id)).filter(|id| types.get(*id).is_some()).into_iter().collect(),
        Err(_) => types.find(text, None).collect(),
    }
}

/// The own types, or those that were asked for.
fn wanted<'b>(
    btf: &'b Btf,
    roots: Option<&'b [TypeId]>,
) -> impl Iterator<Item = (TypeId, Type<'b>)> + use<'b> {
    let types = btf.types();
    let all = roots.is_none().then(|| types.iter());
    let some = roots.unwrap_or_default().iter().filter_map(move |id| Some((*id, types.get(*id)?)));
    all.into_iter().flatten().chain(some)
}

fn listing(
    btf: &Btf,
    roots: Option<&[TypeId]>,
    full: bool,
    session: &mut Session,
) -> Result<Outcome> {
    let options = text::Options { full };
    let types = btf.types();
    if full && roots.is_none() {
        text::write_header(btf, &mut session.out.buffer);
    }
    let out = &mut session.out;
    // From inside: two iterators one after the other cost a decision for each type otherwise.
    wanted(btf, roots).try_for_each(|(id, ty)| {
        text::write_type(&types, id, ty, &options, &mut out.buffer);
        out.flush_if_full()
    })?;
    Ok(Outcome::Done)
}

fn values(
    btf: &Btf,
    roots: Option<&[TypeId]>,
    options: &json::Options,
    session: &mut Session,
) -> Result<Outcome> {
    let out = &mut session.out;
    let mut buffer = std::mem::take(&mut out.buffer);
    json::write_each(wanted(btf, roots), options, &mut buffer, |buffer| out.write_if_full(buffer))?;
    out.buffer = buffer;
    Ok(Outcome::Done)
}

fn header(
    btf: &Btf,
    roots: Option<&[TypeId]>,
    options: Options,
    unsorted: bool,
    session: &mut Session,
) -> Result<Outcome> {
    let graph = Graph::new(btf.types());
    // The part that a split BTF is comes after its base; an id of the base is the base's in either.
    let part = usize::from(btf.base().is_some());
    let nodes: Vec<Node> =
        roots.unwrap_or_default().iter().map(|id| graph.node(part, *id)).collect();
    let order = match (roots, unsorted) {
        (Some(_), _) => Order::Roots(&nodes),
        (None, true) => Order::ById,
        (None, false) => Order::Sorted,
    };
    let out = &mut session.out;
    let report = c::print(&graph, options, order, out).context("cannot write")?;
    for error in &report.unprintable {
        session.say(&format!("note: left out: {error}"));
    }
    Ok(Outcome::Done)
}
