# With all ids.
btfly downgrade kernel/vmlinux.btf --for 5.10,float --dry-run --json
