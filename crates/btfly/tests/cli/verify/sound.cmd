# A kernel that its own verifier takes.
btfly verify kernel/vmlinux.btf
