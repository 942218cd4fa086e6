# With its kernel it is fine.
btfly list alone/alpha.btf --base kernel/vmlinux.btf
