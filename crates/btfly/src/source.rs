//! `SOURCE` on the command line → a set of BTFs.
//!
//! *In:* nothing for the running kernel, `module:NAME`, a path, `-`. *Out:* [`Opened`]: the set, and what was
//! learned on the way. A bar on stderr while a package is read, if stderr is a terminal.

use std::path::Path;

use anyhow::Result;
use btfly_btf::BtfSet;
use btfly_source::{Base, Kmods, Limits, Opened, Options};
use clap::ArgMatches;

use crate::progress::Bar;
use crate::session::Session;

/// What to open, and how.
#[derive(Debug, Default)]
pub(crate) struct Request<'a> {
    /// As on the command line; nothing for the running kernel.
    pub(crate) source: Option<&'a str>,
    /// As on the command line: what a module's types continue.
    pub(crate) base: Option<&'a str>,
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
            kmods: Kmods::All,
            max_decompressed: arguments.try_get_one("max-decompressed").ok().flatten().copied(),
            progress: session.shows_progress(),
        }
    }

    /// Opens it.
    pub(crate) fn open(&self) -> Result<Opened> {
        // Who names a limit trusts the file as far as that, however small it is.
        let limits = match self.max_decompressed {
            Some(decompressed) => Limits { decompressed, ratio: u32::MAX },
            None => Limits::default(),
        };
        let bar = Bar::bytes(self.progress);
        let report = |progress: &btfly_source::Progress<'_>| {
            let file = progress.member.rsplit('/').next().unwrap_or_default();
            bar.set(progress.done, progress.total, file);
        };
        let options = Options {
            base: self.base.map(|base| Base::Path(base.into())),
            limits,
            kmods: self.kmods.clone(),
            progress: Some(&report),
            ..Options::default()
        };
        let opened = match self.source {
            None => btfly_source::running(&options),
            Some(source) => match source.strip_prefix("module:") {
                Some(name) => btfly_source::running_kmod(name, &options),
                None => btfly_source::open(Path::new(source), &options),
            },
        };
        Ok(opened?)
    }
}

/// Opens what the arguments of a command name, with `--base`.
pub(crate) fn opened(arguments: &ArgMatches, session: &Session) -> Result<Opened> {
    Request::of(arguments, session).open()
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
