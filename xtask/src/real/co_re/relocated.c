/* What libbpf makes of objects' instructions on given types: its own CO-RE step alone, without a kernel. It is compiled
 * with the kernel's libbpf, of which it uses an inner function.
 *
 * relocated TARGET OBJECT...: for each object its programs, then what the step returned. */
#include "libbpf.c"

static int say(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN && getenv("LOUD"))
		return vfprintf(stderr, format, args);
	return 0;
}

int main(int argc, char **argv)
{
	libbpf_set_print(say);
	for (int at = 2; at < argc; at++) {
		LIBBPF_OPTS(bpf_object_open_opts, opts);
		struct bpf_object *obj = bpf_object__open_file(argv[at], &opts);
		int done;

		printf("object %s\n", argv[at]);
		if (!obj) {
			printf("unopened %d\n", -errno);
			continue;
		}
		for (size_t i = 0; i < obj->nr_programs; i++)
			obj->programs[i].autoload = true;
		done = obj->btf_ext ? bpf_object__relocate_core(obj, argv[1]) : 0;
		for (size_t i = 0; i < obj->nr_programs; i++) {
			struct bpf_program *prog = &obj->programs[i];
			const unsigned char *bytes = (const unsigned char *)prog->insns;

			printf("program %s %zu %zu %zu ", prog->name, prog->sec_idx, prog->sec_insn_off, prog->insns_cnt);
			for (size_t byte = 0; byte < prog->insns_cnt * 8; byte++)
				printf("%02x", bytes[byte]);
			printf("\n");
		}
		printf("done %d\n", done);
		bpf_object__close(obj);
	}
	return 0;
}
