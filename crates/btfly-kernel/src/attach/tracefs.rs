//! Files of tracefs: numbers of tracepoints, functions that can be traced, probes made by name.
//!
//! *In:* names. *Out:* numbers, names, and [`TraceEvent`]s, which are gone when they are dropped. *Never:* another file.
//!
//! Format: `Documentation/trace/kprobetrace.rst`, Linux v7.2.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use btfly_btf::glob;

/// Where it is mounted.
pub(super) fn root() -> io::Result<PathBuf> {
    ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
        .into_iter()
        .map(PathBuf::from)
        .find(|root| root.join("events").exists())
        .ok_or_else(|| io::Error::other("tracefs is not mounted on /sys/kernel/tracing"))
}

/// The number of a tracepoint.
pub(super) fn id(category: &str, name: &str) -> io::Result<u64> {
    let is_word = |word: &str| !word.contains('/') && word != "..";
    if !is_word(category) || !is_word(name) {
        return Err(io::ErrorKind::NotFound.into());
    }
    let text = fs::read_to_string(root()?.join("events").join(category).join(name).join("id"))?;
    text.trim().parse().map_err(io::Error::other)
}

/// Functions that can be traced and fit a pattern, once each.
pub(super) fn traceable(pattern: &str) -> io::Result<Vec<String>> {
    let file = fs::File::open(root()?.join("available_filter_functions"))?;
    let mut names = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line?;
        // Behind the name of a module's function stands the module.
        let name = line.split([' ', '\t']).next().unwrap_or_default();
        if glob::matches(pattern, name) && !name.contains('.') {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// A probe made in tracefs.
#[derive(Debug)]
pub(super) struct TraceEvent {
    root: PathBuf,
    name: String,
}

const GROUP: &str = "btfly";

impl TraceEvent {
    /// At a function, or where it returns.
    pub(super) fn kprobe(function: &str, offset: u64, is_return: bool) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_.:$".contains(c);
        if !function.chars().all(is_name) {
            return Err(io::Error::other("that is no function's name"));
        }
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let short: String = function
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .take(32)
            .collect();
        let name = format!("p{}_{number}_{short}", std::process::id());
        let kind = if is_return { 'r' } else { 'p' };
        let root = root()?;
        write(&root, &format!("{kind}:{GROUP}/{name} {function}+{offset:#x}\n"))?;
        Ok(Self { root, name })
    }

    pub(super) fn id(&self) -> io::Result<u64> {
        id(GROUP, &self.name)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for TraceEvent {
    fn drop(&mut self) {
        // Nobody is left to tell if it cannot be undone.
        let _ = write(&self.root, &format!("-:{GROUP}/{}\n", self.name));
    }
}

fn write(root: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(root.join("kprobe_events"))?;
    file.write_all(line.as_bytes())
}
