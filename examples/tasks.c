/* All tasks, as the kernel goes through them: an iterator, which prints and needs no map. */
#include "kernel.h"

struct task_struct {
	int pid;
	int tgid;
	char comm[16];
} CORE;

struct seq_file;

struct bpf_iter_meta {
	struct seq_file *seq;
	u64 session_id;
	u64 seq_num;
} CORE;

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
} CORE;

static const char HEADER[] = "   TGID     PID  COMM\n";
static const char LINE[] = "%7d %7d  %s\n";

SEC("iter/task")
int dump_task(struct bpf_iter__task *ctx)
{
	struct seq_file *seq = ctx->meta->seq;
	struct task_struct *task = ctx->task;

	if (!task)
		return 0;
	if (ctx->meta->seq_num == 0)
		seq_printf(seq, HEADER, sizeof(HEADER), 0, 0);
	char comm[16] = {};
	probe_read_kernel(comm, sizeof(comm), task->comm);
	u64 data[] = { task->tgid, task->pid, (u64)comm };
	seq_printf(seq, LINE, sizeof(LINE), data, sizeof(data));
	return 0;
}
