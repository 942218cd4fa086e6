# From standard input.
btfly list - < kernel/vmlinux.btf
