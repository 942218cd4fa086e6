//! What failed: which call or file, on what, why, and what to do next.
//!
//! *In:* what the kernel answered. *Out:* one value that prints as one line. *Never:* printed here.

use std::fmt;
use std::io;

/// Why the kernel could not be asked, or has no such thing.
///
/// ```
/// use btfly_kernel::KernelTypes;
///
/// let error = KernelTypes::new().kmod_handle("no_such_module").unwrap_err();
/// assert!(!error.to_string().is_empty());
/// ```
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    hint: Option<String>,
}

/// What failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A command of `bpf(2)`.
    Call {
        /// Its name: `BPF_BTF_GET_NEXT_ID`.
        command: &'static str,
        /// On what, if there was something.
        what: String,
        /// The kernel's answer.
        cause: io::Error,
    },
    /// The kernel's types could not be read.
    Types(btfly_source::Error),
    /// No BTF object of that name is in the kernel.
    NoObject {
        /// The name.
        name: String,
    },
    /// What was read is not what it should be.
    Malformed {
        /// What was read, and where.
        what: String,
    },
    /// A target that is not there, or is there several times.
    Target {
        /// What is so.
        why: String,
    },
}

impl Error {
    pub(crate) const fn new(kind: ErrorKind) -> Self {
        Self { kind, hint: None }
    }

    /// A command that failed; a capability that is missing is named.
    pub(crate) fn call(command: &'static str, what: impl Into<String>, cause: io::Error) -> Self {
        let hint = match cause.raw_os_error() {
            Some(libc::EPERM) => Some(match command {
                // Ids of all sorts are for administrators (kernel/bpf/syscall.c: bpf_obj_get_next_id, bpf_btf_get_fd_by_id).
                "BPF_BTF_GET_NEXT_ID"
                | "BPF_BTF_GET_FD_BY_ID"
                | "BPF_PROG_GET_NEXT_ID"
                | "BPF_MAP_GET_NEXT_ID" => "ids of BPF objects need CAP_SYS_ADMIN",
                _ => {
                    "this needs CAP_BPF, and CAP_PERFMON for tracing; CAP_SYS_ADMIN on kernels before 5.8"
                }
            }),
            Some(libc::ENOSYS) => {
                Some("the kernel is built without bpf(2), or a filter forbids it")
            }
            _ => None,
        };
        let kind = ErrorKind::Call { command, what: what.into(), cause };
        Self { kind, hint: hint.map(str::to_owned) }
    }

    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What failed.
    #[must_use]
    pub const fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// Whether the kernel shows no types at all.
    #[must_use]
    pub fn is_absence(&self) -> bool {
        matches!(&self.kind, ErrorKind::Types(error) if error.is_absence())
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<&str> {
        match &self.kind {
            ErrorKind::Types(error) => self.hint.as_deref().or_else(|| error.hint()),
            _ => self.hint.as_deref(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Call { command, what, cause } if what.is_empty() => {
                write!(f, "{command}: {cause}")
            }
            ErrorKind::Call { command, what, cause } => write!(f, "{what}: {command}: {cause}"),
            ErrorKind::Types(error) => error.fmt(f),
            ErrorKind::NoObject { name } => write!(f, "the kernel has no BTF object of `{name}`"),
            ErrorKind::Malformed { what } => f.write_str(what),
            ErrorKind::Target { why } => f.write_str(why),
        }
    }
}

impl std::error::Error for Error {}

impl From<btfly_source::Error> for Error {
    fn from(error: btfly_source::Error) -> Self {
        Self::new(ErrorKind::Types(error))
    }
}
