//! Programs attached, each as an owned link that detaches when it is dropped.
//!
//! *In:* a loaded program, and what its section's name says, or where the caller wants it. *Out:* [`Link`]s, which know in
//! which way they were made. *Never:* something left attached by a process that ended, but for what was pinned, and for
//! names in tracefs where the kernel has nothing newer and the process was killed.

mod event;
mod trace_pipe;
mod tracefs;

pub use trace_pipe::TracePipe;

use std::ffi::{CStr, CString};
use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::path::Path;

use btfly_obj::spec::{AttachType, ProgramSpec, ProgramType};

use crate::load::Program;
use crate::sys::link::{self, To};
use tracefs::TraceEvent;

/// How a program is attached.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Way {
    /// `BPF_LINK_CREATE`, to what the program was loaded for.
    Link,
    /// `BPF_RAW_TRACEPOINT_OPEN`: by name, or, on kernels before such links, to what the program was loaded for.
    RawTracepoint,
    /// A perf event, and `BPF_LINK_CREATE` (since Linux 5.15).
    PerfLink,
    /// A perf event, and `PERF_EVENT_IOC_SET_BPF`.
    PerfIoctl,
    /// A probe made in tracefs, its perf event, and `PERF_EVENT_IOC_SET_BPF`.
    Tracefs,
    /// `BPF_LINK_CREATE` with many functions at once (since Linux 5.18).
    KprobeMulti,
}

impl Way {
    /// Its name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::RawTracepoint => "raw-tracepoint",
            Self::PerfLink => "perf-link",
            Self::PerfIoctl => "perf-ioctl",
            Self::Tracefs => "tracefs",
            Self::KprobeMulti => "kprobe-multi",
        }
    }

    /// The way of a name.
    ///
    /// ```
    /// use btfly_kernel::attach::Way;
    ///
    /// assert_eq!(Way::from_name("tracefs"), Some(Way::Tracefs));
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Link,
            Self::RawTracepoint,
            Self::PerfLink,
            Self::PerfIoctl,
            Self::Tracefs,
            Self::KprobeMulti,
        ]
        .into_iter()
        .find(|way| way.as_str() == name)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How to attach.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// This way and no other; without, the newest that the kernel has.
    pub way: Option<Way>,
    /// A number that the program can ask for; 0 for none.
    pub cookie: u64,
}

impl Options {
    /// This way and no other.
    #[must_use]
    pub const fn by(way: Way) -> Self {
        Self { way: Some(way), cookie: 0 }
    }
}

/// Why a program is not attached.
#[derive(Debug)]
#[non_exhaustive]
pub struct AttachError {
    /// The program.
    pub program: String,
    /// What it was to be attached to.
    pub target: String,
    /// Each way that was tried, and what the kernel said.
    pub tried: Vec<(Way, io::Error)>,
    /// Why nothing was tried, if nothing was.
    pub why: Option<String>,
}

impl AttachError {
    fn own(program: &ProgramSpec, why: impl Into<String>) -> Self {
        Self {
            program: program.name.clone(),
            target: program.section.clone(),
            tried: Vec::new(),
            why: Some(why.into()),
        }
    }
}

impl fmt::Display for AttachError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "program `{}` cannot be attached to `{}`", self.program, self.target)?;
        if let Some(why) = &self.why {
            write!(f, ": {why}")?;
        }
        for (way, error) in &self.tried {
            write!(f, "\nby {way}: {error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for AttachError {}

/// A program attached. Dropped, it is detached, unless it was pinned.
#[derive(Debug)]
pub struct Link {
    way: Way,
    // Dropped in this order: nothing uses the later ones any more when they go.
    link: Option<OwnedFd>,
    _event: Option<OwnedFd>,
    trace_event: Option<TraceEvent>,
}

impl Link {
    fn of(way: Way, link: OwnedFd) -> Self {
        Self { way, link: Some(link), _event: None, trace_event: None }
    }

    /// The way in which it was made.
    #[must_use]
    pub const fn way(&self) -> Way {
        self.way
    }

    /// The name of its probe in tracefs, if it has one.
    #[must_use]
    pub fn trace_event(&self) -> Option<&str> {
        self.trace_event.as_ref().map(TraceEvent::name)
    }

    /// Gives it a name in a BPF file system, under which the program stays attached.
    ///
    /// # Errors
    ///
    /// When it is no link of the kernel's, or the kernel refuses.
    pub fn pin(&self, path: &Path) -> io::Result<()> {
        let Some(link) = &self.link else {
            return Err(io::Error::other(format!(
                "what is attached by {} cannot be pinned",
                self.way
            )));
        };
        pin(link.as_fd(), path)
    }

    /// Opens what an iterator prints; each time it starts from the beginning.
    ///
    /// # Errors
    ///
    /// When it is none.
    pub fn open_iter(&self) -> io::Result<File> {
        let link = self.link.as_ref().ok_or_else(|| io::Error::other("is no iterator"))?;
        link::open_iter(link.as_fd()).map(File::from)
    }
}

/// Gives a program, map or link a name in a BPF file system.
///
/// # Errors
///
/// When the kernel refuses.
pub fn pin(object: BorrowedFd<'_>, path: &Path) -> io::Result<()> {
    link::pin(object, &c_path(path)?)
}

fn c_path(path: &Path) -> io::Result<CString> {
    CString::new(path.as_os_str().as_encoded_bytes()).map_err(io::Error::other)
}

/// Attaches a program to what its section's name says.
///
/// # Errors
///
/// When the section names nothing that a program is attached to by itself (a device, a cgroup), or no way works.
pub fn attach(program: &Program, options: &Options) -> Result<Link, AttachError> {
    let spec = &program.spec;
    let wrong = |why: &str| AttachError::own(spec, why);
    let target = spec.target.as_deref().unwrap_or_default();
    let section = spec.section.split('/').next().unwrap_or_default();
    match spec.program_type {
        ProgramType::TRACING | ProgramType::LSM | ProgramType::EXT => to_loaded(program, options),
        ProgramType::RAW_TRACEPOINT | ProgramType::RAW_TRACEPOINT_WRITABLE => {
            if target.is_empty() {
                return Err(wrong("the section names no tracepoint"));
            }
            let name = CString::new(target).map_err(|_| wrong("a zero in the name"))?;
            raw_tracepoint(program, Some(&name), options)
        }
        ProgramType::TRACEPOINT => {
            let Some((category, name)) = target.split_once('/') else {
                return Err(wrong("the section does not name a tracepoint as CATEGORY/NAME"));
            };
            event::tracepoint(program, category, name, options)
        }
        ProgramType::KPROBE if section.contains("kprobe.") => {
            multi(program, target, section.starts_with("kret"), options)
        }
        ProgramType::KPROBE if section == "kprobe" || section == "kretprobe" => {
            let is_return = section == "kretprobe";
            event::kprobe(program, target, is_return, options)
        }
        ProgramType::KPROBE if section == "ksyscall" || section == "kretsyscall" => {
            let function = format!("{}{target}", syscall_prefix());
            event::kprobe(program, &function, section == "kretsyscall", options)
        }
        _ => Err(wrong("what it is attached to is not said by its section; name it")),
    }
}

/// Whether a program attaches by itself, so that [`attach`] has something to try.
#[must_use]
pub fn is_self_attaching(spec: &ProgramSpec) -> bool {
    let section = spec.section.split('/').next().unwrap_or_default();
    let has_target = spec.target.as_deref().is_some_and(|target| !target.is_empty());
    let is_probe = section.starts_with('k') && section != "kprobe.session";
    match spec.program_type {
        ProgramType::TRACING
        | ProgramType::EXT
        | ProgramType::RAW_TRACEPOINT
        | ProgramType::RAW_TRACEPOINT_WRITABLE
        | ProgramType::TRACEPOINT => has_target,
        ProgramType::LSM => has_target && spec.attach_type == Some(AttachType::LSM_MAC),
        ProgramType::KPROBE => has_target && is_probe,
        _ => false,
    }
}

const fn syscall_prefix() -> &'static str {
    if cfg!(target_arch = "x86_64") {
        "__x64_sys_"
    } else if cfg!(target_arch = "aarch64") {
        "__arm64_sys_"
    } else if cfg!(target_arch = "s390x") {
        "__s390x_sys_"
    } else if cfg!(target_arch = "riscv64") {
        "__riscv_sys_"
    } else {
        "__se_sys_"
    }
}

/// To what it was loaded for: by a link, and on kernels that have none for it, by the call that was there before.
fn to_loaded(program: &Program, options: &Options) -> Result<Link, AttachError> {
    let attach_type = program.spec.attach_type.unwrap_or_default();
    let mut tried = Vec::new();
    if options.way.is_none_or(|way| way == Way::Link) {
        let to = To::Loaded { cookie: options.cookie };
        match link::create(program.as_fd(), attach_type.0, &to) {
            Ok(link) => return Ok(Link::of(Way::Link, link)),
            Err(error) => tried.push((Way::Link, error)),
        }
    }
    let has_older_way = matches!(
        attach_type,
        AttachType::TRACE_RAW_TP
            | AttachType::TRACE_FENTRY
            | AttachType::TRACE_FEXIT
            | AttachType::MODIFY_RETURN
            | AttachType::LSM_MAC
    );
    let is_unknown = |(_, error): &(Way, io::Error)| error.raw_os_error() == Some(libc::EINVAL);
    let is_wanted = match options.way {
        None => has_older_way && options.cookie == 0 && tried.iter().all(is_unknown),
        Some(way) => way == Way::RawTracepoint,
    };
    if is_wanted {
        match link::open_raw_tracepoint(program.as_fd(), None, 0) {
            Ok(link) => return Ok(Link::of(Way::RawTracepoint, link)),
            Err(error) => tried.push((Way::RawTracepoint, error)),
        }
    }
    Err(failed(program, tried))
}

fn failed(program: &Program, tried: Vec<(Way, io::Error)>) -> AttachError {
    let why = tried.is_empty().then(|| "there is no such way for this program".to_owned());
    AttachError {
        program: program.spec.name.clone(),
        target: program.spec.section.clone(),
        tried,
        why,
    }
}

fn raw_tracepoint(
    program: &Program,
    name: Option<&CStr>,
    options: &Options,
) -> Result<Link, AttachError> {
    if options.way.is_some_and(|way| way != Way::RawTracepoint) {
        return Err(failed(program, Vec::new()));
    }
    let made = link::open_raw_tracepoint(program.as_fd(), name, options.cookie);
    let link = made.map_err(|error| failed(program, vec![(Way::RawTracepoint, error)]))?;
    Ok(Link::of(Way::RawTracepoint, link))
}

/// Functions by name, or all that fit a pattern.
fn multi(
    program: &Program,
    pattern: &str,
    is_return: bool,
    options: &Options,
) -> Result<Link, AttachError> {
    if options.way.is_some_and(|way| way != Way::KprobeMulti) {
        return Err(failed(program, Vec::new()));
    }
    let names = if pattern.contains(['*', '?']) {
        tracefs::traceable(pattern)
            .map_err(|error| failed(program, vec![(Way::KprobeMulti, error)]))?
    } else {
        vec![pattern.to_owned()]
    };
    if names.is_empty() {
        return Err(AttachError::own(&program.spec, "no function that can be traced is called so"));
    }
    let names: Result<Vec<CString>, _> = names.into_iter().map(CString::new).collect();
    let names = names.map_err(|_| AttachError::own(&program.spec, "a zero in a name"))?;
    let names: Vec<&CStr> = names.iter().map(CString::as_c_str).collect();
    let attach_type = AttachType::TRACE_KPROBE_MULTI.0;
    let to = To::Functions { names: &names, is_return };
    match link::create(program.as_fd(), attach_type, &to) {
        Ok(link) => Ok(Link::of(Way::KprobeMulti, link)),
        Err(error) => Err(failed(program, vec![(Way::KprobeMulti, error)])),
    }
}

/// Attaches a program of packets to a network device by a link: XDP since Linux 5.9, TCX since 6.6.
///
/// # Errors
///
/// When the kernel refuses.
pub fn attach_device(program: &Program, ifindex: u32) -> Result<Link, AttachError> {
    let attach_type = match program.spec.program_type {
        ProgramType::XDP => AttachType::XDP,
        _ => program.spec.attach_type.unwrap_or(AttachType::TCX_INGRESS),
    };
    let made = link::create(program.as_fd(), attach_type.0, &To::Device(ifindex));
    let link = made.map_err(|error| failed(program, vec![(Way::Link, error)]))?;
    Ok(Link::of(Way::Link, link))
}

/// Attaches a program to a cgroup or a network namespace, by a descriptor of it: since Linux 5.7.
///
/// # Errors
///
/// When the kernel refuses.
pub fn attach_to(program: &Program, to: BorrowedFd<'_>) -> Result<Link, AttachError> {
    debug_assert!(0 <= to.as_raw_fd());
    let attach_type = program.spec.attach_type.unwrap_or_default();
    let made = link::create(program.as_fd(), attach_type.0, &To::Descriptor(to));
    let link = made.map_err(|error| failed(program, vec![(Way::Link, error)]))?;
    Ok(Link::of(Way::Link, link))
}

/// From now on, `SIGINT`, `SIGTERM` and `SIGHUP` set the flag that comes back instead of ending the process, so that links
/// are dropped; a second one ends it.
///
/// # Errors
///
/// When the kernel refuses.
pub fn stop_flag() -> io::Result<&'static std::sync::atomic::AtomicBool> {
    crate::sys::signal::stop_flag()
}
