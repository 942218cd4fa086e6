# One module alone, on its base.
btfly show priv kernel/mods/beta.btf --base kernel/vmlinux.btf
