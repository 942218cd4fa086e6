/* Programs that are about to be executed, as the security hooks see them; it watches and never refuses. */
#include "kernel.h"

struct event {
	u32 pid;
	char name[64];
};

struct linux_binprm {
	const char *filename;
} CORE;

struct {
	uint(type, MAP_RINGBUF);
	uint(max_entries, 64 * 1024);
	type(value, struct event);
} executed SEC(".maps");

/* int bprm_check_security(struct linux_binprm *bprm), and what earlier programs answered */
SEC("lsm/bprm_check_security")
int on_check(u64 *args)
{
	struct linux_binprm *program = (void *)args[0];
	int answer = (int)args[1];

	struct event *event = ringbuf_reserve(&executed, sizeof(*event), 0);
	if (event) {
		event->pid = current_pid_tgid() >> 32;
		if (probe_read_kernel_str(event->name, sizeof(event->name), READ(program, filename)) < 0)
			event->name[0] = 0;
		ringbuf_submit(event, 0);
	}
	return answer;
}
