# The same kernel twice is once that kernel, but for its variable and data section.
btfly dedup kernel/vmlinux.btf kernel/vmlinux.btf -o out.btf --json
