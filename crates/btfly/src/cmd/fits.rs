//! `btfly fits MODULE… [--kernel SOURCE]`: whether a module's BTF fits a kernel, and if not, why.

mod verdict;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;
use btfly_source::{Kmods, Limits, kmod_files};
use clap::{Arg, ArgMatches, Command};

use crate::exit::Outcome;
use crate::json;
use crate::session::Session;
use crate::source::Request;
use verdict::{Kernel, Verdict};

const EXAMPLES: &str = "\
A module fits as it was built if its types continue this kernel's; relocated, if it carries `.BTF.base` and all that is \
there is found in this kernel (the kernel does that when it loads the module, since Linux 6.11); and if it has no BTF. It \
does not if its BTF cannot be read on this kernel's, says what no compiler says, or was built for another release. The exit \
code is 1 if one does not fit.

Examples:
  btfly fits my.ko                                     the running kernel
  btfly fits my.ko other.ko --kernel vmlinux
  btfly fits /lib/modules/6.12.9/extra --kernel /boot/vmlinuz-6.12.9
  btfly fits my.ko --json | jq '.[] | .reasons'";

pub(crate) fn arguments(command: Command) -> Command {
    command
        .about("Tell whether modules fit a kernel, and why not")
        .after_help(EXAMPLES)
        .arg(Arg::new("modules").value_name("MODULE").num_args(1..).required(true).help(
            "Files of modules (`.ko`, compressed or not, or raw BTF), or directories of them",
        ))
        .arg(
            Arg::new("kernel").long("kernel").value_name("SOURCE").help(
                "The kernel: a vmlinux, vmlinuz, package, or BTF; the running one unless given",
            ),
        )
}

pub(crate) fn run(arguments: &ArgMatches, session: &mut Session) -> Result<Outcome> {
    let kernel = arguments.get_one::<String>("kernel").map(String::as_str);
    let request = Request { source: kernel, kmods: Kmods::None, ..Request::of(arguments, session) };
    let kernel = Kernel::of(&request.open()?);
    let limits = request
        .max_decompressed
        .map_or(Limits::default(), |decompressed| Limits { decompressed, ratio: u32::MAX });
    let mut rows = Vec::new();
    for path in arguments.get_many::<String>("modules").unwrap_or_default() {
        for (name, path) in kmod_files(Path::new(path))? {
            let verdict = verdict::judge(&path, &kernel, &limits)?;
            rows.push(Row { name, path, verdict });
        }
    }
    match session.json {
        true => print_json(&rows, session)?,
        false => print(&rows, session)?,
    }
    let all_fit = rows.iter().all(|row| row.verdict.fits());
    Ok(if all_fit { Outcome::Done } else { Outcome::No })
}

/// A module, and what is to be said of it.
struct Row {
    name: String,
    path: PathBuf,
    verdict: Verdict,
}

fn print(rows: &[Row], session: &mut Session) -> Result<()> {
    for Row { name, verdict, .. } in rows {
        let out = &mut session.out.buffer;
        let Verdict { how, reasons, hint, .. } = verdict;
        match how {
            Some(how) => writeln!(out, "{name}: fits: {}", how.text())?,
            None => writeln!(out, "{name}: does not fit")?,
        }
        for reason in reasons {
            writeln!(out, "\t{reason}")?;
        }
        if let Some(hint) = hint {
            writeln!(out, "\thint: {hint}")?;
        }
        session.out.flush_if_full()?;
    }
    Ok(())
}

fn print_json(rows: &[Row], session: &mut Session) -> Result<()> {
    let mut list = json::Value::of(&mut session.out.buffer).list();
    for Row { name, path, verdict } in rows {
        let Verdict { how, release, reasons, hint } = verdict;
        let mut object = list.next().object();
        object.key("name").text(name);
        object.key("path").text(&path.to_string_lossy());
        object.key("fits").written(if verdict.fits() { "true" } else { "false" });
        let mut text = |key, text: Option<&str>| match text {
            Some(text) => object.key(key).text(text),
            None => object.key(key).written("null"),
        };
        text("how", how.as_ref().map(verdict::How::word));
        text("release", release.as_deref());
        text("hint", hint.as_deref());
        let mut list = object.key("reasons").list();
        reasons.iter().for_each(|reason| list.next().text(reason));
    }
    drop(list);
    session.out.buffer.push(b'\n');
    Ok(())
}
