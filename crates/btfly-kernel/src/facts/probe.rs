//! What the kernel can do, tried: the smallest program, map or link of each sort, made and let go.
//!
//! *In:* the kernel's own types, for targets that surely exist. *Out:* for each probe whether it worked, and if not, the
//! kernel's answer. *Never:* a version; something left behind.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};

use btfly_btf::Kind;
use btfly_obj::spec::{AttachType as A, MapType as M, ProgramType as P};

use crate::kernel_btf::KernelTypes;
use crate::sys;
use crate::sys::probe::Trial;

/// Something that was tried.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Probe {
    /// `program/xdp`, `attach/kprobe-multi`, `map/ringbuf`.
    pub name: String,
    /// What came of it.
    pub support: Support,
}

/// What came of a probe.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Support {
    /// It works.
    Yes,
    /// The kernel does not have it.
    No {
        /// The error number.
        errno: i32,
    },
    /// It was refused to who asked: a capability, a filter of system calls or a security module is in the way. Whether the
    /// kernel has it is not known.
    Refused,
    /// It could not be tried, for want of something else.
    Untried {
        /// What is missing.
        why: String,
    },
}

impl Support {
    /// Of an answer, where any of `also` means that the kernel knew what was asked.
    fn of(done: io::Result<OwnedFd>, also: &[i32]) -> Self {
        let Err(cause) = done else { return Self::Yes };
        match cause.raw_os_error() {
            Some(errno) if also.contains(&errno) => Self::Yes,
            Some(libc::EPERM | libc::EACCES) => Self::Refused,
            Some(errno) => Self::No { errno },
            None => Self::Untried { why: cause.to_string() },
        }
    }

    /// Whether it works.
    #[must_use]
    pub const fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    /// `yes`, `no`, `refused` or `untried`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No { .. } => "no",
            Self::Refused => "refused",
            Self::Untried { .. } => "untried",
        }
    }
}

/// `r0 = 0; exit`.
const NOTHING: [u64; 2] = [0xb7, 0x95];
/// `call bpf_get_attach_cookie; exit`: helper 174, which takes the context that is there already.
const COOKIE: [u64; 2] = [174 << 32 | 0x85, 0x95];
/// Not in `errno.h`: what the kernel says to a type of program whose target is wrong.
const ENOTSUPP: i32 = 524;
/// `BPF_F_MMAPABLE`, without which there is no arena.
const MMAPABLE: u32 = 1 << 10;
/// `BPF_F_NO_PREALLOC`, without which there is no trie.
const NO_PREALLOC: u32 = 1;

/// Types of programs that need no target, each with an attach type that it is loaded with.
const PROGRAMS: [(P, A); 24] = [
    (P::SOCKET_FILTER, A(0)),
    (P::KPROBE, A(0)),
    (P::SCHED_CLS, A(0)),
    (P::SCHED_ACT, A(0)),
    (P::TRACEPOINT, A(0)),
    (P::XDP, A(0)),
    (P::PERF_EVENT, A(0)),
    (P::CGROUP_SKB, A(0)),
    (P::CGROUP_SOCK, A(0)),
    (P::LWT_IN, A(0)),
    (P::SOCK_OPS, A(0)),
    (P::SK_SKB, A(0)),
    (P::CGROUP_DEVICE, A(0)),
    (P::SK_MSG, A(0)),
    (P::RAW_TRACEPOINT, A(0)),
    (P::CGROUP_SOCK_ADDR, A::CGROUP_INET4_BIND),
    (P::FLOW_DISSECTOR, A(0)),
    (P::CGROUP_SYSCTL, A(0)),
    (P::RAW_TRACEPOINT_WRITABLE, A(0)),
    (P::CGROUP_SOCKOPT, A::CGROUP_SETSOCKOPT),
    (P::SK_LOOKUP, A::SK_LOOKUP),
    (P::SK_REUSEPORT, A(0)),
    (P::SYSCALL, A(0)),
    (P::NETFILTER, A::NETFILTER),
];
/// `BPF_F_SLEEPABLE`, which programs that run as a system call are.
const SLEEPABLE: u32 = 1 << 4;

/// Programs that attach by type: a name for the probe, how, and a target that kernels have had as long as the way.
const TYPED: [(&str, P, A, &str, Kind); 8] = [
    ("fentry", P::TRACING, A::TRACE_FENTRY, "bpf_fentry_test1", Kind::Func),
    ("fexit", P::TRACING, A::TRACE_FEXIT, "bpf_fentry_test1", Kind::Func),
    ("fsession", P::TRACING, A::TRACE_FSESSION, "bpf_fentry_test1", Kind::Func),
    ("fmod_ret", P::TRACING, A::MODIFY_RETURN, "security_file_open", Kind::Func),
    ("tp_btf", P::TRACING, A::TRACE_RAW_TP, TRACEPOINT, Kind::Typedef),
    ("iter", P::TRACING, A::TRACE_ITER, "bpf_iter_task", Kind::Func),
    ("lsm", P::LSM, A::LSM_MAC, "bpf_lsm_file_open", Kind::Func),
    ("lsm_cgroup", P::LSM, A::LSM_CGROUP, "bpf_lsm_socket_bind", Kind::Func),
];
/// A tracepoint of every kernel that hardly ever fires.
const TRACEPOINT: &str = "btf_trace_sched_process_hang";

/// Maps, each with sizes of key and value, entries and flags that it takes.
const MAPS: [(M, [u32; 4]); 12] = [
    (M::HASH, [4, 4, 1, 0]),
    (M::ARRAY, [4, 4, 1, 0]),
    (M::PERCPU_ARRAY, [4, 4, 1, 0]),
    (M::PROG_ARRAY, [4, 4, 1, 0]),
    (M::PERF_EVENT_ARRAY, [4, 4, 1, 0]),
    (M::STACK_TRACE, [4, 8, 1, 0]),
    (M::LRU_HASH, [4, 4, 1, 0]),
    (M::LPM_TRIE, [8, 4, 1, NO_PREALLOC]),
    (M::RINGBUF, [0, 0, 1 << 16, 0]),
    (M::BLOOM_FILTER, [0, 4, 1, 0]),
    (M::USER_RINGBUF, [0, 0, 1 << 16, 0]),
    (M::ARENA, [0, 0, 1, MMAPABLE]),
];

/// Tries everything.
#[must_use]
pub fn probe_all(kernel: &KernelTypes) -> Vec<Probe> {
    // Kernels before 5.11 count what is made against a limit, and give it back late: soon all would be refused.
    let _ = sys::memlock::raise();
    let mut probes = Vec::new();
    let mut say = |name: String, support| probes.push(Probe { name, support });
    for (program, attach) in PROGRAMS {
        let flags = if program == P::SYSCALL { SLEEPABLE } else { 0 };
        let trial = Trial { flags, ..trial(program, attach) };
        // Some attach types say which results a program may have; 0 is not among those of all.
        say(format!("program/{program}"), Support::of(sys::probe::program(trial, &mut []), &[]));
    }
    for (name, program, attach, target, kind) in TYPED {
        let support = typed(kernel, program, attach, target, kind);
        say(
            format!("program/{name}"),
            support.map_or_else(|why| why, |done| Support::of(done, &[])),
        );
    }
    say(String::from("program/freplace"), freplace());
    let struct_ops = Trial { attach_btf_id: 1, ..trial(P::STRUCT_OPS, A(0)) };
    let struct_ops = sys::probe::program(struct_ops, &mut []);
    say(String::from("program/struct_ops"), Support::of(struct_ops, &[ENOTSUPP]));
    for (map, sizes) in MAPS {
        say(format!("map/{map}"), Support::of(sys::probe::map(map.0, sizes), &[]));
    }
    for (name, support) in attach(kernel) {
        say(format!("attach/{name}"), support);
    }
    say(String::from("btf/module-names"), names_of_objects());
    say(String::from("token"), Support::of(sys::probe::token(), &[libc::EBADF]));
    probes
}

const fn trial(program: P, attach: A) -> Trial<'static> {
    Trial {
        program_type: program.0,
        attach_type: attach.0,
        attach_btf_id: 0,
        flags: 0,
        insns: &NOTHING,
    }
}

/// A program on something in vmlinux; the error is why it cannot be tried.
fn typed(
    kernel: &KernelTypes,
    program: P,
    attach: A,
    target: &str,
    kind: Kind,
) -> Result<io::Result<OwnedFd>, Support> {
    let untried = |why: String| Support::Untried { why };
    let found = kernel.find_in_base(target, kind).map_err(|error| untried(error.to_string()))?;
    let id = found.first().ok_or_else(|| untried(format!("no `{target}` in vmlinux's types")))?;
    // Iterators may be asked for 0 or 1, modifiers for an error number, security modules for 0.
    let trial = Trial { attach_btf_id: id.0, ..trial(program, attach) };
    Ok(sys::probe::program(trial, &mut []))
}

/// A program that replaces another needs one: the words tell who knows that.
fn freplace() -> Support {
    let mut log = vec![0; 4096];
    let trial = Trial { attach_btf_id: 1, ..trial(P::EXT, A(0)) };
    let done = sys::probe::program(trial, &mut log);
    let is_known = sys::object::text(&log).contains("Cannot replace kernel functions");
    Support::of(done, if is_known { &[libc::EINVAL] } else { &[] })
}

/// Ways to attach.
fn attach(kernel: &KernelTypes) -> Vec<(&'static str, Support)> {
    let load = |trial| sys::probe::program(trial, &mut []);
    // A link is only tried with a program that loads.
    let with = |program: io::Result<OwnedFd>, link: &dyn Fn(OwnedFd) -> Support| match program {
        Ok(program) => link(program),
        Err(cause) => Support::of(Err(cause), &[]),
    };
    let tracing = match typed(kernel, P::TRACING, A::TRACE_RAW_TP, TRACEPOINT, Kind::Typedef) {
        Ok(program) => with(program, &|program| {
            Support::of(sys::probe::link(program.as_fd(), false, A::TRACE_RAW_TP.0), &[])
        }),
        Err(untried) => untried,
    };
    let perf = with(load(trial(P::TRACEPOINT, A(0))), &|program| {
        Support::of(sys::probe::link(program.as_fd(), true, A::PERF_EVENT.0), &[libc::EBADF])
    });
    let kprobe_multi = |attach: A| {
        with(load(trial(P::KPROBE, attach)), &|program| {
            // There is no such function; a kernel that looks for it knows the way.
            let link =
                sys::probe::link_symbol(program.as_fd(), attach.0, c"btfly_no_such_function");
            Support::of(link, &[libc::ESRCH, libc::ENOENT])
        })
    };
    let uprobe_multi = |attach: A| {
        with(load(trial(P::KPROBE, attach)), &|program| {
            // The root directory is no program; a kernel that says so knows the way.
            Support::of(sys::probe::link_path(program.as_fd(), attach.0, c"/"), &[libc::EBADF])
        })
    };
    let cookie = load(Trial { insns: &COOKIE, ..trial(P::KPROBE, A(0)) });
    vec![
        ("tracing-link", tracing),
        ("perf-link", perf),
        ("cookie", Support::of(cookie, &[])),
        ("kprobe-multi", kprobe_multi(A::TRACE_KPROBE_MULTI)),
        ("kprobe-session", kprobe_multi(A::TRACE_KPROBE_SESSION)),
        ("uprobe-multi", uprobe_multi(A::TRACE_UPROBE_MULTI)),
        ("uprobe-session", uprobe_multi(A::TRACE_UPROBE_SESSION)),
    ]
}

/// Whether BTF objects have names, without which those of modules cannot be told apart.
fn names_of_objects() -> Support {
    let smallest = btfly_btf::text::parse("[1] INT 'int' size=4 encoding=SIGNED");
    let Ok(smallest) = smallest else {
        return Support::Untried { why: String::from("no BTF to ask about") };
    };
    let asked = sys::btf::load(smallest.bytes(), &mut [])
        .and_then(|fd| sys::btf::info(fd.as_fd(), &mut []));
    match asked {
        Ok(info) if info.has_names => Support::Yes,
        Ok(_) => Support::No { errno: libc::E2BIG },
        Err(cause) => Support::of(Err(cause), &[]),
    }
}
