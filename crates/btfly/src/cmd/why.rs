//! `btfly why [MODULE:]FUNC|SECTION…`: can a program attach here, and if not, why, and how else.

use std::io::Write as _;

use anyhow::Result;
use btfly_kernel::target::{Verdict, why};
use clap::{Arg, ArgMatches, Command};

use crate::exit::Outcome;
use crate::json::{Object, Value};
use crate::live;
use crate::live::Wanted;
use crate::session::Session;

const AFTER: &str = "\
The verdict is `attaches` or `does not attach`; below it are the types that have the name, every reason that was found, \
and the ways that are left, the best first. Nothing is attached. What could not be looked at (tracefs that is not mounted, \
files that are for administrators) is said as that, and counts neither way.

Symbols and types are read once for all targets. With --json there is a list of verdicts.

Exit code 1: there is a target where no program can attach by type.

Examples:
  btfly why tcp_v4_connect
  btfly why nf_conntrack:nf_conntrack_in
  btfly why tp_btf/sched_switch fexit/vfs_read lsm/file_open
  btfly why --json lsm/file_open | jq -r '.[].reasons[].reason'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Tell whether a program can attach to a function, why not, and how else")
        .after_help(AFTER)
        .arg(
            Arg::new("target")
                .value_name("[MODULE:]FUNC|SECTION")
                .required(true)
                .num_args(1..)
                .help("Functions, or names of sections as programs have them"),
        )
        .arg(live::facts_file())
        .arg(live::root())
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let targets = arguments.get_many::<String>("target").into_iter().flatten();
    let targets = targets.map(|target| Ok((target.as_str(), Wanted::of(target)?)));
    let targets = targets.collect::<Result<Vec<_>>>()?;
    let kernel = live::kernel(arguments);
    let facts = live::facts(arguments, &kernel)?;
    let verdicts = targets.into_iter().map(|(target, Wanted { kind, kmod, name })| {
        Ok((target, why(&kernel, &facts, kind, kmod, name)?))
    });
    let verdicts = verdicts.collect::<Result<Vec<_>>>()?;
    if session.json {
        let mut list = Value::of(&mut session.out.buffer).list();
        verdicts.iter().for_each(|(target, verdict)| json(target, verdict, list.next().object()));
        drop(list);
        session.out.buffer.push(b'\n');
    } else {
        for (target, verdict) in &verdicts {
            text(target, verdict, session)?;
        }
    }
    let all = verdicts.iter().all(|(_, verdict)| verdict.attaches);
    Ok(if all { Outcome::Done } else { Outcome::No })
}

const fn word(verdict: &Verdict) -> &'static str {
    if verdict.attaches { "attaches" } else { "does not attach" }
}

fn text(target: &str, verdict: &Verdict, session: &mut Session) -> Result<()> {
    let out = &mut session.out.buffer;
    writeln!(out, "{target}: {}", word(verdict))?;
    for hit in &verdict.hits {
        writeln!(out, "    {}:{} {}", hit.home, hit.type_id, hit.prototype)?;
    }
    for reason in &verdict.reasons {
        writeln!(out, "    {}: {reason}", reason.as_str())?;
    }
    let ways: Vec<&str> = verdict.ways.iter().map(|way| way.as_str()).collect();
    if ways.is_empty() {
        writeln!(out, "    ways: none")?;
    } else {
        writeln!(out, "    ways: {}", ways.join(", "))?;
    }
    if !verdict.attaches && !verdict.instead.is_empty() {
        writeln!(out, "    symbols for a kprobe: {}", verdict.instead.join(", "))?;
    }
    Ok(())
}

fn json(target: &str, verdict: &Verdict, mut object: Object<'_>) {
    object.key("target").text(target);
    object.key("verdict").text(word(verdict));
    let mut hits = object.key("types").list();
    for hit in &verdict.hits {
        let mut object = hits.next().object();
        object.key("in").text(&hit.home);
        object.key("id").number(i128::from(hit.type_id.0));
        object.key("prototype").text(&hit.prototype);
    }
    drop(hits);
    let mut symbols = object.key("symbols").list();
    for symbol in &verdict.symbols {
        let mut object = symbols.next().object();
        object.key("name").text(&symbol.name);
        object.key("address").number(i128::from(symbol.address));
        object.key("module").text(&symbol.kmod);
    }
    drop(symbols);
    let mut reasons = object.key("reasons").list();
    for reason in &verdict.reasons {
        let mut object = reasons.next().object();
        object.key("reason").text(reason.as_str());
        object.key("is_obstacle").written(if reason.is_obstacle() { "true" } else { "false" });
        object.key("says").text(&reason.to_string());
    }
    drop(reasons);
    for (key, words) in [
        ("ways", verdict.ways.iter().map(|way| way.as_str().to_owned()).collect()),
        ("instead", verdict.instead.clone()),
    ] {
        let mut list = object.key(key).list();
        let words: Vec<String> = words;
        words.iter().for_each(|word| list.next().text(word));
    }
}
