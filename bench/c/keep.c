// Loaded into pahole before libbpf: types stay as they come, each as often as it was met.
struct btf;
struct btf_dedup_opts;
int btf__dedup(struct btf *btf, const struct btf_dedup_opts *opts) { return 0; }
