//! `--type NAME|GLOB`: which types are meant.
//!
//! *In:* the patterns of a command line. *Out:* whether a name is meant; on stderr, each pattern that meant nothing,
//! with names that may have been meant. *Never:* a type; who has one asks for its name and its enumerators'.

use std::cell::Cell;

use anyhow::Result;
use btfly_btf::similar;
use clap::{Arg, ArgAction, ArgMatches};

use crate::pattern::Pattern;
use crate::session::Session;

/// The option.
pub(crate) fn argument() -> Arg {
    Arg::new("type").long("type").short('t').value_name("NAME|GLOB").action(ArgAction::Append).help(
        "Only types of this name or with an enumerator of it, and what they need. May be repeated",
    )
}

/// What `--type` says, and of each pattern whether anything was found by it.
pub(crate) struct Wanted(Vec<(Pattern, String, Cell<bool>)>);

impl Wanted {
    pub(crate) fn of(arguments: &ArgMatches) -> Result<Self> {
        let texts = arguments.get_many::<String>("type").unwrap_or_default();
        let patterns =
            texts.map(|text| Ok((Pattern::parse(text)?, text.clone(), Cell::new(false))));
        Ok(Self(patterns.collect::<Result<_>>()?))
    }

    /// Whether the option was not given.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_match(&self, name: &str) -> bool {
        let mut any = false;
        // All of them, because each is to be told whether it found something.
        for (pattern, _, found) in &self.0 {
            if pattern.is_match(name.as_bytes()) {
                found.set(true);
                any = true;
            }
        }
        any
    }

    /// Names each pattern by which nothing was found, and names that may have been meant.
    pub(crate) fn say_unmatched<'n, I: Iterator<Item = &'n str>>(
        &self,
        names: impl Fn() -> I,
        session: &Session,
    ) {
        for (pattern, text, _) in self.0.iter().filter(|(_, _, found)| !found.get()) {
            session.say(&format!("btfly: no type or enumerator `{text}`"));
            if pattern.only_name().is_none() {
                continue;
            }
            let similar = similar::nearest(text, names(), MAX_SIMILAR);
            if !similar.is_empty() {
                let quoted: Vec<String> = similar.iter().map(|name| format!("`{name}`")).collect();
                session.say(&format!("hint: there is {}", quoted.join(", ")));
            }
        }
    }
}

/// How many similar names are given for one that does not exist.
const MAX_SIMILAR: usize = 3;
