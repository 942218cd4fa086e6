//! The runs · nothing → an object, its programs, what makes them fire, what has to be said · never a kernel's opinion.

/// Which kernels a case is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kernels {
    /// All of the lab's.
    All,
    /// All, and this machine's.
    HereToo,
    /// Those whose modules have BTF: from 6.1 on.
    Kmods,
    /// Those with kfuncs for locks and with fprobes: from 6.12 on.
    New,
    /// One.
    Only(&'static str),
}

impl Kernels {
    pub(super) fn has(self, label: &str) -> bool {
        match self {
            Self::All | Self::HereToo => true,
            Self::Kmods => label != "5.10",
            Self::New => !["5.10", "6.1"].contains(&label),
            Self::Only(only) => label == only,
        }
    }
}

/// A run of `btfly run`.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) kernels: Kernels,
    pub(super) object: &'static str,
    pub(super) arguments: &'static str,
    /// Jobs of the agent, run once all is attached.
    pub(super) trigger: &'static [&'static str],
    /// What lines of its output have to be like.
    pub(super) says: &'static [&'static str],
}

const fn case(
    name: &'static str,
    kernels: Kernels,
    object: &'static str,
    arguments: &'static str,
    trigger: &'static [&'static str],
    says: &'static [&'static str],
) -> Case {
    Case { name, kernels, object, arguments, trigger, says }
}

const OPEN: &[&str] = &["uname"];
const EXEC: &[&str] = &["run /init /nothing"];
const DUMMY: &[&str] = &["up dummy0", "emit dummy0"];
const XFS: &[&str] = &["try-mount xfs"];
const SEND: &[&str] = &["send"];

const VSOCK: &[&str] = &["vsock 4000"];

/// Jobs of runs inside runs: their paths in a guest.
pub(super) const INNER: &[(&str, &str)] = &[("/inner/send", "send\n")];

const REPLACE: &[&str] = &[
    "hear /btfly run /objs/replacing.o -p new_verdict --target replaced_main -- /init /inner/send",
];
const WATCH: &[&str] =
    &["hear /btfly run /objs/replacing.o -p seen --target replaced_main -- /init /inner/send"];
const REPLACE_NOTHING: &[&str] =
    &["hear /btfly run /objs/replacing.o -p nothing_there --target replaced_main"];
const REPLACE_NOBODY: &[&str] =
    &["hear /btfly run /objs/replacing.o -p new_verdict --target no_such_program"];

/// What comes after all cases: a run that is killed while it loads, and one while it is attached; a run by somebody without
/// any right; and what the kernel has then.
pub(super) const AFTER: &[&str] = &[
    "killed 40 /btfly run /objs/vmlinux.o -p open_in -p open_out",
    "killed 2000 /btfly run /objs/vmlinux.o -p open_in -p open_out",
    "hear-nobody /btfly run /objs/vmlinux.o -p open_in --for 0.1",
    // Kernels free what nobody has any more a little later.
    "wait 3000",
    "hear /btfly list --ids --json",
];

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    case("fentry and fexit of vmlinux", Kernels::All, "vmlinux", "-p open_in -p open_out", OPEN,
        &["`open_in` attached … in vmlinux", "entered = #", "left = #", "version = #", "absent = 0", "exit 0"]),
    case("tp_btf", Kernels::HereToo, "vmlinux", "-p switched", &[], &["in vmlinux", "entered = #"]),
    case("raw_tp", Kernels::HereToo, "vmlinux", "-p switched_raw", &[], &["by raw-tracepoint", "entered = #"]),
    case("tracepoint, by a link", Kernels::Kmods, "vmlinux", "-p switched_tp", &[], &["by perf-link", "entered = #"]),
    case("tracepoint, on an old kernel", Kernels::Only("5.10"), "vmlinux", "-p switched_tp", &[], &["by perf-ioctl", "entered = #"]),
    case("tracepoint, by an ioctl", Kernels::All, "vmlinux", "-p switched_tp --way perf-ioctl", &[], &["by perf-ioctl", "entered = #"]),
    case("tracing, by the older call", Kernels::All, "vmlinux", "-p open_in --way raw-tracepoint", OPEN, &["by raw-tracepoint", "entered = #"]),
    case("kfuncs of vmlinux", Kernels::New, "vmlinux", "-p with_kfuncs", &[], &["entered = #", "had_kfuncs = #"]),
    case("kfuncs that a kernel has not", Kernels::Only("6.1"), "vmlinux", "-p with_kfuncs", &[], &["entered = #", "had_kfuncs = 0"]),
    case("a kfunc called without asking", Kernels::Only("6.1"), "vmlinux", "-p without_asking", &[],
        &["no function `bpf_rcu_read_lock`", "vmlinux.c:", "exit 3"]),
    case("kprobe.multi on a kernel without fprobes", Kernels::Only("6.1"), "vmlinux", "-p open_multi", &[], &["by kprobe-multi: Operation not supported", "exit 3"]),
    case("kprobe.multi", Kernels::New, "vmlinux", "-p open_multi", OPEN, &["by kprobe-multi", "entered = #"]),
    case("fmod_ret", Kernels::All, "vmlinux", "-p modify", OPEN, &["entered = #"]),
    case("iterator", Kernels::HereToo, "tasks", "", &[], &["COMM", " btfly"]),
    case("ring buffer", Kernels::All, "opens", "", OPEN, &["opens: { .pid = #", ".name = \"osrelease\"", "count = #"]),
    case("ring buffer, filtered", Kernels::All, "opens", "--set target_pid=1000000", OPEN, &["count = 0", "; 0 records"]),
    case("lsm", Kernels::All, "lsm", "", EXEC, &["executed: { .pid = # … /init"]),
    case("kprobe, the newest way", Kernels::Kmods, "probe", "", EXEC, &["by perf-link", "entered = #", "left = #", "starts a program"]),
    case("kprobe, on an old kernel", Kernels::Only("5.10"), "probe", "", EXEC, &["by perf-ioctl", "entered = #", "left = #"]),
    case("kprobe, by an ioctl", Kernels::All, "probe", "--way perf-ioctl", EXEC, &["by perf-ioctl", "entered = #", "left = #"]),
    case("kprobe, by tracefs", Kernels::All, "probe", "--way tracefs", EXEC, &["by tracefs", "entered = #", "left = #"]),
    case("dummy, with types of other modules", Kernels::Kmods, "modules", "-p dummy_in -p dummy_out", DUMMY,
        &["`dummy_in` attached … in dummy", "`dummy_out` attached … in dummy", "entered = #", "left = #", "device_is_dummy = #",
          "xfs_inode_size = #", "nf_conn_size = #", "no_such_size = 0"]),
    case("xfs", Kernels::Kmods, "modules", "-p xfs_in -p xfs_out", XFS, &["`xfs_in` attached … in xfs", "entered = #", "left = #", "xfs_inode_size = #"]),
    case("veth", Kernels::Kmods, "modules", "-p veth_in -p veth_out", &[], &["`veth_in` attached … in veth", "`veth_out` attached … in veth", "exit 0"]),
    case("nf_conntrack", Kernels::Kmods, "modules", "-p conntrack_in -p conntrack_out", SEND,
        &["`conntrack_in` attached … in nf_conntrack", "entered = #", "left = #", "nf_conn_size = #"]),
    case("connections", Kernels::Kmods, "connections", "", SEND, &["in nf_conntrack", "connections: { … status", "conn_size = #"]),
    case("tp_btf of a module", Kernels::Kmods, "modules", "-p vsock_packet -p vsock_packet_exact", VSOCK,
        &["`vsock_packet` attached … in vmw_vsock_virtio_transport_common", "`vsock_packet_exact` attached … in vmw_vsock_virtio_transport_common",
          "entered = #", "left = #", "exact = #", "exit 0"]),
    case("tp_btf of a module on a kernel without module BTF", Kernels::Only("5.10"), "modules", "-p vsock_packet", &[],
        &["no `btf_trace_virtio_transport_alloc_pkt` in the running kernel; modules have no BTF", "exit 3"]),
    case("kfuncs of a module", Kernels::Kmods, "kfunc", "--device lo", SEND, &["`packet_in` attached", "entered = #", "found = #", "confirmed = #", "exit 0"]),
    case("kfuncs of a module on a kernel without module BTF", Kernels::Only("5.10"), "kfunc", "--device lo", &[],
        &["extern `bpf_ct_release` … its modules have no BTF", "exit 3"]),
    case("freplace", Kernels::All, "replaced", "--device lo", REPLACE,
        &["`new_verdict` attached … in replaced_main", "out entered = #", "passed = #", "other_verdicts = #", "own_verdicts = 0", "exit 0"]),
    case("fexit of a program", Kernels::All, "replaced", "--device lo", WATCH,
        &["`seen` attached … in replaced_main", "out left = #", "own_verdicts = #", "other_verdicts = 0"]),
    case("freplace of what a program has not", Kernels::All, "replaced", "--device lo", REPLACE_NOTHING,
        &["no function `no_such_function` in program `replaced_main`", "exit 3"]),
    case("freplace of no program", Kernels::Only("6.12"), "replaced", "--device lo", REPLACE_NOBODY, &["no program `no_such_program` is loaded", "exit 3"]),
    case("freplace without a target", Kernels::Only("6.12"), "replacing", "-p new_verdict", &[], &["`--target`", "exit 3"]),
    case("a module's function by kprobe", Kernels::All, "modules", "-p dummy_probe", DUMMY, &["entered = #"]),
    case("a module's type by kprobe", Kernels::Kmods, "modules", "-p vsock_probe", VSOCK, &["requests = #", "exit 0"]),
    case("a module's type from outside by kprobe", Kernels::Only("5.10"), "modules",
        "-p vsock_probe --btf /btf/vmlinux.btf --btf /btf/vmw_vsock_virtio_transport_common.btf", VSOCK, &["requests = #", "exit 0"]),
    case("a module's type on a kernel without module BTF", Kernels::Only("5.10"), "modules", "-p vsock_probe", &[],
        &["virtio_vsock_pkt_info", "modules have no BTF", "exit 3"]),
    case("a module's function on a kernel without module BTF", Kernels::Only("5.10"), "modules", "-p dummy_in", &[], &["no `dummy_xmit` in the running kernel; modules have no BTF", "CONFIG_DEBUG_INFO_BTF_MODULES; `kprobe/dummy_xmit`", "exit 3"]),
    case("a function that is nowhere, on a kernel without module BTF", Kernels::Only("5.10"), "vmlinux", "-p nowhere", &[], &["no kprobe would do either", "exit 3"]),
    case("a function that is not there", Kernels::All, "vmlinux", "-p nowhere", &[], &["no_such_function", "exit 3"]),
];
