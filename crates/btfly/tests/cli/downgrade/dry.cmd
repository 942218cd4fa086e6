# The same without a file; that something would change is told by the exit code.
btfly downgrade kernel/vmlinux.btf --for libbpf-0.3 --dry-run
