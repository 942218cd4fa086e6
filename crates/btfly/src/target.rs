//! What an object is fitted to: a kernel, and modules from anywhere.
//!
//! *In:* the arguments that [`arguments`] gives a command. *Out:* a set; and, where something was not found in it, a larger
//! one that tells which module would have it. *Never:* an answer out of the larger one.

use std::path::Path;

use anyhow::{Context, Result, bail};
use btfly_btf::BtfSet;
use btfly_obj::co_re::Fit;
use btfly_source::{Kmods, Opened};
use clap::{Arg, ArgAction, ArgMatches};

use crate::cli;
use crate::session::Session;
use crate::source::{self, Request};

/// `[SOURCE] --btf SOURCE… --base SOURCE --module NAME… --hints SOURCE`.
pub(crate) fn arguments() -> Vec<Arg> {
    vec![
        cli::source(),
        Arg::new("btf").long("btf").value_name("SOURCE").action(ArgAction::Append).help(
            "As SOURCE; may be given several times: what comes after the first are modules on it",
        ),
        cli::base(),
        cli::modules(),
        Arg::new("hints")
            .long("hints")
            .value_name("SOURCE")
            .help("Modules that hints may tell of: those of the same kernel on disk, unless given"),
    ]
}

/// What an object is fitted to.
pub(crate) struct Target {
    pub(crate) opened: Opened,
    /// Whether not all modules of the source are in the set.
    is_restricted: bool,
    /// Whether it is the running kernel.
    is_running: bool,
}

impl Target {
    /// Opens all that the arguments name.
    pub(crate) fn open(arguments: &ArgMatches, session: &Session) -> Result<Self> {
        let sources = sources(arguments);
        let kmods = source::kmods(arguments)?;
        let opened = open_all(&sources, &kmods, arguments, session)?;
        source::check_kmods(&kmods, &opened)?;
        let is_restricted = !matches!(kmods, Kmods::All);
        Ok(Self { opened, is_restricted, is_running: sources.is_empty() })
    }

    /// The larger set, if one of `fits` found nothing and there is one.
    pub(crate) fn known(
        &self,
        fits: &[Fit],
        arguments: &ArgMatches,
        session: &Session,
    ) -> Option<BtfSet> {
        if fits.iter().all(|fit| fit.solved.target.is_some()) {
            return None;
        }
        let all = Request { kmods: Kmods::All, ..Request::of(arguments, session) };
        if let Some(hints) = arguments.get_one::<String>("hints") {
            let own = Request { source: Some(hints), ..all };
            let on = Some(self.opened.set.base().clone());
            let beside =
                Request { source: Some(hints), base: None, on, ..Request::of(arguments, session) };
            return match own.open().with_context(|| hints.clone()).or_else(|_| beside.open()) {
                Ok(opened) => Some(opened.set),
                Err(error) => {
                    session.say(&format!("note: no hints from `{hints}`: {error}"));
                    None
                }
            };
        }
        if self.is_running {
            // A module that is not loaded has its types on disk, if anywhere.
            let release = self.opened.release.as_deref()?;
            let tree = Path::new("/lib/modules").join(release);
            let on = Some(self.opened.set.base().clone());
            let tree = tree.to_str()?;
            let request = Request { source: Some(tree), base: None, on, ..all };
            return request.open().ok().map(|opened| opened.set);
        }
        let first = sources(arguments).first().copied();
        let whole = self.is_restricted.then(|| Request { source: first, ..all }.open().ok());
        whole.flatten().map(|opened| opened.set)
    }
}

/// The first of `sources`, the running kernel if there is none, with what comes behind it as modules on it.
pub(crate) fn open_all(
    sources: &[&str],
    kmods: &Kmods,
    arguments: &ArgMatches,
    session: &Session,
) -> Result<Opened> {
    let request = Request {
        source: sources.first().copied(),
        kmods: kmods.clone(),
        ..Request::of(arguments, session)
    };
    let mut opened = request.open()?;
    for extra in sources.get(1..).unwrap_or(&[]) {
        let on = Some(opened.set.base().clone());
        let request =
            Request { source: Some(extra), on, base: None, ..Request::of(arguments, session) };
        let more = request.open()?;
        if more.set.kmods().is_empty() {
            bail!("`{extra}` has no module: only the first source may be a kernel alone");
        }
        for kmod in more.set.kmods() {
            if opened.set.slot(kmod.name()).is_some() {
                bail!("the module `{}` is there already, and again in `{extra}`", kmod.name());
            }
            opened.set.push(kmod.clone());
        }
    }
    Ok(opened)
}

/// All sources, in order.
fn sources(arguments: &ArgMatches) -> Vec<&str> {
    let first = arguments.get_one::<String>("source").into_iter();
    let all = first.chain(arguments.get_many::<String>("btf").into_iter().flatten());
    all.map(String::as_str).collect()
}
