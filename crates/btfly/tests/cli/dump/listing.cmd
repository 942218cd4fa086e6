# Every type of a kernel, as bpftool lists it.
btfly dump kernel/vmlinux.btf
