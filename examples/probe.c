/* Programs that start, on any kernel that has kprobes: what there is where functions cannot be entered otherwise. */
#include "kernel.h"

/* x86-64: where the first argument of a function is. */
struct pt_regs {
	unsigned long di;
} CORE;

struct {
	uint(type, MAP_ARRAY);
	uint(max_entries, 2);
	type(key, u32);
	type(value, u64);
} counts SEC(".maps");

/* How often it was entered, and how often it was left. */
u64 entered = 0;
u64 left = 0;

static const char FORMAT[] = "pid %d starts a program";

SEC("kprobe/begin_new_exec")
int on_exec(struct pt_regs *regs)
{
	u32 key = 0;
	u64 *count = map_lookup(&counts, &key);
	if (count)
		__sync_fetch_and_add(count, 1);
	__sync_fetch_and_add(&entered, 1);
	trace_printk(FORMAT, sizeof(FORMAT), (u32)(current_pid_tgid() >> 32));
	return 0;
}

SEC("kretprobe/begin_new_exec")
int on_exec_done(struct pt_regs *regs)
{
	__sync_fetch_and_add(&left, 1);
	return 0;
}
