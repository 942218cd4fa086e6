//! What a caller may ask of [`open`](crate::open).
//!
//! *Never:* a setting that changes what a sound source says; only how it is found, how much may be
//! unpacked and how many threads do it.

use std::fmt;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use btfly_btf::Btf;

/// How to open a source. The default opens anything, alone, within the default [`Limits`].
///
/// ```
/// use btfly_source::{Base, Kmods, Options};
///
/// let options = Options {
///     base: Some(Base::Path("/boot/vmlinuz-6.12.0".into())),
///     kmods: Kmods::Named(vec!["xfs".into(), "nf_conntrack".into()]),
///     ..Options::default()
/// };
/// assert!(options.kmods.has("nf-conntrack"));
/// ```
#[derive(Clone, Default)]
pub struct Options<'a> {
    /// The base of a module or of a directory or package of modules. Without it the base is looked for
    /// beside the source.
    pub base: Option<Base>,
    /// Where `/boot`, `/lib/modules`, `/sys` and `/proc` are looked for, instead of `/`: an unpacked image
    /// of another machine.
    pub root: Option<PathBuf>,
    /// How much may come out of compressed input.
    pub limits: Limits,
    /// Which modules of a directory or package belong to the set.
    pub kmods: Kmods,
    /// How many threads unpack the files of a package; `None` for as many as the machine has cores. The
    /// answer is the same for any number.
    pub threads: Option<NonZero<usize>>,
    /// Told now and then how far the reading of a package is, on the thread that opens it.
    pub progress: Option<&'a dyn Fn(&Progress<'_>)>,
}

impl Options<'_> {
    pub(crate) fn threads(&self) -> usize {
        self.threads.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZero::get)
    }

    pub(crate) fn report(&self, progress: &Progress<'_>) {
        if let Some(report) = self.progress {
            report(progress);
        }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.root.clone().unwrap_or_else(|| PathBuf::from("/"))
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("base", &self.base)
            .field("root", &self.root)
            .field("limits", &self.limits)
            .field("kmods", &self.kmods)
            .field("threads", &self.threads)
            .field("progress", &self.progress.is_some())
            .finish()
    }
}

/// The BTF that a module continues.
///
/// ```
/// use btfly_btf::Btf;
/// use btfly_source::{Base, BaseFrom, Bytes, Options, open_bytes};
///
/// # let (vmlinux, module) = (btfly_btf::doc::example_bytes(), btfly_btf::doc::example_module_bytes());
/// let base = Base::Btf(Btf::parse(vmlinux)?);
/// let options = Options { base: Some(base), ..Options::default() };
/// let opened = open_bytes("dummy.btf", Bytes::from(module), &options)?;
/// assert_eq!(opened.base_from, BaseFrom::Given);
/// # Ok::<(), btfly_source::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Base {
    /// A source: a vmlinux, a boot image, a package, a directory. Its own base is used.
    Path(PathBuf),
    /// One that is open.
    Btf(Btf),
}

/// How much may come out of compressed input before it counts as an attack or a mistake.
///
/// ```
/// use btfly_source::{Bytes, ErrorKind, Limits};
///
/// let limits = Limits { decompressed: 3, ..Limits::default() };
/// let error = Bytes::from_reader(&b"four"[..], &limits).unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::OverLimit { limit: 3, .. }));
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Bytes of one file: a decompressed kernel, a member of an archive, what a pipe gives. The largest
    /// honest one, a vmlinux with debug information, has a third of the default of 1 GiB. The files of an
    /// archive may together have sixteen times as many, of which those in memory at a time, and the types that
    /// stay, each have no more than one file.
    pub decompressed: u64,
    /// Bytes out for one byte in, once 64 MiB came out. Kernels reach 10, text 100, the default is 1000.
    pub ratio: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { decompressed: 1 << 30, ratio: 1000 }
    }
}

/// Which modules belong to a set.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Kmods {
    /// Every module with BTF.
    #[default]
    All,
    /// None: the kernel alone. A package is read no further than its kernel.
    None,
    /// Those of these names; a dash counts as an underscore.
    Named(Vec<String>),
}

impl Kmods {
    /// Whether the module called `name` belongs to the set.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        let plain = |byte: u8| if byte == b'-' { b'_' } else { byte };
        match self {
            Self::All => true,
            Self::None => false,
            Self::Named(names) => {
                names.iter().any(|wanted| wanted.bytes().map(plain).eq(name.bytes().map(plain)))
            }
        }
    }
}

/// How far the reading of a package is.
///
/// ```
/// use btfly_source::{Options, Progress};
///
/// let show = |now: &Progress<'_>| eprintln!("{} of {} bytes: {}", now.done, now.total, now.member);
/// let options = Options { progress: Some(&show), ..Options::default() };
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Bytes of the package that have been read.
    pub done: u64,
    /// Bytes of the package.
    pub total: u64,
    /// The member that is being read; empty at the end.
    pub member: &'a str,
}
