//! `btfly verify SOURCE`: what a kernel would refuse about a BTF, and what to change.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Error, Result};
use btfly_btf::feature::Feature;
use btfly_btf::rules::{Finding, Options, Report, Rule, Target, verify};
use btfly_btf::{Btf, Slot};
use btfly_source::{Bytes, Elf, Kmods, Limits};
use clap::{Arg, ArgMatches, Command, value_parser};

use crate::exit::{Outcome, Usage};
use crate::plural::count;
use crate::session::Session;
use crate::source::Request;
use crate::{cli, json};

const EXAMPLES: &str = "\
A BTF that stands alone is checked as the kernel does before a program's BTF is loaded (`BPF_BTF_LOAD`); a module's, as \
when the module is loaded, and against its base. A kernel stops at the first thing that is wrong; this lists all of \
them, in its order. Without `--for`, the kernel is the newest one known. Exit code 1 when it would refuse.

KERNEL is a version (`5.10`, or all of `uname -r`), or a list with commas: a version and features that a \
distribution has taken over (`5.10,dot-names`), or only features. Features are:

FEATURES
Examples:
  btfly verify prog.o --for 5.10          would it load on that kernel, as the compiler made it?
  btfly verify xfs.ko --base vmlinux      a module against a kernel
  btfly verify --json any.btf | jq -r '.findings[].rule'";

pub(crate) fn arguments(command: Command) -> Command {
    let mut features = String::new();
    for feature in Feature::all() {
        features += &format!("  {feature:<16}{}, Linux {}\n", feature.says(), feature.kernel());
    }
    command
        .about("List what a kernel would refuse about a BTF, and what to change")
        .after_help(EXAMPLES.replace("FEATURES\n", &(features + "\n")))
        .arg(cli::source())
        .arg(cli::base())
        .arg(
            Arg::new("for")
                .long("for")
                .value_name("KERNEL")
                .help("Which kernel; the newest known, unless given"),
        )
        .arg(
            Arg::new("limit")
                .long("limit")
                .value_name("N")
                .value_parser(value_parser!(usize))
                .default_value("1000")
                .help("How many findings to list; all are counted"),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let wanted = arguments.get_one::<String>("for");
    let target = match wanted {
        None => Target::default(),
        Some(text) => Target::parse(text).map_err(|error| {
            Usage::new(error.to_string())
                .hint("such as `6.1`; `btfly verify --help` lists features")
        })?,
    };
    let limit = arguments.get_one("limit").copied().unwrap_or(1000);
    let request = Request { kmods: Kmods::None, ..Request::of(arguments, session) };
    let input = Input::of(&request)?;
    let report = verify(input.bytes(), input.base.as_ref(), &Options { target, limit });
    // A module alone is no BTF to speak of: what is missing is the reader's to say.
    let is_alone = report.findings().iter().any(|finding| finding.rule == Rule::StringsStart);
    if is_alone && let Some((_, error)) = input.raw {
        return Err(error);
    }
    let kernel = wanted.map_or("the newest kernel", String::as_str);
    if session.json {
        write_json(kernel, &report, &input, session)?;
    } else {
        write_text(&report, &input, session)?;
        let n = u64::try_from(report.findings().len())? + report.n_more();
        session.say(&match n {
            0 => format!("nothing that {kernel} would refuse"),
            _ if report.is_loadable() => format!("{kernel} takes it, but {}", findings(n)),
            _ => format!("{kernel} would refuse it: {}", findings(n)),
        });
    }
    Ok(if report.is_clean() { Outcome::Done } else { Outcome::No })
}

fn findings(n: u64) -> String {
    count(usize::try_from(n).unwrap_or(usize::MAX), "finding")
}

/// What to verify: a BTF that was read, or bytes that cannot be.
struct Input {
    read: Option<Btf>,
    /// With what the reader said.
    raw: Option<(Bytes, Error)>,
    base: Option<Btf>,
}

impl Input {
    fn of(request: &Request<'_>) -> Result<Self> {
        let read = request.open().and_then(|opened| {
            let slot = opened.focus.unwrap_or(Slot::BASE);
            Ok(opened.set.btf(slot)?.clone())
        });
        let error = match read {
            Ok(btf) => {
                let base = btf.base().cloned();
                return Ok(Self { read: Some(btf), raw: None, base });
            }
            Err(error) => error,
        };
        // What no reader takes may still be told about, if it can be found at all.
        let Some(raw) = request.source.and_then(|path| section(Path::new(path))) else {
            return Err(error);
        };
        let base = match request.base {
            None => None,
            Some(base) => {
                let request = Request { source: Some(base), base: None, ..Request::default() };
                Some(request.open()?.set.base().clone())
            }
        };
        Ok(Self { read: None, raw: Some((raw, error)), base })
    }

    fn bytes(&self) -> &[u8] {
        match (&self.read, &self.raw) {
            (Some(btf), _) => btf.bytes(),
            (None, Some((raw, _))) => raw.as_ref(),
            (None, None) => &[],
        }
    }

    /// What a finding's type is called.
    fn name(&self, finding: &Finding) -> Option<&str> {
        let ty = self.read.as_ref()?.get(finding.id?)?;
        ty.name().filter(|name| !name.is_empty())
    }
}

/// The BTF of a file that is BTF, or an ELF file with it.
fn section(path: &Path) -> Option<Bytes> {
    let limits = Limits::default();
    let file = Bytes::from_file(path, &limits).ok()?;
    let first = file.as_ref().first_chunk::<2>()?;
    match first {
        [0x9f, 0xeb] | [0xeb, 0x9f] => Some(file),
        _ => Elf::read(&file, &limits).ok()?.btf,
    }
}

fn write_text(report: &Report, input: &Input, session: &mut Session) -> Result<()> {
    let mut told: BTreeSet<Rule> = BTreeSet::new();
    for finding in report.findings() {
        let out = &mut session.out.buffer;
        let place = finding.place(input.name(finding));
        writeln!(out, "{place}: {} [{}, byte {:#x}]", finding.what(), finding.rule, finding.at)?;
        if told.insert(finding.rule) {
            writeln!(out, "    change: {}", finding.rule.change())?;
        }
        session.out.flush_if_full()?;
    }
    if let more @ 1.. = report.n_more() {
        writeln!(session.out.buffer, "and {more} more")?;
    }
    Ok(())
}

fn write_json(kernel: &str, report: &Report, input: &Input, session: &mut Session) -> Result<()> {
    let mut object = json::Value::of(&mut session.out.buffer).object();
    object.key("kernel").text(kernel);
    object.key("loadable").written(if report.is_loadable() { "true" } else { "false" });
    let mut list = object.key("findings").list();
    for finding in report.findings() {
        let mut object = list.next().object();
        object.key("rule").text(finding.rule.as_str());
        object.key("id").number(finding.id.map(|id| i128::from(id.0)));
        match finding.kind {
            Some(kind) => object.key("kind").text(kind.as_str()),
            None => object.key("kind").number(None),
        }
        match input.name(finding) {
            Some(name) => object.key("name").text(name),
            None => object.key("name").number(None),
        }
        object.key("part").number(finding.part_idx.map(i128::from));
        object.key("byte").number(i128::from(finding.at));
        object.key("value").number(i128::from(finding.value));
        object.key("limit").number(i128::from(finding.limit));
        object.key("what").text(&finding.what().to_string());
        object.key("change").text(finding.rule.change());
        object.key("log").text(finding.rule.log());
    }
    drop(list);
    object.key("more").number(i128::from(report.n_more()));
    drop(object);
    session.out.buffer.push(b'\n');
    Ok(())
}
