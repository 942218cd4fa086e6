/* Files that are opened: a function of vmlinux, a ring buffer, a global variable to filter by. */
#include "kernel.h"

struct event {
	u32 pid;
	u32 flags;
	char comm[16];
	char name[64];
};

struct qstr {
	const u8 *name;
} CORE;

struct dentry {
	struct qstr d_name;
} CORE;

struct path {
	struct dentry *dentry;
} CORE;

struct file {
	unsigned int f_flags;
} CORE;

struct {
	uint(type, MAP_RINGBUF);
	uint(max_entries, 256 * 1024);
	type(value, struct event);
} opens SEC(".maps");

/* Only this process, if it is set. */
const volatile u32 target_pid = 0;
/* How many there were. */
u64 count = 0;

/* int vfs_open(const struct path *path, struct file *file) */
SEC("fentry/vfs_open")
int on_open(u64 *args)
{
	const struct path *path = (void *)args[0];
	struct file *file = (void *)args[1];
	u32 pid = current_pid_tgid() >> 32;

	if (target_pid && pid != target_pid)
		return 0;
	__sync_fetch_and_add(&count, 1);
	struct event *event = ringbuf_reserve(&opens, sizeof(*event), 0);
	if (!event)
		return 0;
	event->pid = pid;
	event->flags = READ(file, f_flags);
	current_comm(event->comm, sizeof(event->comm));
	struct dentry *dentry = READ(path, dentry);
	const u8 *name = READ(dentry, d_name.name);
	if (probe_read_kernel_str(event->name, sizeof(event->name), name) < 0)
		event->name[0] = 0;
	ringbuf_submit(event, 0);
	return 0;
}
