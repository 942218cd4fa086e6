// libbpf's deduplication as a judge: dedup OUT BASE|- IN...
// Appends the inputs to one another, deduplicates, writes the result, and prints how many types there were and are.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list list) { return 0; }

int main(int argc, char **argv)
{
	if (argc < 4)
		return 2;
	libbpf_set_print(quiet);
	struct btf *base = strcmp(argv[2], "-") ? btf__parse(argv[2], NULL) : NULL;
	struct btf *all = base ? btf__new_empty_split(base) : btf__new_empty();
	for (int i = 3; i < argc; i++) {
		struct btf *btf = btf__parse_split(argv[i], base);
		if (!btf || btf__add_btf(all, btf) < 0) {
			fprintf(stderr, "%s: cannot be added\n", argv[i]);
			return 1;
		}
		btf__free(btf);
	}
	unsigned before = btf__type_cnt(all), size;
	if (btf__dedup(all, NULL)) {
		fprintf(stderr, "cannot be deduplicated\n");
		return 1;
	}
	const void *bytes = btf__raw_data(all, &size);
	FILE *out = fopen(argv[1], "w");
	if (!out || fwrite(bytes, 1, size, out) != size || fclose(out))
		return 1;
	printf("%u %u\n", before - 1, btf__type_cnt(all) - 1);
	return 0;
}
