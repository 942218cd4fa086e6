// What libbpf makes of objects when it opens them, without loading any: a line a fact. Built from the kernel's own libbpf,
// one source including the other, so that what has no getter is seen too.
#include "libbpf.c"

static int silent(enum libbpf_print_level level, const char *format, va_list args)
{
	static const char *prefix = "libbpf: ";
	if (level == LIBBPF_WARN && strncmp(format, prefix, strlen(prefix)) == 0) {
		printf("warning ");
		vprintf(format + strlen(prefix), args);
	}
	return 0;
}

static void map_line(const char *kind, const struct bpf_map *map)
{
	printf("%s %s type %u key %u value %u entries %u flags %#x numa %u extra %llu keytype %u valuetype %u pinned %d inner %d\n",
	       kind, map->name, map->def.type, map->def.key_size, map->def.value_size, map->def.max_entries,
	       map->def.map_flags, map->numa_node, (unsigned long long)map->map_extra, map->btf_key_type_id,
	       map->btf_value_type_id, map->pin_path != NULL, map->inner_map != NULL);
}

static void reference(struct bpf_object *obj, struct bpf_program *prog, struct reloc_desc *relo)
{
	const struct bpf_insn *insn = &prog->insns[relo->insn_idx];
	printf("ref %s %d ", prog->name, relo->insn_idx);
	switch (relo->type) {
	case RELO_LD64: printf("map %s\n", obj->maps[relo->map_idx].name); break;
	case RELO_DATA: {
		struct bpf_map *map = &obj->maps[relo->map_idx];
		const char *name = map->real_name ? map->real_name : ".addr_space.1";
		printf("data %s %u\n", name, (unsigned)(relo->sym_off + insn->imm));
		break;
	}
	case RELO_INSN_ARRAY: printf("table %u %u\n", (unsigned)(relo->sym_off + insn->imm), relo->sym_size); break;
	case RELO_EXTERN_LD64: printf("extern %s\n", obj->externs[relo->ext_idx].name); break;
	case RELO_EXTERN_CALL: printf("kfunc %s\n", obj->externs[relo->ext_idx].name); break;
	case RELO_CALL:
	case RELO_SUBPROG_ADDR: {
		size_t at = relo->type == RELO_CALL ? relo->sym_off / 8 + insn->imm + 1 : (relo->sym_off + insn->imm) / 8;
		struct bpf_program *to = find_prog_by_sec_insn(obj, obj->efile.text_shndx, at);
		printf("%s %s\n", relo->type == RELO_CALL ? "call" : "address", to ? to->name : "?");
		break;
	}
	default: printf("other %d\n", relo->type);
	}
}

/* A call that the compiler has resolved: no relocation is left of it. */
static void own_call(struct bpf_object *obj, struct bpf_program *prog, int idx)
{
	const struct bpf_insn *insn = &prog->insns[idx];
	struct bpf_program *to;
	int i;

	if (insn->code != (BPF_JMP | BPF_CALL) || insn->src_reg != BPF_PSEUDO_CALL)
		return;
	for (i = 0; i < prog->nr_reloc; i++)
		if (prog->reloc_desc[i].insn_idx == idx)
			return;
	to = find_prog_by_sec_insn(obj, prog->sec_idx, prog->sec_insn_off + idx + insn->imm + 1);
	printf("ref %s %d call %s\n", prog->name, idx, to ? to->name : "?");
}

static unsigned long long mixed(unsigned long long hash, const void *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ ((const unsigned char *)data)[i]) * 0x100000001b3ull;
	return hash;
}

/* Every program with what it calls appended, as before a load, but without a kernel. */
static void link_all(struct bpf_object *obj)
{
	const unsigned long long start = 0xcbf29ce484222325ull;
	int i, j;

	bpf_object__sort_relos(obj);
	for (i = 0; i < obj->nr_programs; i++)
		for (j = 0; j < obj->programs[i].nr_reloc; j++) {
			struct reloc_desc *relo = &obj->programs[i].reloc_desc[j];

			if (relo->type == RELO_SUBPROG_ADDR)
				obj->programs[i].insns[relo->insn_idx].src_reg = BPF_PSEUDO_FUNC;
		}
	for (i = 0; i < obj->nr_programs; i++) {
		struct bpf_program *p = &obj->programs[i];
		int err;

		if (prog_is_subprog(obj, p))
			continue;
		err = bpf_object__relocate_calls(obj, p);
		if (!err)
			err = bpf_prog_assign_exc_cb(obj, p);
		if (!err && p->exception_cb_idx >= 0) {
			struct bpf_program *callback = &obj->programs[p->exception_cb_idx];

			if (callback->sub_insn_off == 0) {
				err = bpf_object__append_subprog_code(obj, p, callback);
				if (!err)
					err = bpf_object__reloc_code(obj, p, callback);
			}
		}
		if (err) {
			printf("linked %s refused\n", p->name);
			continue;
		}
		printf("linked %s insns %zu %llx lines %u %llx funcs %u %llx\n", p->name, p->insns_cnt,
		       mixed(start, p->insns, p->insns_cnt * 8), p->line_info_cnt,
		       mixed(start, p->line_info, (size_t)p->line_info_cnt * p->line_info_rec_size), p->func_info_cnt,
		       mixed(start, p->func_info, (size_t)p->func_info_cnt * p->func_info_rec_size));
	}
}

static void show(const char *path)
{
	int i, j;
	printf("object %s\n", path);
	struct bpf_object *obj = bpf_object__open_file(path, NULL);
	if (!obj) {
		printf("refused\n");
		return;
	}
	printf("license %s\n", obj->license);
	for (i = 0; i < obj->nr_programs; i++) {
		struct bpf_program *p = &obj->programs[i];
		if (prog_is_subprog(obj, p)) {
			printf("subprogram %s at %zu insns %zu\n", p->name, p->sec_insn_off, p->insns_cnt);
		} else {
			const struct bpf_sec_def *def = p->sec_def;
			const char *slash = def ? strchr(p->sec_name, '/') : NULL;
			char pattern[64] = "";
			if (def) snprintf(pattern, sizeof(pattern), "%s", def->sec);
			if (strlen(pattern) == 0 || pattern[strlen(pattern) - 1] != '+') slash = NULL;
			printf("program %s section %s at %zu insns %zu type %u attach %u autoload %d cookie %ld target %s\n",
			       p->name, p->sec_name, p->sec_insn_off, p->insns_cnt, p->type, p->expected_attach_type,
			       p->autoload, def ? (long)def->cookie : -1, slash ? p->sec_name + strlen(pattern) : "-");
		}
		for (j = 0; j < p->nr_reloc; j++)
			reference(obj, p, &p->reloc_desc[j]);
		for (j = 0; j < p->insns_cnt; j++)
			own_call(obj, p, j);
	}
	for (i = 0; i < obj->nr_maps; i++) {
		struct bpf_map *m = &obj->maps[i];
		if (bpf_map__is_struct_ops(m)) {
			printf("structops %s type %u size %u flags %#x autocreate %d\n", m->name, m->btf_value_type_id,
			       m->def.value_size, m->def.map_flags, m->autocreate);
			const struct btf_type *t = btf__type_by_id(obj->btf, m->st_ops->type_id);
			for (j = 0; j < btf_vlen(t); j++)
				if (m->st_ops->progs[j])
					printf("member %s %u %s\n", m->name, btf_member_bit_offset(t, j) / 8, m->st_ops->progs[j]->name);
		} else if (m->libbpf_type != LIBBPF_MAP_UNSPEC) {
			printf("data %s name %s size %u flags %#x valuetype %u\n", m->real_name, m->name, m->def.value_size,
			       m->def.map_flags, m->btf_value_type_id);
		} else {
			map_line("map", m);
			if (m->inner_map) map_line("inner", m->inner_map);
			for (j = 0; j < m->init_slots_sz; j++)
				if (m->init_slots[j])
					printf("slot %s %d %s\n", m->name, j, m->def.type == BPF_MAP_TYPE_PROG_ARRAY ?
					       ((struct bpf_program *)m->init_slots[j])->name : ((struct bpf_map *)m->init_slots[j])->name);
		}
	}
	for (i = 0; i < obj->nr_extern; i++) {
		struct extern_desc *e = &obj->externs[i];
		if (e->type == EXT_KCFG)
			printf("kconfig %s weak %d type %d offset %d size %d signed %d\n", e->name, e->is_weak, e->kcfg.type,
			       e->kcfg.data_off, e->kcfg.sz, e->kcfg.is_signed);
		else
			printf("ksym %s weak %d type %d\n", e->name, e->is_weak, e->ksym.type_id);
	}
	/* Whoever makes a loader asks no kernel what it can do. */
	obj->gen_loader = (struct bpf_gen *)obj;
	link_all(obj);
	obj->gen_loader = NULL;
	bpf_object__close(obj);
}

/* The table of section names, a line a rule. */
static void rules(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(section_defs); i++)
		printf("%s %u %u %ld\n", section_defs[i].sec, section_defs[i].prog_type,
		       section_defs[i].expected_attach_type, (long)section_defs[i].cookie);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "rules") == 0) {
		rules();
		return 0;
	}
	libbpf_set_print(silent);
	for (int i = 1; i < argc; i++)
		show(argv[i]);
	return 0;
}
