# Somewhere it must go.
btfly downgrade kernel/vmlinux.btf --for 5.10
