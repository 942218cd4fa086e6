// libbpf's distilling and relocating as judges: relocate OUT BASE [ONTO...] < LIST
// For each split BTF that a line of stdin names, on BASE, writes OUT/N.split and OUT/N.base, and OUT/N.0, OUT/N.1 … for
// what that is on each ONTO. Prints a line with a letter for each: `y` where libbpf accepts, `n` where it refuses.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>

static int quiet(enum libbpf_print_level level, const char *format, va_list list) { return 0; }

static int save(const struct btf *btf, const char *folder, unsigned number, const char *name)
{
	char path[4096];
	unsigned size;
	const void *bytes = btf__raw_data(btf, &size);
	snprintf(path, sizeof(path), "%s/%u.%s", folder, number, name);
	FILE *out = fopen(path, "w");
	return !bytes || !out || fwrite(bytes, 1, size, out) != size || fclose(out);
}

int main(int argc, char **argv)
{
	struct btf *onto[16];
	char line[4096];
	if (argc < 3 || argc > 16)
		return 2;
	libbpf_set_print(quiet);
	struct btf *base = btf__parse(argv[2], NULL);
	for (int i = 3; i < argc; i++)
		onto[i] = btf__parse(argv[i], NULL);
	for (unsigned number = 0; fgets(line, sizeof(line), stdin); number++) {
		line[strcspn(line, "\n")] = 0;
		struct btf *split = btf__parse_split(line, base), *small, *distilled;
		if (!split)
			return 1;
		if (btf__distill_base(split, &small, &distilled)) {
			puts("n");
			btf__free(split);
			continue;
		}
		if (save(small, argv[1], number, "base") || save(distilled, argv[1], number, "split"))
			return 1;
		putchar('y');
		unsigned size;
		const void *bytes = btf__raw_data(distilled, &size);
		for (int i = 3; i < argc; i++) {
			struct btf *moved = btf__new_split(bytes, size, small);
			char name[8];
			snprintf(name, sizeof(name), "%d", i - 3);
			int refused = !moved || btf__relocate(moved, onto[i]);
			if (!refused && save(moved, argv[1], number, name))
				return 1;
			putchar(refused ? 'n' : 'y');
			btf__free(moved);
		}
		putchar('\n');
		btf__free(distilled);
		btf__free(small);
		btf__free(split);
	}
	return 0;
}
