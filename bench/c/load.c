// The running kernel as a judge: load < LIST
// Loads each BTF that a line of stdin names, and prints a line for each: `y` where the kernel accepts it, or `n`.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list list) { return 0; }

int main(void)
{
	char line[4096];
	libbpf_set_print(quiet);
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		struct btf *btf = btf__parse_raw(line);
		puts(btf && !btf__load_into_kernel(btf) ? "y" : "n");
		btf__free(btf);
	}
	return 0;
}
