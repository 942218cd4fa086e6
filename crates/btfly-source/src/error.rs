//! What failed, where, why, and what to do next.
//!
//! *In:* what a reader found. *Out:* one value with the path, the member inside it, the byte offset,
//! the reason and, where there is something to do, a hint. *Never:* printed here.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Why no BTF came out of a source, and where in it.
///
/// It prints as one line: the path, the member inside an archive, the reason, the byte offset. What to
/// do next is [`hint`](Self::hint), for a line of its own. Cheap to clone.
///
/// ```
/// use btfly_source::{Bytes, ErrorKind, Options, open_bytes};
///
/// let error = open_bytes("note.txt", Bytes::from(b"hello".to_vec()), &Options::default()).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::UnknownContainer { .. }));
/// assert!(error.to_string().starts_with("note.txt: "));
/// assert!(error.hint().is_some());
/// ```
#[derive(Clone, Debug)]
pub struct Error(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    path: String,
    member: String,
    at: Option<u64>,
    kind: ErrorKind,
    hint: Option<Cow<'static, str>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        let hint = kind.usual_hint().map(Cow::Borrowed);
        Self(Box::new(Inner { path: String::new(), member: String::new(), at: None, kind, hint }))
    }

    pub(crate) fn io(error: io::Error) -> Self {
        Self::new(ErrorKind::Io(Arc::new(error)))
    }

    pub(crate) fn truncated(what: &'static str) -> Self {
        Self::new(ErrorKind::Truncated { what })
    }

    pub(crate) fn corrupt(what: &'static str, why: impl fmt::Display) -> Self {
        Self::new(ErrorKind::Corrupt { what, why: why.to_string() })
    }

    /// The same error at byte `at` of its container, unless a place closer to the fault is known.
    pub(crate) fn at(mut self, at: usize) -> Self {
        self.0.at.get_or_insert(at as u64);
        self
    }

    /// The same error inside `member` of an archive; several levels join with a colon.
    pub(crate) fn in_member(mut self, member: &str) -> Self {
        self.0.member = match self.0.member.is_empty() {
            true => member.to_owned(),
            false => format!("{member}: {}", self.0.member),
        };
        self
    }

    /// The same error in the file or stream called `path`, unless it names one already.
    pub(crate) fn in_file(mut self, path: &str) -> Self {
        if self.0.path.is_empty() {
            path.clone_into(&mut self.0.path);
        }
        self
    }

    pub(crate) fn in_path(self, path: &Path) -> Self {
        self.in_file(&path.display().to_string())
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<Cow<'static, str>>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The file, or the name that the caller gave to a stream of bytes.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The member of an archive or package, where the fault lies in one.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        (!self.0.member.is_empty()).then_some(self.0.member.as_str())
    }

    /// Byte offset in the innermost container that was being read, where one place is at fault.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        self.0.at
    }

    /// What to do next, where there is something to do.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// Whether the source was read without fault and has no BTF in it.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        matches!(self.0.kind, ErrorKind::NoBtf { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, member, at, kind, .. } = &*self.0;
        for place in [path, member] {
            if !place.is_empty() {
                write!(f, "{place}: ")?;
            }
        }
        kind.fmt(f)?;
        at.map_or(Ok(()), |at| write!(f, " (byte {at:#x})"))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::Io(error) => Some(&**error),
            ErrorKind::Btf(error) => Some(error),
            _ => None,
        }
    }
}

impl From<btfly_btf::error::Error> for Error {
    fn from(error: btfly_btf::error::Error) -> Self {
        let hint = error.hint();
        let mut this = Self::new(ErrorKind::Btf(error));
        this.0.hint = hint.map(Cow::Borrowed);
        this
    }
}

/// What is wrong with a source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The system refused to open or read it.
    Io(Arc<io::Error>),
    /// The section was found, and it is not sound BTF.
    Btf(btfly_btf::error::Error),
    /// A container ends before something that it promised.
    Truncated {
        /// What was being read.
        what: &'static str,
    },
    /// A container or a compressed stream contradicts itself.
    Corrupt {
        /// What was being read.
        what: &'static str,
        /// What is wrong with it, as its reader said.
        why: String,
    },
    /// More bytes than [`Limits`](crate::Limits) allows.
    OverLimit {
        /// What was being read.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// A stream that grows more than any honest one.
    OverRatio {
        /// What was being read.
        what: &'static str,
        /// The limit, as bytes out for one byte in.
        limit: u32,
    },
    /// A known format in a variant that is not read.
    Unsupported {
        /// Which.
        what: String,
    },
    /// Nothing known starts like this.
    UnknownContainer {
        /// The first bytes, at most eight.
        start: Vec<u8>,
    },
    /// A sound container without BTF in it.
    NoBtf {
        /// What it is.
        what: &'static str,
    },
    /// A module's BTF, and nothing that could be its base.
    NoBase,
    /// A directory or package with modules, and no kernel that could be their base.
    NoKernel {
        /// How many modules there are.
        n_kmods: usize,
    },
    /// A kernel module that the source does not have.
    NoSuchKmod {
        /// The name asked for.
        name: String,
    },
    /// Several kernels where one was asked for.
    SeveralKernels {
        /// Their releases, sorted.
        releases: Vec<String>,
    },
}

impl ErrorKind {
    const fn usual_hint(&self) -> Option<&'static str> {
        match self {
            Self::OverLimit { .. } | Self::OverRatio { .. } => {
                Some("if the file is to be trusted, raise the limit with --max-decompressed")
            }
            Self::Truncated { .. } => {
                Some("the file is incomplete: compare its size with where it came from")
            }
            Self::UnknownContainer { .. } => Some(
                "expected BTF, an ELF file, a kernel image, a .deb or .rpm package, a tar archive, or one of these compressed",
            ),
            Self::NoBtf { .. } => Some(
                "the kernel must be built with CONFIG_DEBUG_INFO_BTF=y (and CONFIG_DEBUG_INFO_BTF_MODULES=y for modules), a program with -g",
            ),
            Self::NoBase => Some(
                "this is the BTF of a kernel module: give the vmlinux, vmlinuz or package of its kernel with --base",
            ),
            Self::NoKernel { .. } => Some(
                "modules need their kernel's types: give its vmlinux, vmlinuz or package with --base",
            ),
            Self::SeveralKernels { .. } => {
                Some("name the directory or the packages of one of them")
            }
            Self::NoSuchKmod { .. } => Some("the module must be loaded, or named as a file"),
            Self::Corrupt { .. } => {
                Some("the file is damaged, or is not what it begins as: get it again")
            }
            Self::Unsupported { .. } => {
                Some("unpack it with its own tool, and give what is inside")
            }
            Self::Io(_) | Self::Btf(_) => None,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot read: {error}"),
            Self::Btf(error) => error.fmt(f),
            Self::Truncated { what } => write!(f, "ends before {what}"),
            Self::Corrupt { what, why } => write!(f, "{what} is damaged: {why}"),
            Self::OverLimit { what, limit } => {
                write!(f, "{what} holds more than the limit of {limit} bytes")
            }
            Self::OverRatio { what, limit } => {
                write!(f, "{what} grows more than {limit}-fold, like a decompression bomb")
            }
            Self::Unsupported { what } => write!(f, "not supported: {what}"),
            Self::UnknownContainer { start } if start.is_empty() => f.write_str("empty"),
            Self::UnknownContainer { start } => {
                f.write_str("no known format starts with the bytes")?;
                start.iter().try_for_each(|byte| write!(f, " {byte:02x}"))
            }
            Self::NoBtf { what } => write!(f, "{what} without BTF"),
            Self::NoBase => f.write_str("split BTF, and no base found for it"),
            Self::NoKernel { n_kmods } => {
                write!(f, "{n_kmods} kernel modules, and no kernel that could be their base")
            }
            Self::NoSuchKmod { name } => write!(f, "no BTF of a kernel module `{name}`"),
            Self::SeveralKernels { releases } => {
                write!(f, "several kernels: {}", releases.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(error: Error, expected: &str) {
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn the_place_goes_from_file_to_member_to_byte() {
        check(
            Error::truncated("the section headers")
                .at(0x40)
                .in_member("usr/lib/x.ko.xz")
                .in_member("data.tar.xz")
                .in_file("linux.deb"),
            "linux.deb: data.tar.xz: usr/lib/x.ko.xz: ends before the section headers (byte 0x40)",
        );
    }

    #[test]
    fn the_innermost_place_wins() {
        check(
            Error::truncated("x").at(1).at(2).in_file("inner").in_file("outer"),
            "inner: ends before x (byte 0x1)",
        );
    }

    #[test]
    fn an_empty_file_is_called_empty() {
        check(Error::new(ErrorKind::UnknownContainer { start: vec![] }).in_file("f"), "f: empty");
    }

    #[test]
    fn whatever_is_wrong_with_a_file_comes_with_what_to_do() {
        for kind in [
            ErrorKind::Truncated { what: "x" },
            ErrorKind::Corrupt { what: "x", why: "y".into() },
            ErrorKind::OverLimit { what: "x", limit: 1 },
            ErrorKind::OverRatio { what: "x", limit: 1 },
            ErrorKind::Unsupported { what: "x".into() },
            ErrorKind::UnknownContainer { start: vec![] },
            ErrorKind::NoBtf { what: "x" },
            ErrorKind::NoBase,
            ErrorKind::NoKernel { n_kmods: 1 },
            ErrorKind::NoSuchKmod { name: "x".into() },
            ErrorKind::SeveralKernels { releases: vec![] },
        ] {
            let error = Error::new(kind);
            assert!(error.hint().is_some(), "{error}");
        }
    }
}
