//! What an edit has made → a file of raw BTF, and what it came to.
//!
//! *In:* the sizes of the inputs and the bytes of the result. *Out:* the file that `-o` names, whole or not at all;
//! on stderr, or with `--json` on stdout, types and bytes before and after. *Never:* bytes that do not parse.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use btfly_btf::Btf;
use btfly_btf::edit::Edited;
use btfly_source::Opened;
use clap::{Arg, ArgMatches, value_parser};

use crate::exit::Usage;
use crate::json;
use crate::output::Output;
use crate::plural::count;
use crate::session::Session;

/// The option `-o FILE`, without which no edit is made.
pub(crate) fn argument() -> Arg {
    Arg::new("output")
        .long("output")
        .short('o')
        .value_name("FILE")
        .required(true)
        .value_parser(value_parser!(PathBuf))
        .help("Where to write the BTF, whole or not at all: an input's own name is allowed; `-` for stdout")
}

/// What `-o` says, for bytes that may go to stdout.
pub(crate) struct Target<'a>(&'a Path);

impl<'a> Target<'a> {
    /// Before anything is opened: stdout cannot have both the bytes and the report.
    pub(crate) fn of(arguments: &'a ArgMatches, session: &Session) -> Result<Self> {
        let path = arguments.get_one::<PathBuf>("output").context("no file given")?;
        if session.json && path == STDOUT {
            return Err(
                Usage::new("with `--json`, stdout has the report: `-` cannot be a file").into()
            );
        }
        Ok(Self(path))
    }

    /// The file of that name with `suffix` behind it; stdout has no such neighbour.
    pub(crate) fn beside(&self, suffix: &str) -> Option<PathBuf> {
        let mut name = self.0.as_os_str().to_owned();
        name.push(suffix);
        (self.0 != STDOUT).then(|| name.into())
    }

    /// Writes a BTF, whole or not at all.
    pub(crate) fn save(&self, btf: &Btf, session: &mut Session) -> Result<()> {
        let Self(path) = *self;
        if path != STDOUT {
            return save(path, btf);
        }
        session.out.buffer.extend_from_slice(btf.bytes());
        Ok(session.out.flush()?)
    }

    /// Writes what an edit has made of `before`, and the base that it has made for it.
    pub(crate) fn write_with_base(
        &self,
        before: Size,
        edited: Edited,
        base_path: &Path,
        session: &mut Session,
    ) -> Result<()> {
        let base = edited.base().context("it stands alone")?.clone();
        save(base_path, &base)?;
        let after = Btf::parse_split(edited.into_bytes(), &base)?;
        if !session.json {
            let size = Size::of(&base).text();
            session.say(&format!("base: {size} written to {}", base_path.display()));
        }
        self.write_btf(before, &after, Some((base_path, &base)), session)
    }

    /// Writes what an edit has made of `before`.
    pub(crate) fn write(&self, before: Size, edited: Edited, session: &mut Session) -> Result<()> {
        let base = edited.base().cloned();
        let bytes = edited.into_bytes();
        let after = match &base {
            Some(base) => Btf::parse_split(bytes, base),
            None => Btf::parse(bytes),
        };
        self.write_btf(before, &after?, None, session)
    }

    /// Writes a BTF that stands alone and was made of `before`.
    pub(crate) fn write_whole(
        &self,
        before: Size,
        bytes: Vec<u8>,
        session: &mut Session,
    ) -> Result<()> {
        self.write_btf(before, &Btf::parse(bytes)?, None, session)
    }

    /// Says to programs that nothing was made of `before`; people have been told why.
    pub(crate) fn say_nothing(before: Size, session: &mut Session) -> Result<()> {
        if session.json {
            let mut object = json::Value::of(&mut session.out.buffer).object();
            object.key("path").written("null");
            before.json(object.key("before"))?;
            object.key("after").written("null");
            drop(object);
            session.out.buffer.push(b'\n');
        }
        Ok(())
    }

    /// Writes `after`, which was made of `before`; of a base that was written too, it says so.
    fn write_btf(
        &self,
        before: Size,
        after: &Btf,
        base: Option<(&Path, &Btf)>,
        session: &mut Session,
    ) -> Result<()> {
        let Self(path) = *self;
        let is_file = path != STDOUT;
        if is_file {
            save(path, after)?;
        } else {
            session.out.buffer.extend_from_slice(after.bytes());
            session.out.flush()?;
        }
        let after = Size::of(after);
        if session.json {
            let mut object = json::Value::of(&mut session.out.buffer).object();
            object.key("path").text(&path.to_string_lossy());
            before.json(object.key("before"))?;
            after.json(object.key("after"))?;
            if let Some((path, btf)) = base {
                object.key("base_path").text(&path.to_string_lossy());
                Size::of(btf).json(object.key("base"))?;
            }
            drop(object);
            session.out.buffer.push(b'\n');
            return Ok(());
        }
        let to = if is_file { format!(" to {}", path.display()) } else { String::new() };
        session.say(&format!("{} written{to}; before: {}", after.text(), before.text()));
        Ok(())
    }
}

/// Writes a BTF into a file, whole or not at all.
fn save(path: &Path, btf: &Btf) -> Result<()> {
    let write = || {
        let mut out = Output::file(path)?;
        out.buffer.extend_from_slice(btf.bytes());
        out.finish()
    };
    write().with_context(|| format!("cannot write `{}`", path.display()))
}

/// What `-o -` writes to.
const STDOUT: &str = "-";

/// How large one or more BTFs are, without what they are split on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    n_types: usize,
    n_bytes: usize,
}

impl Size {
    pub(crate) fn of(btf: &Btf) -> Self {
        Self { n_types: btf.iter().len(), n_bytes: btf.bytes().len() }
    }

    pub(crate) fn text(self) -> String {
        format!("{}, {}", count(self.n_types, "type"), count(self.n_bytes, "byte"))
    }

    pub(crate) fn json(self, value: json::Value<'_>) -> Result<()> {
        let mut object = value.object();
        object.key("types").number(i128::try_from(self.n_types)?);
        object.key("bytes").number(i128::try_from(self.n_bytes)?);
        Ok(())
    }
}

impl std::iter::Sum for Size {
    fn sum<I: Iterator<Item = Self>>(sizes: I) -> Self {
        sizes.fold(Self::default(), |all, one| Self {
            n_types: all.n_types + one.n_types,
            n_bytes: all.n_bytes + one.n_bytes,
        })
    }
}

/// Says that a program's records stay behind: their ids and names are those of the BTF before.
pub(crate) fn say_ext(opened: &Opened, session: &Session) {
    if opened.ext.is_some() {
        let name = &opened.name;
        session
            .say(&format!("note: the `.BTF.ext` of `{name}` is not written, and fits no longer"));
    }
}
