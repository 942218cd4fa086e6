# A reader that knows everything.
btfly downgrade kernel/vmlinux.btf --for 6.12.9-amd64 --dry-run
