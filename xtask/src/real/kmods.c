// Types that live in modules, used from everywhere: `struct xfs_inode` is xfs's alone, `struct mcast_group` is one thing in
// ib_core and another in mlx4_ib.

#define SEC(name) __attribute__((section(name), used))
#define CORE __attribute__((preserve_access_index))

struct xfs_inode {
	unsigned long i_flags;
} CORE;

struct mcast_group {
	struct {
		int counter;
	} refcount;
} CORE;

unsigned long out;

#define XFS                                                            \
	struct xfs_inode *inode = (void *)context[0];                  \
	if (__builtin_preserve_type_info(*(struct xfs_inode *)0, 0))   \
		out = inode->i_flags;                                  \
	return 0;

#define GROUP                                               \
	struct mcast_group *group = (void *)context[0];     \
	out = group->refcount.counter;                      \
	return 0;

SEC("fentry/vfs_read") int xfs_of_vmlinux(unsigned long long *context) { XFS }
SEC("fentry/nf_conntrack_in") int xfs_of_another(unsigned long long *context) { XFS }
SEC("fentry/vfs_read") int group_of_vmlinux(unsigned long long *context) { GROUP }
SEC("fentry/mcast_work_handler") int group_of_ib_core(unsigned long long *context) { GROUP }
SEC("fentry/mlx4_ib_mcg_work_handler") int group_of_mlx4_ib(unsigned long long *context) { GROUP }

char LICENSE[] SEC("license") = "GPL";
