# A kernel has no base to leave.
btfly distill kernel/vmlinux.btf -o out.btf
