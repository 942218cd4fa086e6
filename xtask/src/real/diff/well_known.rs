//! Changes that the kernel's history is known for · from which kernel, to which, what, since when · never one that was taken
//! from our own output: each is a commit first, and was then looked up in bpftool's dump of both kernels.

use btfly_btf::diff::{Rule, What};

/// One change.
pub(super) struct Known {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
    pub(super) what: What,
    pub(super) name: &'static str,
    pub(super) rule: Rule,
    /// The member, parameter or enumerator; `old new` where a name has changed; empty for the whole.
    pub(super) about: &'static str,
    /// The release, and the commit or series.
    pub(super) since: &'static str,
}

const fn known(
    (from, to): (&'static str, &'static str),
    what: What,
    name: &'static str,
    rule: Rule,
    about: &'static str,
    since: &'static str,
) -> Known {
    Known { from, to, what, name, rule, about, since }
}

const A: (&str, &str) = ("6.1", "6.12");
const B: (&str, &str) = ("6.12", "7.2");

pub(super) const KNOWN: &[Known] = &[
    known(A, What::Struct, "mnt_idmap", Rule::TypeAdded, "", "6.2 fs: introduce dedicated idmap type for mounts"),
    known(A, What::Func, "vfs_mkdir", Rule::ParamType, "mnt_userns idmap", "6.3 fs: port vfs_*() helpers to struct mnt_idmap"),
    known(A, What::Func, "vfs_create", Rule::ParamType, "mnt_userns idmap", "6.3 fs: port vfs_*() helpers to struct mnt_idmap"),
    known(A, What::Func, "bpf_lsm_inode_setxattr", Rule::ParamType, "mnt_userns idmap", "6.3 fs: port xattr to mnt_idmap"),
    known(A, What::Func, "generic_fillattr", Rule::ParamAdded, "request_mask", "6.6 fs: pass the request_mask to generic_fillattr"),
    known(A, What::Struct, "inode_operations", Rule::MemberAdded, "get_inode_acl", "6.2 fs: rename current get acl method"),
    known(A, What::Struct, "inode_operations", Rule::Operation, "update_time", "6.6 fs: drop the timespec64 argument from update_time"),
    known(A, What::Struct, "inode", Rule::MemberRemoved, "i_ctime", "6.6 fs: rename i_ctime field to __i_ctime"),
    known(A, What::Struct, "inode", Rule::MemberRemoved, "i_atime", "6.7 fs: rename inode i_atime and i_mtime fields"),
    known(A, What::Struct, "inode", Rule::MemberAdded, "i_atime_sec", "6.11 fs: switch timespec64 fields in inode to discrete integers"),
    known(A, What::Struct, "vm_area_struct", Rule::MemberAdded, "__vm_flags", "6.3 mm: introduce vma->vm_flags wrapper functions"),
    known(A, What::Func, "get_user_pages", Rule::ParamRemoved, "vmas", "6.5 mm/gup: remove unused vmas parameter from get_user_pages()"),
    known(A, What::Func, "pin_user_pages_remote", Rule::ParamRemoved, "vmas", "6.5 mm/gup: remove unused vmas parameter from pin_user_pages_remote()"),
    known(A, What::Func, "__alloc_pages", Rule::FuncRenamed, "__alloc_pages_noprof", "6.10 mm: enable page allocation tagging"),
    known(A, What::Struct, "sched_entity", Rule::MemberAdded, "vlag", "6.6 sched/fair: Add lag based placement"),
    known(A, What::Struct, "sched_entity", Rule::MemberAdded, "deadline", "6.6 sched/fair: Implement an EEVDF-like scheduling policy"),
    known(A, What::Struct, "sched_entity", Rule::MemberAdded, "sched_delayed", "6.12 sched/fair: Implement delayed dequeue"),
    known(A, What::Struct, "cfs_rq", Rule::MemberAdded, "avg_vruntime", "6.6 sched/fair: Add cfs_rq::avg_vruntime"),
    known(A, What::Struct, "block_device", Rule::MemberRemoved, "bd_inode", "6.10 RIP ->bd_inode"),
    known(A, What::Struct, "block_device", Rule::MemberAdded, "bd_holder_ops", "6.5 block: introduce holder ops"),
    known(A, What::Func, "blkdev_get_by_path", Rule::FuncRemoved, "", "6.7 block: Remove blkdev_get_by_*() functions"),
    known(A, What::Struct, "request_queue", Rule::MemberRemoved, "poll_nsec", "6.4 blk-mq: remove hybrid polling"),
    known(A, What::Struct, "super_block", Rule::Incompatible, "s_shrink", "6.7 fs: super: dynamically allocate the s_shrink"),
    known(A, What::Struct, "ctl_table", Rule::MemberRemoved, "child", "6.5 series: sysctl: Remove register_sysctl_table and child"),
    known(A, What::Func, "register_sysctl_table", Rule::FuncRemoved, "", "6.5 series: sysctl: Remove register_sysctl_table and child"),
    known(A, What::Func, "__class_create", Rule::FuncRemoved, "", "6.4 driver core: class: remove module * from class_create()"),
    known(A, What::Func, "class_create", Rule::FuncAdded, "", "6.4 driver core: class: remove module * from class_create()"),
    known(A, What::Struct, "class", Rule::MemberRemoved, "owner", "6.4 driver core: class: remove struct module owner out of struct class"),
    known(A, What::Struct, "bus_type", Rule::MemberRemoved, "p", "6.4 driver core: bus: remove private pointer from struct bus_type"),
    known(A, What::Struct, "bus_type", Rule::SameType, "match", "6.11 driver core: have match() callback in struct bus_type take a const *"),
    known(A, What::Struct, "file_operations", Rule::MemberRemoved, "iterate", "6.6 vfs: get rid of old '->iterate' directory operation"),
    known(A, What::Struct, "proto_ops", Rule::MemberRemoved, "sendpage", "6.5 sock: Remove ->sendpage*() in favour of sendmsg(MSG_SPLICE_PAGES)"),
    known(A, What::Struct, "file", Rule::MemberRemoved, "f_version", "6.12 fs: remove f_version"),
    known(A, What::Struct, "file", Rule::MemberAdded, "f_pipe", "6.12 fs: add f_pipe"),
    known(A, What::Struct, "file", Rule::Incompatible, "f_owner", "6.12 file: reclaim 24 bytes from f_owner"),
    known(A, What::Struct, "address_space_operations", Rule::MemberAdded, "error_remove_folio", "6.8 fs: convert error_remove_page to error_remove_folio"),
    known(A, What::Struct, "address_space_operations", Rule::Operation, "write_begin", "6.12 fs: Convert aops->write_begin to take a folio"),
    known(A, What::Enum, "bpf_func_id", Rule::EnumeratorAdded, "BPF_FUNC_cgrp_storage_get", "6.2 bpf: Implement cgroup storage available to non-cgroup-attached bpf progs"),
    known(A, What::Enum, "bpf_attach_type", Rule::EnumeratorAdded, "BPF_TCX_INGRESS", "6.6 bpf: Add fd-based tcx multi-prog infra with link support"),
    known(A, What::Struct, "net_device", Rule::MemberRemoved, "miniq_ingress", "6.6 bpf: Add fd-based tcx multi-prog infra with link support"),
    known(A, What::Struct, "net_device", Rule::MemberAdded, "tcx_ingress", "6.6 bpf: Add fd-based tcx multi-prog infra with link support"),
    known(A, What::Struct, "bpf_map", Rule::MemberAdded, "record", "6.2 bpf: Refactor kptr_off_tab into btf_record"),
    known(A, What::Struct, "page_pool", Rule::Incompatible, "frag_page", "6.11 page_pool: convert to use netmem"),
    known(B, What::Func, "vfs_mkdir", Rule::ReturnType, "", "6.15 VFS: Change vfs_mkdir() to return the dentry."),
    known(B, What::Struct, "inode_operations", Rule::Operation, "mkdir", "6.15 Change inode_operations.mkdir to return struct dentry *"),
    known(B, What::Struct, "file", Rule::MemberRemoved, "f_count", "6.13 fs: port files to file_ref"),
    known(B, What::Struct, "file", Rule::MemberAdded, "f_ref", "6.13 fs: port files to file_ref"),
    known(B, What::Struct, "file_operations", Rule::MemberAdded, "mmap_prepare", "6.16 mm: introduce new .mmap_prepare() file callback"),
    known(B, What::Struct, "fileattr", Rule::TypeRenamed, "file_kattr", "6.17 fs: prepare for extending file_get/setattr()"),
    known(B, What::Struct, "super_block", Rule::MemberRenamed, "s_d_op __s_d_op", "6.17 new helper: set_default_d_op()"),
    known(B, What::Struct, "dentry_operations", Rule::Operation, "d_revalidate", "6.14 Pass parent directory inode and expected name to ->d_revalidate()"),
    known(B, What::Struct, "address_space_operations", Rule::MemberRemoved, "writepage", "6.16 fs: Remove aops->writepage"),
    known(B, What::Struct, "address_space_operations", Rule::Operation, "write_begin", "6.17 fs: change write_begin/write_end interface to take struct kiocb *"),
    known(B, What::Func, "hrtimer_init", Rule::FuncRemoved, "", "6.15 hrtimers: Delete hrtimer_init()"),
    known(B, What::Func, "hrtimer_setup", Rule::FuncAdded, "", "6.13 hrtimers: Introduce hrtimer_setup() to replace hrtimer_init()"),
    known(B, What::Struct, "cfs_rq", Rule::MemberRenamed, "nr_running nr_queued", "6.14 sched/fair: Rename cfs_rq.nr_running into nr_queued"),
    known(B, What::Enum, "bpf_attach_type", Rule::EnumeratorAdded, "BPF_TRACE_UPROBE_SESSION", "6.13 bpf: Add support for uprobe multi session attach"),
    known(B, What::Func, "lookup_one", Rule::ParamRemoved, "len", "6.16 VFS: improve interface for lookup_one functions"),
    known(B, What::Struct, "platform_driver", Rule::MemberRemoved, "remove_new", "6.13 and after: ->remove() returns void everywhere, so ->remove_new() goes"),
    known(B, What::Struct, "page", Rule::Incompatible, "flags", "6.18 mm: introduce memdesc_flags_t"),
];
