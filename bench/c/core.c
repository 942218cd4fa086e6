// libbpf's relocations as a judge: core OBJECT BTF
// Relocates the programs of OBJECT for the kernel of BTF, loads none, and prints the sum of what their instructions hold.
#include <stdarg.h>
#include <stdio.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list list) { return 0; }

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	libbpf_set_print(quiet);
	LIBBPF_OPTS(bpf_object_open_opts, options, .btf_custom_path = argv[2]);
	struct bpf_object *object = bpf_object__open_file(argv[1], &options);
	struct bpf_program *program;
	long sum = 0;
	if (!object || bpf_object__prepare(object)) {
		fprintf(stderr, "cannot be relocated\n");
		return 1;
	}
	bpf_object__for_each_program(program, object)
		for (size_t i = 0; i < bpf_program__insn_cnt(program); i++)
			sum += bpf_program__insns(program)[i].imm;
	printf("%ld\n", sum);
	return 0;
}
