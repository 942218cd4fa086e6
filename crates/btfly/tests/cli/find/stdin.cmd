# From standard input.
btfly find 'tcp_*' - < kernel/vmlinux.btf
