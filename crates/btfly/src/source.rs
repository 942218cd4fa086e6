//! `SOURCE` on the command line → a set of BTFs.
//!
//! *In:* nothing for the running kernel, `module:NAME`, a path, `-`. *Out:* [`Opened`]: the set, and what was
//! learned on the way. A bar on stderr while a package is read, if stderr is a terminal.

use std::path::Path;

use anyhow::{Context, Result};
use btfly_btf::{Btf, BtfSet};
use btfly_source::{Base, Kmods, Limits, Opened, Options};
use clap::ArgMatches;

use crate::exit::Usage;
use crate::progress::Bar;
use crate::session::Session;

/// What to open, and how.
#[derive(Debug, Default)]
pub(crate) struct Request<'a> {
    /// As on the command line; nothing for the running kernel.
    pub(crate) source: Option<&'a str>,
    /// As on the command line: what a module's types continue.
    pub(crate) base: Option<&'a str>,
    /// The same, open.
    pub(crate) on: Option<Btf>,
    /// Which modules belong to the set.
    pub(crate) kmods: Kmods,
    /// Bytes that may come out of one compressed file.
    pub(crate) max_decompressed: Option<u64>,
    /// Whether a bar may be drawn.
    pub(crate) progress: bool,
}

impl<'a> Request<'a> {
    /// What `cli::source` and `cli::base` were given, where a command has them.
    pub(crate) fn of(arguments: &'a ArgMatches, session: &Session) -> Self {
        let text = |name| arguments.try_get_one::<String>(name).ok().flatten();
        Self {
            source: text("source").map(String::as_str),
            base: text("base").map(String::as_str),
            on: None,
            kmods: Kmods::All,
            max_decompressed: arguments.try_get_one("max-decompressed").ok().flatten().copied(),
            progress: session.shows_progress(),
        }
    }

    /// How much may be unpacked. Who names a limit trusts the file as far as that, however small it is.
    pub(crate) fn limits(&self) -> Limits {
        match self.max_decompressed {
            Some(decompressed) => Limits { decompressed, ratio: u32::MAX },
            None => Limits::default(),
        }
    }

    /// Opens it.
    pub(crate) fn open(&self) -> Result<Opened> {
        self.open_with(|options| match self.source {
            None => btfly_source::running(options),
            Some(source) => match source.strip_prefix("module:") {
                Some(name) => btfly_source::running_kmod(name, options),
                None => btfly_source::open(Path::new(source), options),
            },
        })
    }

    /// Opens something in the way that was asked for, with a bar.
    pub(crate) fn open_with(
        &self,
        open: impl FnOnce(&Options<'_>) -> std::result::Result<Opened, btfly_source::Error>,
    ) -> Result<Opened> {
        let bar = Bar::bytes(self.progress);
        let report = |progress: &btfly_source::Progress<'_>| {
            let file = progress.member.rsplit('/').next().unwrap_or_default();
            bar.set(progress.done, progress.total, file);
        };
        let options = Options {
            base: match &self.on {
                Some(btf) => Some(Base::Btf(btf.clone())),
                None => self.base.map(|base| Base::Path(base.into())),
            },
            limits: self.limits(),
            kmods: self.kmods.clone(),
            progress: Some(&report),
            ..Options::default()
        };
        Ok(open(&options)?)
    }
}

/// Opens what the arguments of a command name, with `--base`.
pub(crate) fn opened(arguments: &ArgMatches, session: &Session) -> Result<Opened> {
    Request::of(arguments, session).open()
}

/// What `--module` says.
pub(crate) fn kmods(arguments: &ArgMatches) -> Result<Kmods> {
    let Some(names) = arguments.get_many::<String>("module") else { return Ok(Kmods::All) };
    let names: Vec<String> = names.cloned().collect();
    match names.as_slice() {
        [only] if only == "all" => Ok(Kmods::All),
        [only] if only == "none" => Ok(Kmods::None),
        many if many.iter().any(|name| name == "all" || name == "none") => {
            Err(Usage::new("`--module all` and `--module none` stand alone").into())
        }
        _ => Ok(Kmods::Named(names)),
    }
}

/// Modules that were asked for by name and are not there, or cannot be read.
pub(crate) fn check_kmods(kmods: &Kmods, opened: &Opened) -> Result<()> {
    let Kmods::Named(names) = kmods else { return Ok(()) };
    for name in names {
        let slot = opened.set.slot(name).filter(|slot| !slot.is_base());
        let slot = slot.with_context(|| format!("no module `{name}` in {}", opened.name))?;
        opened.set.btf(slot).with_context(|| format!("module `{name}`"))?;
    }
    Ok(())
}

/// Decodes all modules of `set`, by several threads and with a bar; what fails is set aside in it.
pub(crate) fn decode_all(set: &BtfSet, session: &Session) {
    let total = set.kmods().len() as u64;
    let bar = Bar::kmods(session.shows_progress());
    btfly_source::decode_all(set, None, &|done| bar.set(done as u64, total, ""));
}

/// Says which modules could not be read: an answer without them is not the whole answer.
pub(crate) fn say_set_aside(set: &BtfSet, session: &Session) {
    // What has not been decoded was not needed.
    let reasons: Vec<_> = (set.slots().skip(1))
        .zip(set.kmods())
        .filter(|(_, kmod)| kmod.is_decoded())
        .filter_map(|(slot, _)| Some((slot, set.btf(slot).err()?)))
        .collect();
    match reasons.as_slice() {
        [] => {}
        [(slot, reason)] => {
            session.say(&format!("note: `{}` is set aside: {reason}", set.slot_name(*slot)));
        }
        several => session.say(&format!(
            "note: {} modules are set aside and not searched\nhint: `btfly list` says why",
            several.len()
        )),
    }
}
