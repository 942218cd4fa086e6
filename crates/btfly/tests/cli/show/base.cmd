# A module with its kernel given apart.
btfly show priv alone/alpha.btf --base kernel/vmlinux.btf
