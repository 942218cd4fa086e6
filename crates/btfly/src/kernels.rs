//! Many kernels, one after the other: what commands that take any number of sources go through.
//!
//! *In:* the sources on the command line; none for the running kernel. *Out:* each kernel in them, opened when its
//! turn comes. *Never:* two open at a time, unless the command keeps them.

use std::path::{Path, PathBuf};

use anyhow::Result;
use btfly_obj::spec::ObjectSpec;
use btfly_source::{Opened, Place};
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use crate::cmd::object;
use crate::exit::Usage;
use crate::session::Session;
use crate::source::Request;

/// What commands take that hold objects against kernels: `file`, and `sources` for [`Kernels::of`].
pub(crate) fn arguments() -> [Arg; 2] {
    [
        Arg::new("file")
            .value_name("OBJECT")
            .required(true)
            .num_args(1..)
            .value_parser(value_parser!(PathBuf))
            .help("Objects, as compilers write them"),
        Arg::new("sources")
            .long("kernels")
            .value_name("SOURCE")
            .num_args(1..)
            .action(ArgAction::Append)
            .help("Kernels: paths of BTF, images, packages, packs, directories of them; the running one unless given"),
    ]
}

/// The objects that `file` names, with their paths.
pub(crate) fn objects(arguments: &ArgMatches) -> Result<(Vec<&PathBuf>, Vec<ObjectSpec>)> {
    let paths: Vec<&PathBuf> = arguments.get_many("file").into_iter().flatten().collect();
    let open = |path: &&PathBuf| {
        if path.is_dir() {
            let message = format!("`{}` is a directory, and objects are files", path.display());
            return Err(Usage::new(message).hint("kernels come after `--kernels`").into());
        }
        object::open(path)
    };
    let objects = paths.iter().map(open).collect::<Result<Vec<_>>>()?;
    Ok((paths, objects))
}

/// The kernels that are still to come.
pub(crate) struct Kernels<'a> {
    request: Request<'a>,
    places: std::vec::IntoIter<Option<Place>>,
}

/// One of them.
pub(crate) struct Kernel {
    /// Its release, or where it is.
    pub(crate) name: String,
    pub(crate) opened: Opened,
}

impl<'a> Kernels<'a> {
    /// Of the argument `sources`.
    pub(crate) fn of(arguments: &'a ArgMatches, session: &Session) -> Result<Self> {
        let request = Request::of(arguments, session);
        let limits = request.limits();
        let mut places = Vec::new();
        for source in arguments.get_many::<String>("sources").unwrap_or_default() {
            let found = btfly_source::kernels(Path::new(source), &limits)?;
            places.extend(found.into_iter().map(Some));
        }
        if places.is_empty() {
            places.push(None);
        }
        Ok(Self { request, places: places.into_iter() })
    }

    /// How many are still to come.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Opens them without a bar: whoever goes through them draws one.
    pub(crate) fn hide_progress(&mut self) {
        self.request.progress = false;
    }
}

impl Iterator for Kernels<'_> {
    type Item = Result<Kernel>;

    fn next(&mut self) -> Option<Self::Item> {
        let place = self.places.next()?;
        let opened = match &place {
            Some(place) => self.request.open_with(|options| place.open(options)),
            None => self.request.open(),
        };
        Some(opened.map(|opened| {
            let place =
                || place.map_or(String::from("running kernel"), |place| short(place.name()));
            Kernel { name: opened.release.clone().unwrap_or_else(place), opened }
        }))
    }
}

/// Two kernels of one release: a number tells them apart.
pub(crate) fn unique(name: String, names: &[String]) -> String {
    let is_taken = |name: &String| names.contains(name);
    if !is_taken(&name) {
        return name;
    }
    (2..).map(|n: u32| format!("{name}-{n}")).find(|name| !is_taken(name)).unwrap_or(name)
}

/// What of a path tells kernels apart: its end, with a directory before what is only called `vmlinux`.
fn short(path: &str) -> String {
    let path = path.trim_end_matches('/');
    let (start, last) = path.rsplit_once('/').unwrap_or(("", path));
    let parent = start.rsplit('/').next().unwrap_or(start);
    match last.starts_with("vmlinu") && !last.contains('-') && !parent.is_empty() {
        true => format!("{parent}/{last}"),
        false => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_kernels_apart_is_kept() {
        assert_eq!(short("kernels/6.12/"), "6.12");
        assert_eq!(short("kernels/6.12/vmlinux.btf"), "6.12/vmlinux.btf");
        assert_eq!(short("/boot/vmlinuz-6.12.9"), "vmlinuz-6.12.9");
        assert_eq!(short("vmlinux"), "vmlinux");
    }
}
