//! Patterns of names: a name, a glob, a regular expression.
//!
//! *In:* what somebody typed. *Out:* whether a name is meant. A glob is compared with the whole name, a
//! regular expression with any part of it, as everywhere. *Never:* time that explodes: a glob goes back to
//! its last star only, a regular expression is an automaton.

use anyhow::Result;
use btfly_btf::glob;
use regex::bytes::{Regex, RegexBuilder};

use crate::exit::Usage;

/// Which names are meant.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// The one that is written.
    Name(String),
    /// Those that `*`, `?` and `[a-z]` leave room for.
    Glob(String),
    /// Those in which an expression is found.
    Regex(Regex),
}

impl Pattern {
    /// Reads `text`: `/…/` is a regular expression, anything with `*`, `?` or `[` a glob, else a name.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        if let Some(expression) = between_slashes(text) {
            return Self::regex(expression);
        }
        let text = text.to_owned();
        Ok(if glob::is_pattern(&text) { Self::Glob(text) } else { Self::Name(text) })
    }

    /// Reads `text` as a regular expression.
    pub(crate) fn regex(text: &str) -> Result<Self> {
        let regex = RegexBuilder::new(text).unicode(false).build().map_err(|error| {
            // The last of its lines is the reason; those before draw where.
            let error = error.to_string();
            let reason = error.lines().last().unwrap_or_default();
            let reason = reason.trim_start_matches("error: ");
            Usage::new(format!("not a regular expression: `{text}`: {reason}"))
        })?;
        Ok(Self::Regex(regex))
    }

    /// Whether `name` is meant.
    pub(crate) fn is_match(&self, name: &[u8]) -> bool {
        match self {
            Self::Name(wanted) => wanted.as_bytes() == name,
            Self::Glob(glob) => str::from_utf8(name).is_ok_and(|name| glob::matches(glob, name)),
            Self::Regex(regex) => regex.is_match(name),
        }
    }

    /// The one name that is meant, if it is only one.
    pub(crate) fn only_name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Glob(_) | Self::Regex(_) => None,
        }
    }
}

/// What stands between the slashes of `/…/`.
pub(crate) fn between_slashes(text: &str) -> Option<&str> {
    text.strip_prefix('/')?.strip_suffix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let parsed = Pattern::parse(pattern).unwrap();
        for name in yes {
            assert!(parsed.is_match(name.as_bytes()), "{pattern:?} means {name:?}");
        }
        for name in no {
            assert!(!parsed.is_match(name.as_bytes()), "{pattern:?} does not mean {name:?}");
        }
    }

    #[test]
    fn a_plain_word_is_one_name() {
        check("sock", &["sock"], &["socket", "sk_sock", ""]);
        assert_eq!(Pattern::parse("sock").unwrap().only_name(), Some("sock"));
        assert_eq!(Pattern::parse("sock*").unwrap().only_name(), None);
    }

    #[test]
    fn a_glob_is_compared_with_the_whole_name() {
        check("tcp_*", &["tcp_", "tcp_v4_rcv"], &["tcp", "mptcp_v4"]);
        check("u?", &["u8"], &["u16", "xu8"]);
        check("[a-c]x", &["ax"], &["dx"]);
    }

    #[test]
    fn slashes_make_a_regular_expression() {
        check("/^tcp_(v4|v6)_/", &["tcp_v4_rcv", "tcp_v6_x"], &["tcp_rcv", "xtcp_v4_"]);
        check("/sk/", &["task", "sk"], &["s_k"]);
        check(r"/^\w+$/", &["a_1"], &[".data"]);
    }

    #[test]
    fn what_is_no_expression_is_said_in_one_line() {
        let error = Pattern::parse("/a(/").unwrap_err();
        assert!(error.is::<Usage>());
        assert_eq!(error.to_string(), "not a regular expression: `a(`: unclosed group");
    }
}
