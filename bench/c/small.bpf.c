// The small object of `cargo xtask bench`: what a tracer reads of a task, a socket and a packet.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

char LICENSE[] SEC("license") = "GPL";

#ifdef IN_MODULE
// A type that only the module nf_conntrack has.
struct nf_conntrack_net___local {
	unsigned int users4;
} __attribute__((preserve_access_index));
#endif

SEC("kprobe/wake_up_new_task")
int task(unsigned long *registers)
{
	struct task_struct *task = (void *)registers[14];
	__u64 sum = BPF_CORE_READ(task, pid) + BPF_CORE_READ(task, tgid) + BPF_CORE_READ(task, flags);

	sum += BPF_CORE_READ(task, real_parent, pid) + BPF_CORE_READ(task, group_leader, start_time);
	sum += BPF_CORE_READ(task, cred, euid.val) + BPF_CORE_READ(task, cred, egid.val);
	sum += BPF_CORE_READ(task, mm, total_vm) + BPF_CORE_READ(task, mm, start_stack);
	sum += BPF_CORE_READ(task, nsproxy, uts_ns, ns.inum) + BPF_CORE_READ(task, nsproxy, net_ns, ns.inum);
	sum += BPF_CORE_READ(task, signal, nr_threads) + BPF_CORE_READ(task, files, next_fd);
	sum += bpf_core_type_size(struct task_struct) + bpf_core_type_exists(struct cred);
	sum += bpf_core_field_exists(task->sched_info.run_delay);
	sum += bpf_core_enum_value(enum bpf_map_type, BPF_MAP_TYPE_HASH);
	return sum;
}

SEC("kprobe/tcp_close")
int sock(unsigned long *registers)
{
	struct sock *sk = (void *)registers[14];
	__u64 sum = BPF_CORE_READ(sk, __sk_common.skc_num) + BPF_CORE_READ(sk, __sk_common.skc_dport);

	sum += BPF_CORE_READ(sk, __sk_common.skc_family) + BPF_CORE_READ(sk, __sk_common.skc_state);
	sum += BPF_CORE_READ(sk, __sk_common.skc_net.net, ns.inum) + BPF_CORE_READ(sk, sk_mark);
	sum += BPF_CORE_READ((struct tcp_sock *)sk, snd_cwnd) + BPF_CORE_READ((struct tcp_sock *)sk, srtt_us);
	sum += bpf_core_field_offset(struct sock, sk_rcvbuf) + bpf_core_field_size(struct sock, sk_sndbuf);
	return sum;
}

SEC("kprobe/netif_rx")
int packet(unsigned long *registers)
{
	struct sk_buff *skb = (void *)registers[14];
	__u64 sum = BPF_CORE_READ(skb, len) + BPF_CORE_READ(skb, data_len) + BPF_CORE_READ(skb, hash);

	sum += BPF_CORE_READ(skb, dev, ifindex) + BPF_CORE_READ(skb, dev, mtu) + BPF_CORE_READ(skb, mac_header);
	sum += BPF_CORE_READ(skb, protocol) + BPF_CORE_READ(skb, truesize) + BPF_CORE_READ(skb, skb_iif);
#ifdef IN_MODULE
	sum += BPF_CORE_READ((struct nf_conntrack_net___local *)skb, users4);
#endif
	return sum;
}
