# Type by type what became of what.
btfly downgrade kernel/vmlinux.btf --for 5.10 -o out.btf
