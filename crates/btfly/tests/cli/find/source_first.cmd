# The source is the second argument.
btfly find kernel/vmlinux.btf
