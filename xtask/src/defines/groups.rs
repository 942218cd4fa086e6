//! What belongs in the table: headers, name patterns, a few macros with arguments · nothing → lists · never values: those
//! come from the headers.
//!
//! Patterns know one sign, `*`, and their order is the order of the table; a name belongs to the first group that selects
//! it. Chosen by what eBPF programs define by hand: the kernel's own selftests, libbpf-tools, and the agents for security,
//! networking and tracing that ship a `vmlinux.h`.
//!
//! Left out on purpose: what depends on the kernel's configuration (`PAGE_SIZE`, `HZ`, `THREAD_SIZE`); system call numbers,
//! which no two architectures share; `GFP_…`, `REQ_…` and others that change from kernel to kernel; numbers in network byte
//! order (`GRE_…`); ioctl numbers; aliases of members (`sk_family`, `s6_addr`), which are no constants and take the name from
//! every variable; strings.

/// Constants of the UAPI headers that belong together.
#[derive(Debug)]
pub(super) struct Group {
    /// The heading in the table.
    pub(super) title: &'static str,
    /// UAPI headers, included in this order.
    pub(super) headers: &'static [&'static str],
    /// Names, in the order of the table.
    pub(super) select: &'static [&'static str],
    /// Names that the patterns above would select and nobody wants.
    pub(super) except: &'static [&'static str],
}

/// Constants that the kernel keeps in its internal headers although programs need them.
#[derive(Debug)]
pub(super) struct KernelGroup {
    /// The heading in the table.
    pub(super) title: &'static str,
    /// Where they are defined, from the kernel's `include` directory. Headers that a kernel does not
    /// have are passed over: definitions move between kernels.
    pub(super) headers: &'static [&'static str],
    /// Names, in the order of the table.
    pub(super) select: &'static [&'static str],
    /// Names that the patterns above would select and nobody wants.
    pub(super) except: &'static [&'static str],
    /// UAPI headers whose constants these are made of.
    pub(super) uapi: &'static [&'static str],
    /// Architectures that define these in headers of their own.
    pub(super) not_on: &'static [&'static str],
    /// Whether a constant that not all kernels have is taken. Right for numbers that userspace sees
    /// and that therefore never change; wrong for what is the kernel's own business.
    pub(super) abi: bool,
}

/// A macro with arguments.
#[derive(Debug)]
pub(super) struct Function {
    /// Its name.
    pub(super) name: &'static str,
    /// Parameters and body, as they stand after the name.
    pub(super) text: &'static str,
    /// The header that it is compared with.
    pub(super) header: &'static str,
    /// Whether that is one of the kernel's own. The UAPI has device numbers too, of another layout.
    pub(super) internal: bool,
    /// Arguments to compare it on.
    pub(super) samples: &'static [&'static str],
}

const FILE_MODES: &[&str] =
    &["0", "0010644", "0020644", "0040755", "0060644", "0100755", "0120777", "0140777", "0170000"];
const CAPABILITIES: &[&str] = &["0", "12", "31", "32", "40"];
const DEVICES: &[&str] = &["0", "0x800001", "0xfff00000u", "0xffffffffu", "0x000fffff"];

/// The macros with arguments, written for the table and compared with the kernel's.
pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "S_ISLNK",
        text: "(m) (((m) & S_IFMT) == S_IFLNK)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "S_ISREG",
        text: "(m) (((m) & S_IFMT) == S_IFREG)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "S_ISDIR",
        text: "(m) (((m) & S_IFMT) == S_IFDIR)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "S_ISCHR",
        text: "(m) (((m) & S_IFMT) == S_IFCHR)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "S_ISBLK",
        text: "(m) (((m) & S_IFMT) == S_IFBLK)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "S_ISFIFO",
        text: "(m) (((m) & S_IFMT) == S_IFIFO)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "S_ISSOCK",
        text: "(m) (((m) & S_IFMT) == S_IFSOCK)",
        header: "linux/stat.h",
        internal: false,
        samples: FILE_MODES,
    },
    Function {
        name: "CAP_TO_INDEX",
        text: "(cap) ((cap) >> 5)",
        header: "linux/capability.h",
        internal: false,
        samples: CAPABILITIES,
    },
    Function {
        name: "CAP_TO_MASK",
        text: "(cap) (1U << ((cap) & 31))",
        header: "linux/capability.h",
        internal: false,
        samples: CAPABILITIES,
    },
    Function {
        name: "MAJOR",
        text: "(dev) ((unsigned int)((dev) >> MINORBITS))",
        header: "linux/kdev_t.h",
        internal: true,
        samples: DEVICES,
    },
    Function {
        name: "MINOR",
        text: "(dev) ((unsigned int)((dev) & MINORMASK))",
        header: "linux/kdev_t.h",
        internal: true,
        samples: DEVICES,
    },
];

/// The groups of UAPI constants, in the order of the table.
pub(super) const GROUPS: &[Group] = &[
    Group { title: "errno", headers: &["linux/errno.h"], select: &["E*"], except: &[] },
    Group {
        title: "limits",
        headers: &["linux/limits.h"],
        select: &["PATH_MAX", "NAME_MAX", "PIPE_BUF", "XATTR_*", "NGROUPS_MAX"],
        except: &[],
    },
    Group {
        title: "Ethernet",
        headers: &["linux/if_ether.h"],
        select: &["ETH_P_*", "ETH_*"],
        except: &[],
    },
    Group {
        title: "ARP and neighbours",
        headers: &["linux/if_arp.h", "linux/neighbour.h"],
        select: &["ARPHRD_*", "ARPOP_*", "NUD_*", "NTF_*"],
        except: &[],
    },
    Group {
        title: "network devices and packets",
        headers: &["linux/if.h", "linux/if_packet.h"],
        select: &["IFNAMSIZ", "IFALIASZ", "IFF_*", "PACKET_*"],
        except: &[],
    },
    Group {
        title: "IP protocols",
        headers: &["linux/in.h", "linux/in6.h"],
        select: &["IPPROTO_*"],
        except: &[],
    },
    Group {
        title: "IPv4",
        headers: &["linux/in.h", "linux/ip.h"],
        select: &[
            "INADDR_*",
            "IN_*",
            "IPVERSION",
            "MAXTTL",
            "IPDEFTTL",
            "IP_*",
            "IPTOS_*",
            "IPOPT_*",
            "MCAST_*",
        ],
        except: &[],
    },
    Group {
        title: "IPv6",
        headers: &["linux/in6.h", "linux/ipv6.h", "linux/ipv6_route.h"],
        select: &["IPV6_*"],
        except: &[],
    },
    Group {
        title: "TCP and UDP",
        headers: &["linux/tcp.h", "linux/udp.h"],
        select: &["TCP_*", "TCPI_*", "UDP_*"],
        except: &[],
    },
    Group {
        title: "ICMP",
        headers: &["linux/icmp.h", "linux/icmpv6.h"],
        select: &["ICMP_*", "ICMPV6_*"],
        except: &[],
    },
    Group {
        title: "traffic control",
        headers: &["linux/pkt_cls.h", "linux/pkt_sched.h"],
        select: &["TC_ACT_*", "TC_PRIO_*", "TC_H_*"],
        except: &[],
    },
    Group {
        title: "netfilter",
        headers: &["linux/netfilter.h"],
        select: &["NF_*", "NFPROTO_*"],
        except: &[],
    },
    Group {
        title: "netlink and routing",
        headers: &["linux/netlink.h", "linux/rtnetlink.h", "linux/if_addr.h", "linux/route.h"],
        select: &[
            "NETLINK_*",
            "NLM_F_*",
            "NLMSG_*",
            "NLA_*",
            "RTM_*",
            "RTPROT_*",
            "RTNH_*",
            "RTMGRP_*",
            "IFA_F_*",
            "RTF_*",
        ],
        except: &[],
    },
    Group {
        title: "sockets",
        headers: &[
            "asm/socket.h",
            "linux/socket.h",
            "linux/net.h",
            "linux/un.h",
            "linux/vm_sockets.h",
        ],
        select: &["SOL_SOCKET", "SO_*", "SCM_*", "SOCK_*", "SYS_*", "UNIX_PATH_MAX", "VMADDR_*"],
        except: &[],
    },
    Group {
        title: "AF_XDP and XDP",
        headers: &["linux/if_link.h", "linux/if_xdp.h", "linux/bpf.h"],
        select: &["XDP_*"],
        except: &[],
    },
    Group {
        title: "BPF",
        headers: &["linux/bpf.h", "linux/btf.h"],
        select: &["BPF_*", "MAX_BPF_REG", "BTF_*"],
        except: &[],
    },
    Group {
        title: "perf events",
        headers: &["linux/perf_event.h"],
        select: &["PERF_*"],
        except: &["PERF_EVENT_IOC_*", "PERF_MEM_*", "PERF_AUX_*", "PERF_BR_*"],
    },
    Group {
        title: "file modes",
        headers: &["linux/stat.h"],
        select: &["S_*", "STATX_*"],
        except: &[],
    },
    Group {
        title: "open, fcntl and paths",
        headers: &["linux/fcntl.h", "linux/openat2.h"],
        select: &["O_*", "FASYNC", "F_*", "FD_CLOEXEC", "LOCK_*", "DN_*", "AT_*", "RESOLVE_*"],
        except: &[],
    },
    Group {
        title: "files and mounts",
        headers: &[
            "linux/fs.h",
            "linux/mount.h",
            "linux/falloc.h",
            "linux/xattr.h",
            "linux/memfd.h",
            "linux/pidfd.h",
        ],
        select: &[
            "SEEK_*",
            "RENAME_*",
            "RWF_*",
            "FS_*_FL",
            "MS_*",
            "MOUNT_ATTR_*",
            "MOVE_MOUNT_*",
            "OPEN_TREE_*",
            "FSOPEN_*",
            "FSMOUNT_*",
            "FSPICK_*",
            "FALLOC_FL_*",
            "XATTR_*",
            "MFD_*",
            "PIDFD_*",
        ],
        except: &["XATTR_*_PREFIX*", "XATTR_*_LEN", "MFD_HUGE_*", "PIDFD_GET_*"],
    },
    Group {
        title: "file system magic numbers",
        headers: &["linux/magic.h"],
        select: &["*_MAGIC", "*_SUPER_MAGIC*"],
        except: &[],
    },
    Group {
        title: "polling and file events",
        headers: &["linux/eventpoll.h", "linux/poll.h", "linux/inotify.h", "linux/fanotify.h"],
        select: &["POLL*", "EPOLL*", "IN_*", "FAN_*"],
        except: &["EPIOC*"],
    },
    Group {
        title: "memory mappings",
        headers: &["linux/mman.h", "linux/mempolicy.h"],
        select: &["PROT_*", "MAP_*", "MADV_*", "MCL_*", "MLOCK_*", "MREMAP_*", "PKEY_*"],
        except: &["MAP_HUGE_*"],
    },
    Group {
        title: "processes",
        headers: &[
            "linux/sched.h",
            "linux/sched/types.h",
            "linux/wait.h",
            "linux/resource.h",
            "linux/time.h",
        ],
        select: &[
            "CLONE_*", "CSIGNAL", "SCHED_*", "WNOHANG", "W*", "P_*", "RLIMIT_*", "RLIM_*",
            "RUSAGE_*", "PRIO_*", "CLOCK_*", "ITIMER_*", "TIMER_*",
        ],
        except: &[],
    },
    Group {
        title: "signals",
        headers: &["linux/signal.h"],
        select: &[
            "SIG*", "SA_*", "SS_*", "SI_*", "ILL_*", "FPE_*", "SEGV_*", "BUS_*", "TRAP_*", "CLD_*",
            "POLL_*", "SYS_*",
        ],
        except: &["SIGEV_*"],
    },
    Group { title: "prctl", headers: &["linux/prctl.h"], select: &["PR_*"], except: &[] },
    Group { title: "ptrace", headers: &["linux/ptrace.h"], select: &["PTRACE_*"], except: &[] },
    Group {
        title: "capabilities and security",
        headers: &[
            "linux/capability.h",
            "linux/securebits.h",
            "linux/seccomp.h",
            "linux/landlock.h",
        ],
        select: &["CAP_*", "SECURE_*", "SECBIT_*", "SECCOMP_*", "LANDLOCK_*"],
        except: &["SECCOMP_IOC*", "SECCOMP_IOCTL_*"],
    },
    Group { title: "audit", headers: &["linux/audit.h"], select: &["AUDIT_ARCH_*"], except: &[] },
    Group { title: "futex", headers: &["linux/futex.h"], select: &["FUTEX_*"], except: &[] },
    Group {
        title: "System V IPC",
        headers: &["linux/ipc.h", "linux/sem.h", "linux/shm.h"],
        select: &[
            "IPC_*", "GETPID", "GETVAL", "GETALL", "GETNCNT", "GETZCNT", "SETVAL", "SETALL",
            "SEM_*", "SHM_*",
        ],
        except: &[],
    },
    Group {
        title: "quotas",
        headers: &["linux/quota.h", "linux/dqblk_xfs.h"],
        select: &["USRQUOTA", "GRPQUOTA", "PRJQUOTA", "Q_*", "QFMT_*"],
        except: &[],
    },
    Group {
        title: "io_uring",
        headers: &["linux/io_uring.h"],
        select: &["IORING_*", "IOSQE_*"],
        except: &[],
    },
    Group {
        title: "modules and restart",
        headers: &["linux/module.h", "linux/kexec.h", "linux/reboot.h"],
        select: &["MODULE_INIT_*", "KEXEC_FILE_*", "LINUX_REBOOT_*"],
        except: &[],
    },
];

/// The groups of constants from the kernel's own headers, in the order of the table.
pub(super) const KERNEL_GROUPS: &[KernelGroup] = &[
    KernelGroup {
        title: "address and protocol families",
        headers: &["linux/socket.h"],
        select: &["AF_*", "PF_*"],
        except: &[],
        uapi: &[],
        not_on: &[],
        abi: true,
    },
    KernelGroup {
        title: "socket types",
        headers: &["linux/net.h"],
        select: &[
            "SOCK_STREAM",
            "SOCK_DGRAM",
            "SOCK_RAW",
            "SOCK_RDM",
            "SOCK_SEQPACKET",
            "SOCK_DCCP",
            "SOCK_PACKET",
            "SOCK_TYPE_MASK",
            "SOCK_CLOEXEC",
            "SOCK_NONBLOCK",
        ],
        except: &[],
        uapi: &["linux/fcntl.h"],
        not_on: &["mips", "sparc"],
        abi: true,
    },
    KernelGroup {
        title: "socket levels and messages",
        headers: &["linux/socket.h"],
        select: &["SOL_*", "MSG_*", "SCM_*", "SOMAXCONN"],
        except: &[
            "MSG_SENDPAGE_*",
            "MSG_INTERNAL_*",
            "MSG_NO_SHARED_FRAGS",
            "MSG_SPLICE_PAGES",
            "MSG_DEVMEM",
        ],
        uapi: &[],
        not_on: &[],
        abi: true,
    },
    KernelGroup {
        title: "errno inside the kernel",
        headers: &["linux/errno.h", "linux/err.h"],
        select: &["E*", "MAX_ERRNO"],
        except: &[],
        uapi: &[],
        not_on: &[],
        abi: true,
    },
    KernelGroup {
        title: "time",
        headers: &["vdso/time64.h", "linux/time64.h"],
        select: &["*_PER_SEC", "*_PER_MSEC", "*_PER_USEC"],
        except: &[],
        uapi: &[],
        not_on: &[],
        abi: false,
    },
    KernelGroup {
        title: "number limits",
        headers: &["vdso/limits.h", "linux/limits.h"],
        select: &[
            "INT_MAX",
            "INT_MIN",
            "UINT_MAX",
            "LONG_MAX",
            "LONG_MIN",
            "ULONG_MAX",
            "LLONG_MAX",
            "LLONG_MIN",
            "ULLONG_MAX",
            "USHRT_MAX",
            "SHRT_MAX",
            "SHRT_MIN",
        ],
        except: &[],
        uapi: &[],
        not_on: &[],
        abi: false,
    },
    KernelGroup {
        title: "tasks",
        headers: &["linux/sched.h", "linux/sched/prio.h"],
        select: &[
            "TASK_COMM_LEN",
            "TASK_*",
            "__TASK_*",
            "EXIT_*",
            "PF_*",
            "MAX_NICE",
            "MIN_NICE",
            "MAX_RT_PRIO",
            "MAX_PRIO",
            "DEFAULT_PRIO",
        ],
        except: &["TASK_REPORT*", "PF__HOLE__*"],
        uapi: &[],
        not_on: &[],
        abi: false,
    },
    KernelGroup {
        title: "files and devices",
        headers: &[
            "linux/fs.h",
            "linux/fs/super_types.h",
            "linux/kdev_t.h",
            "linux/splice.h",
            "linux/pipe_fs_i.h",
        ],
        select: &[
            "MAY_*",
            "FMODE_*",
            "SB_*",
            "MINORBITS",
            "MINORMASK",
            "SPLICE_F_*",
            "MNT_FORCE",
            "MNT_DETACH",
            "MNT_EXPIRE",
            "UMOUNT_NOFOLLOW",
            "PIPE_BUF_FLAG_*",
            "S_IMMUTABLE",
        ],
        except: &["SB_I_*", "SB_ENC_*", "SB_FREEZE_*", "SB_UNFROZEN"],
        uapi: &["linux/fcntl.h"],
        not_on: &[],
        abi: false,
    },
    KernelGroup {
        title: "memory",
        headers: &["linux/mm.h"],
        select: &[
            "VM_NONE",
            "VM_READ",
            "VM_WRITE",
            "VM_EXEC",
            "VM_SHARED",
            "VM_MAYREAD",
            "VM_MAYWRITE",
            "VM_MAYEXEC",
            "VM_MAYSHARE",
            "VM_GROWSDOWN",
        ],
        except: &[],
        uapi: &[],
        not_on: &[],
        abi: false,
    },
    KernelGroup {
        title: "packets",
        headers: &[
            "net/ip.h",
            "net/ipv6.h",
            "net/tcp.h",
            "net/inet_connection_sock.h",
            "linux/if_vlan.h",
            "linux/skbuff.h",
        ],
        select: &[
            "IP_CE",
            "IP_DF",
            "IP_MF",
            "IP_OFFSET",
            "IP6_MF",
            "IP6_OFFSET",
            "NEXTHDR_*",
            "TCPHDR_*",
            "TCPOPT_*",
            "TCPOLEN_*",
            "VLAN_HLEN",
            "VLAN_ETH_HLEN",
            "VLAN_*_MASK",
            "VLAN_*_SHIFT",
            "VLAN_N_VID",
            "CHECKSUM_*",
            "TCP_ECN_*",
            "TCP_NAGLE_*",
            "TCP_INFINITE_SSTHRESH",
            "TCP_CA_NAME_MAX",
            "TCP_CONG_*",
            "ICSK_TIME_*",
        ],
        except: &[],
        uapi: &[],
        not_on: &[],
        abi: false,
    },
];

/// Whether `name` matches `pattern`, in which `*` stands for any characters.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let (between, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let inner = name.strip_prefix(first).and_then(|name| name.strip_suffix(last));
    let Some(mut inner) = inner else { return false };
    between.split('*').all(|part| {
        let after = inner.split_once(part);
        inner = after.map_or(inner, |(_, after)| after);
        after.is_some()
    })
}

/// The place of `name` in a group's order, if the group wants it.
pub(super) fn rank(select: &[&str], except: &[&str], name: &str) -> Option<usize> {
    if except.iter().any(|pattern| matches(pattern, name)) {
        return None;
    }
    select.iter().position(|pattern| matches(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        for name in yes {
            assert!(matches(pattern, name), "`{pattern}` should match `{name}`");
        }
        for name in no {
            assert!(!matches(pattern, name), "`{pattern}` should not match `{name}`");
        }
    }

    #[test]
    fn a_star_stands_for_any_characters() {
        check("PATH_MAX", &["PATH_MAX"], &["PATH_MAX_", "XPATH_MAX", ""]);
        check("ETH_*", &["ETH_P_IP", "ETH_"], &["ETH", "BETH_P"]);
        check("*_MAGIC", &["BPF_FS_MAGIC", "_MAGIC"], &["MAGIC", "A_MAGIC_1"]);
        check("FS_*_FL", &["FS_DAX_FL"], &["FS_FL", "FS_DAX_FLAG"]);
        check("A_*_B*", &["A_x_B", "A_x_By", "A__B"], &["A_B", "A_x_C"]);
    }

    #[test]
    fn the_first_pattern_gives_the_rank_and_exceptions_win() {
        let rank = |name: &str| rank(&["AF_*", "*_MAX"], &["*_OLD"], name);
        assert_eq!(rank("AF_MAX"), Some(0));
        assert_eq!(rank("PATH_MAX"), Some(1));
        assert_eq!(rank("AF_OLD"), None);
        assert_eq!(rank("OTHER"), None);
    }
}
