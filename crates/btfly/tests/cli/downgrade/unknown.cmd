# A target that nobody knows.
btfly downgrade kernel/vmlinux.btf --for soon -o out.btf
