//! Functions of the kernel: their symbols, and which of them can be traced.
//!
//! *In:* `/proc/kallsyms`, tracefs's `available_filter_functions`, debugfs's `kprobes/blacklist`. *Out:* lists, or nothing
//! where a file cannot be read. *Never:* an address taken for one if the kernel hides them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::system::System;

/// More than any of these files has.
const MAX_FILE: u64 = 64 << 20;

/// A symbol of the kernel or a module.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// Its letter, as `nm` has it: `T` and `t` are code.
    pub letter: char,
    /// Where it is; 0 if the kernel does not tell who asks.
    pub address: u64,
    /// Its module; empty for the kernel's own.
    pub kmod: String,
}

/// What is known of functions.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Functions {
    /// Code symbols by name, from `/proc/kallsyms`.
    pub symbols: Option<Vec<Symbol>>,
    /// What tracefs lists as traceable: name, and module or nothing; and how many functions of them.
    pub traceable: Option<BTreeMap<(String, String), usize>>,
    /// What no kprobe may be set on.
    pub blacklist: Option<BTreeSet<String>>,
}

impl Functions {
    /// Reads what can be read.
    #[must_use]
    pub fn gather(system: &System) -> Self {
        let lists =
            system.tracefs.as_ref().map(|dir| Path::new(dir).join("available_filter_functions"));
        let blacklist = read(Path::new("/sys/kernel/debug/kprobes/blacklist"));
        Self {
            symbols: read(Path::new("/proc/kallsyms")).map(|text| parse_symbols(&text)),
            traceable: lists.and_then(|path| read(&path)).map(|text| parse_traceable(&text)),
            blacklist: blacklist.map(|text| parse_blacklist(&text)),
        }
    }

    /// Symbols of a name, and the compiler's clones of it: `NAME.isra.0`, `NAME.constprop.0`, `NAME.cold`, `NAME.llvm.1`.
    pub fn symbols_of<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Symbol> {
        let all = self.symbols.as_deref().unwrap_or_default();
        let start = all.partition_point(|symbol| symbol.name.as_str() < name);
        let rest = all.get(start..).unwrap_or_default();
        rest.iter().take_while(move |symbol| symbol.name.starts_with(name)).filter(move |symbol| {
            symbol
                .name
                .strip_prefix(name)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }

    /// Whether tracefs lists it; `None` if that could not be read.
    #[must_use]
    pub fn is_traceable(&self, name: &str, kmod: &str) -> Option<bool> {
        Some(self.n_traceable(name, kmod)? != 0)
    }

    /// How many functions of that name tracefs lists; `None` if that could not be read.
    #[must_use]
    pub fn n_traceable(&self, name: &str, kmod: &str) -> Option<usize> {
        let list = self.traceable.as_ref()?;
        Some(list.get(&(name.to_owned(), kmod.to_owned())).copied().unwrap_or(0))
    }
}

fn read(path: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(MAX_FILE).read_to_end(&mut bytes).ok()?;
    Some(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(strange) => String::from_utf8_lossy(strange.as_bytes()).into_owned(),
    })
}

/// `ffffffff81000000 T name [module]`; code only, by name.
fn parse_symbols(text: &str) -> Vec<Symbol> {
    let symbol = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let address = u64::from_str_radix(words.next()?, 16).ok()?;
        let letter = words.next()?.chars().next()?;
        let name = words.next()?.to_owned();
        let kmod = words.next().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let is_code = matches!(letter, 't' | 'T' | 'w' | 'W');
        is_code.then_some(Symbol { name, letter, address, kmod })
    };
    let mut symbols: Vec<Symbol> = text.lines().filter_map(symbol).collect();
    symbols.sort_unstable();
    symbols
}

/// `name [module]`.
fn parse_traceable(text: &str) -> BTreeMap<(String, String), usize> {
    let entry = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let name = words.next()?.to_owned();
        Some((name, words.next().unwrap_or_default().trim_matches(['[', ']']).to_owned()))
    };
    counted(text.lines().filter_map(entry))
}

/// How often each name and module is there.
pub(super) fn counted(
    all: impl Iterator<Item = (String, String)>,
) -> BTreeMap<(String, String), usize> {
    let mut listed = BTreeMap::new();
    for entry in all {
        *listed.entry(entry).or_insert(0) += 1;
    }
    listed
}

/// `0xffffffff81000000-0xffffffff81000010\tname`.
fn parse_blacklist(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|line| Some(line.split_ascii_whitespace().nth(1)?.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_kernels_files_are_read() {
        let symbols = parse_symbols(
            "ffffffff81000010 t f.isra.0\nffffffff81000000 T f\nffffffff82000000 D data\nffffffffc0000000 t g\t[mod]\n0 t fg\n",
        );
        let functions = Functions { symbols: Some(symbols), ..Functions::default() };
        let names: Vec<_> = functions.symbols_of("f").map(|symbol| symbol.name.as_str()).collect();
        assert_eq!(names, ["f", "f.isra.0"]);
        assert_eq!(
            functions.symbols_of("g").next().map(|symbol| symbol.kmod.as_str()),
            Some("mod")
        );
        let functions =
            Functions { traceable: Some(parse_traceable("f\nf\ng [mod]\n")), ..functions };
        assert_eq!(functions.n_traceable("f", ""), Some(2));
        assert_eq!(
            [("g", "mod"), ("g", "")].map(|(name, kmod)| functions.is_traceable(name, kmod)),
            [Some(true), Some(false)]
        );
        assert!(parse_blacklist("0xffffffff81000000-0xffffffff81000010\tf\n").contains("f"));
    }
}
