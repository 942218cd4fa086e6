//! What a section's name says about the programs in it.
//!
//! *In:* the name, such as `fentry.s/nf_conntrack_in`. *Out:* a [`Rule`] of the table, and the target that follows the
//! slash. *Never:* a refusal: a name that no rule fits belongs to whoever registered it with a loader.
//!
//! Source: `tools/lib/bpf/libbpf.c: section_defs`, Linux v7.2. The order counts: the first rule that fits is it.

use super::{AttachType, ProgramType};

/// What programs of a section are.
///
/// ```
/// use btfly_obj::spec::{AttachType, ProgramType, section_rule};
///
/// let (rule, target) = section_rule("fexit.s/vfs_read").unwrap();
/// assert_eq!(rule.program_type, ProgramType::TRACING);
/// assert_eq!(rule.attach_type, Some(AttachType::TRACE_FEXIT));
/// assert!(rule.is_sleepable && rule.has_typed_target);
/// assert_eq!(target, Some("vfs_read"));
/// assert!(section_rule("my_own/thing").is_none());
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rule {
    /// The name, or what stands before the slash.
    pub name: &'static str,
    /// Whether a slash and a target may follow.
    pub takes_target: bool,
    /// The type of program.
    pub program_type: ProgramType,
    /// The `expected_attach_type` that it is loaded with; `None` where the kernel looks at none.
    pub attach_type: Option<AttachType>,
    /// Whether kernels that know no `expected_attach_type` load it without.
    pub is_attach_type_optional: bool,
    /// Whether the attach type is also what the program is attached by.
    pub is_attachable: bool,
    /// Whether it may sleep (`BPF_F_SLEEPABLE`).
    pub is_sleepable: bool,
    /// Whether its target is a type of the kernel: a function, a tracepoint's typedef, an iterator.
    pub has_typed_target: bool,
    /// Whether it takes packets in several parts (`BPF_F_XDP_HAS_FRAGS`).
    pub has_frags: bool,
    /// Whether it is attached to a static probe of a program.
    pub is_usdt: bool,
}

/// The rule that fits a section's name, and the target that the name has. A leading `?` is no part of the name.
#[must_use]
pub fn section_rule(name: &str) -> Option<(&'static Rule, Option<&str>)> {
    RULES.iter().find_map(|rule| {
        let rest = name.strip_prefix(rule.name)?;
        match rest.strip_prefix('/') {
            _ if rest.is_empty() => Some((rule, None)),
            Some(target) if rule.takes_target => Some((rule, Some(target))),
            _ => None,
        }
    })
}

use Matching::{Exact, Prefix};
use ProgramType as P;

#[derive(Clone, Copy, Eq, PartialEq)]
enum Matching {
    Exact,
    Prefix,
}

type A = AttachType;

/// No attach type: not a number that any has.
const NONE: AttachType = AttachType(u32::MAX);

const PLAIN: u8 = 0;
/// Attached by its attach type, which every kernel that has the program type knows.
const REQUIRED: u8 = 1;
/// The same, on kernels that know attach types.
const OPTIONAL: u8 = 2;
const SLEEPABLE: u8 = 4;
const TYPED: u8 = 8;
const FRAGS: u8 = 16;
const USDT: u8 = 32;

const fn row(
    matching: Matching,
    name: &'static str,
    program_type: ProgramType,
    attach_type: AttachType,
    traits: u8,
) -> Rule {
    Rule {
        name,
        takes_target: matches!(matching, Prefix),
        program_type,
        attach_type: if attach_type.0 == NONE.0 { None } else { Some(attach_type) },
        is_attach_type_optional: traits & OPTIONAL != 0,
        is_attachable: traits & (OPTIONAL | REQUIRED) != 0,
        is_sleepable: traits & SLEEPABLE != 0,
        has_typed_target: traits & TYPED != 0,
        has_frags: traits & FRAGS != 0,
        is_usdt: traits & USDT != 0,
    }
}

#[rustfmt::skip]
const RULES: &[Rule] = &[
    row(Exact, "socket", P::SOCKET_FILTER, NONE, PLAIN),
    row(Exact, "sk_reuseport/migrate", P::SK_REUSEPORT, A::SK_REUSEPORT_SELECT_OR_MIGRATE, REQUIRED),
    row(Exact, "sk_reuseport", P::SK_REUSEPORT, A::SK_REUSEPORT_SELECT, REQUIRED),
    row(Prefix, "kprobe", P::KPROBE, NONE, PLAIN),
    row(Prefix, "uprobe", P::KPROBE, NONE, PLAIN),
    row(Prefix, "uprobe.s", P::KPROBE, NONE, SLEEPABLE),
    row(Prefix, "kretprobe", P::KPROBE, NONE, PLAIN),
    row(Prefix, "uretprobe", P::KPROBE, NONE, PLAIN),
    row(Prefix, "uretprobe.s", P::KPROBE, NONE, SLEEPABLE),
    row(Prefix, "kprobe.multi", P::KPROBE, A::TRACE_KPROBE_MULTI, PLAIN),
    row(Prefix, "kretprobe.multi", P::KPROBE, A::TRACE_KPROBE_MULTI, PLAIN),
    row(Prefix, "kprobe.session", P::KPROBE, A::TRACE_KPROBE_SESSION, PLAIN),
    row(Prefix, "uprobe.multi", P::KPROBE, A::TRACE_UPROBE_MULTI, PLAIN),
    row(Prefix, "uretprobe.multi", P::KPROBE, A::TRACE_UPROBE_MULTI, PLAIN),
    row(Prefix, "uprobe.session", P::KPROBE, A::TRACE_UPROBE_SESSION, PLAIN),
    row(Prefix, "uprobe.multi.s", P::KPROBE, A::TRACE_UPROBE_MULTI, SLEEPABLE),
    row(Prefix, "uretprobe.multi.s", P::KPROBE, A::TRACE_UPROBE_MULTI, SLEEPABLE),
    row(Prefix, "uprobe.session.s", P::KPROBE, A::TRACE_UPROBE_SESSION, SLEEPABLE),
    row(Prefix, "ksyscall", P::KPROBE, NONE, PLAIN),
    row(Prefix, "kretsyscall", P::KPROBE, NONE, PLAIN),
    row(Prefix, "usdt", P::KPROBE, NONE, USDT),
    row(Prefix, "usdt.s", P::KPROBE, NONE, USDT | SLEEPABLE),
    row(Exact, "tc/ingress", P::SCHED_CLS, A::TCX_INGRESS, PLAIN),
    row(Exact, "tc/egress", P::SCHED_CLS, A::TCX_EGRESS, PLAIN),
    row(Exact, "tcx/ingress", P::SCHED_CLS, A::TCX_INGRESS, PLAIN),
    row(Exact, "tcx/egress", P::SCHED_CLS, A::TCX_EGRESS, PLAIN),
    row(Exact, "tc", P::SCHED_CLS, NONE, PLAIN),
    row(Exact, "classifier", P::SCHED_CLS, NONE, PLAIN),
    row(Exact, "action", P::SCHED_ACT, NONE, PLAIN),
    row(Exact, "netkit/primary", P::SCHED_CLS, A::NETKIT_PRIMARY, PLAIN),
    row(Exact, "netkit/peer", P::SCHED_CLS, A::NETKIT_PEER, PLAIN),
    row(Prefix, "tracepoint", P::TRACEPOINT, NONE, PLAIN),
    row(Prefix, "tp", P::TRACEPOINT, NONE, PLAIN),
    row(Prefix, "tracepoint.s", P::TRACEPOINT, NONE, SLEEPABLE),
    row(Prefix, "tp.s", P::TRACEPOINT, NONE, SLEEPABLE),
    row(Prefix, "raw_tracepoint", P::RAW_TRACEPOINT, NONE, PLAIN),
    row(Prefix, "raw_tp", P::RAW_TRACEPOINT, NONE, PLAIN),
    row(Prefix, "raw_tracepoint.s", P::RAW_TRACEPOINT, NONE, SLEEPABLE),
    row(Prefix, "raw_tp.s", P::RAW_TRACEPOINT, NONE, SLEEPABLE),
    row(Prefix, "raw_tracepoint.w", P::RAW_TRACEPOINT_WRITABLE, NONE, PLAIN),
    row(Prefix, "raw_tp.w", P::RAW_TRACEPOINT_WRITABLE, NONE, PLAIN),
    row(Prefix, "tp_btf", P::TRACING, A::TRACE_RAW_TP, TYPED),
    row(Prefix, "tp_btf.s", P::TRACING, A::TRACE_RAW_TP, TYPED | SLEEPABLE),
    row(Prefix, "fentry", P::TRACING, A::TRACE_FENTRY, TYPED),
    row(Prefix, "fmod_ret", P::TRACING, A::MODIFY_RETURN, TYPED),
    row(Prefix, "fexit", P::TRACING, A::TRACE_FEXIT, TYPED),
    row(Prefix, "fentry.s", P::TRACING, A::TRACE_FENTRY, TYPED | SLEEPABLE),
    row(Prefix, "fmod_ret.s", P::TRACING, A::MODIFY_RETURN, TYPED | SLEEPABLE),
    row(Prefix, "fexit.s", P::TRACING, A::TRACE_FEXIT, TYPED | SLEEPABLE),
    row(Prefix, "fsession", P::TRACING, A::TRACE_FSESSION, TYPED),
    row(Prefix, "fsession.s", P::TRACING, A::TRACE_FSESSION, TYPED | SLEEPABLE),
    row(Prefix, "fsession.multi", P::TRACING, A::TRACE_FSESSION_MULTI, PLAIN),
    row(Prefix, "fsession.multi.s", P::TRACING, A::TRACE_FSESSION_MULTI, SLEEPABLE),
    row(Prefix, "fentry.multi", P::TRACING, A::TRACE_FENTRY_MULTI, PLAIN),
    row(Prefix, "fexit.multi", P::TRACING, A::TRACE_FEXIT_MULTI, PLAIN),
    row(Prefix, "fentry.multi.s", P::TRACING, A::TRACE_FENTRY_MULTI, SLEEPABLE),
    row(Prefix, "fexit.multi.s", P::TRACING, A::TRACE_FEXIT_MULTI, SLEEPABLE),
    row(Prefix, "freplace", P::EXT, NONE, TYPED),
    row(Prefix, "lsm", P::LSM, A::LSM_MAC, TYPED),
    row(Prefix, "lsm.s", P::LSM, A::LSM_MAC, TYPED | SLEEPABLE),
    row(Prefix, "lsm_cgroup", P::LSM, A::LSM_CGROUP, TYPED),
    row(Prefix, "iter", P::TRACING, A::TRACE_ITER, TYPED),
    row(Prefix, "iter.s", P::TRACING, A::TRACE_ITER, TYPED | SLEEPABLE),
    row(Exact, "syscall", P::SYSCALL, NONE, SLEEPABLE),
    row(Exact, "xdp.frags/devmap", P::XDP, A::XDP_DEVMAP, FRAGS),
    row(Exact, "xdp/devmap", P::XDP, A::XDP_DEVMAP, REQUIRED),
    row(Exact, "xdp.frags/cpumap", P::XDP, A::XDP_CPUMAP, FRAGS),
    row(Exact, "xdp/cpumap", P::XDP, A::XDP_CPUMAP, REQUIRED),
    row(Exact, "xdp.frags", P::XDP, A::XDP, FRAGS),
    row(Exact, "xdp", P::XDP, A::XDP, OPTIONAL),
    row(Exact, "perf_event", P::PERF_EVENT, NONE, PLAIN),
    row(Exact, "lwt_in", P::LWT_IN, NONE, PLAIN),
    row(Exact, "lwt_out", P::LWT_OUT, NONE, PLAIN),
    row(Exact, "lwt_xmit", P::LWT_XMIT, NONE, PLAIN),
    row(Exact, "lwt_seg6local", P::LWT_SEG6LOCAL, NONE, PLAIN),
    row(Exact, "sockops", P::SOCK_OPS, A::CGROUP_SOCK_OPS, OPTIONAL),
    row(Exact, "sk_skb/stream_parser", P::SK_SKB, A::SK_SKB_STREAM_PARSER, OPTIONAL),
    row(Exact, "sk_skb/stream_verdict", P::SK_SKB, A::SK_SKB_STREAM_VERDICT, OPTIONAL),
    row(Exact, "sk_skb/verdict", P::SK_SKB, A::SK_SKB_VERDICT, OPTIONAL),
    row(Exact, "sk_skb", P::SK_SKB, NONE, PLAIN),
    row(Exact, "sk_msg", P::SK_MSG, A::SK_MSG_VERDICT, OPTIONAL),
    row(Exact, "lirc_mode2", P::LIRC_MODE2, A::LIRC_MODE2, OPTIONAL),
    row(Exact, "flow_dissector", P::FLOW_DISSECTOR, A::FLOW_DISSECTOR, OPTIONAL),
    row(Exact, "cgroup_skb/ingress", P::CGROUP_SKB, A::CGROUP_INET_INGRESS, OPTIONAL),
    row(Exact, "cgroup_skb/egress", P::CGROUP_SKB, A::CGROUP_INET_EGRESS, OPTIONAL),
    row(Exact, "cgroup/skb", P::CGROUP_SKB, NONE, PLAIN),
    row(Exact, "cgroup/sock_create", P::CGROUP_SOCK, A::CGROUP_INET_SOCK_CREATE, REQUIRED),
    row(Exact, "cgroup/sock_release", P::CGROUP_SOCK, A::CGROUP_INET_SOCK_RELEASE, REQUIRED),
    row(Exact, "cgroup/sock", P::CGROUP_SOCK, A::CGROUP_INET_SOCK_CREATE, OPTIONAL),
    row(Exact, "cgroup/post_bind4", P::CGROUP_SOCK, A::CGROUP_INET4_POST_BIND, REQUIRED),
    row(Exact, "cgroup/post_bind6", P::CGROUP_SOCK, A::CGROUP_INET6_POST_BIND, REQUIRED),
    row(Exact, "cgroup/bind4", P::CGROUP_SOCK_ADDR, A::CGROUP_INET4_BIND, REQUIRED),
    row(Exact, "cgroup/bind6", P::CGROUP_SOCK_ADDR, A::CGROUP_INET6_BIND, REQUIRED),
    row(Exact, "cgroup/connect4", P::CGROUP_SOCK_ADDR, A::CGROUP_INET4_CONNECT, REQUIRED),
    row(Exact, "cgroup/connect6", P::CGROUP_SOCK_ADDR, A::CGROUP_INET6_CONNECT, REQUIRED),
    row(Exact, "cgroup/connect_unix", P::CGROUP_SOCK_ADDR, A::CGROUP_UNIX_CONNECT, REQUIRED),
    row(Exact, "cgroup/sendmsg4", P::CGROUP_SOCK_ADDR, A::CGROUP_UDP4_SENDMSG, REQUIRED),
    row(Exact, "cgroup/sendmsg6", P::CGROUP_SOCK_ADDR, A::CGROUP_UDP6_SENDMSG, REQUIRED),
    row(Exact, "cgroup/sendmsg_unix", P::CGROUP_SOCK_ADDR, A::CGROUP_UNIX_SENDMSG, REQUIRED),
    row(Exact, "cgroup/recvmsg4", P::CGROUP_SOCK_ADDR, A::CGROUP_UDP4_RECVMSG, REQUIRED),
    row(Exact, "cgroup/recvmsg6", P::CGROUP_SOCK_ADDR, A::CGROUP_UDP6_RECVMSG, REQUIRED),
    row(Exact, "cgroup/recvmsg_unix", P::CGROUP_SOCK_ADDR, A::CGROUP_UNIX_RECVMSG, REQUIRED),
    row(Exact, "cgroup/getpeername4", P::CGROUP_SOCK_ADDR, A::CGROUP_INET4_GETPEERNAME, REQUIRED),
    row(Exact, "cgroup/getpeername6", P::CGROUP_SOCK_ADDR, A::CGROUP_INET6_GETPEERNAME, REQUIRED),
    row(Exact, "cgroup/getpeername_unix", P::CGROUP_SOCK_ADDR, A::CGROUP_UNIX_GETPEERNAME, REQUIRED),
    row(Exact, "cgroup/getsockname4", P::CGROUP_SOCK_ADDR, A::CGROUP_INET4_GETSOCKNAME, REQUIRED),
    row(Exact, "cgroup/getsockname6", P::CGROUP_SOCK_ADDR, A::CGROUP_INET6_GETSOCKNAME, REQUIRED),
    row(Exact, "cgroup/getsockname_unix", P::CGROUP_SOCK_ADDR, A::CGROUP_UNIX_GETSOCKNAME, REQUIRED),
    row(Exact, "cgroup/sysctl", P::CGROUP_SYSCTL, A::CGROUP_SYSCTL, REQUIRED),
    row(Exact, "cgroup/getsockopt", P::CGROUP_SOCKOPT, A::CGROUP_GETSOCKOPT, REQUIRED),
    row(Exact, "cgroup/setsockopt", P::CGROUP_SOCKOPT, A::CGROUP_SETSOCKOPT, REQUIRED),
    row(Exact, "cgroup/dev", P::CGROUP_DEVICE, A::CGROUP_DEVICE, OPTIONAL),
    row(Prefix, "struct_ops", P::STRUCT_OPS, NONE, PLAIN),
    row(Prefix, "struct_ops.s", P::STRUCT_OPS, NONE, SLEEPABLE),
    row(Exact, "sk_lookup", P::SK_LOOKUP, A::SK_LOOKUP, REQUIRED),
    row(Exact, "netfilter", P::NETFILTER, A::NETFILTER, PLAIN),
];
