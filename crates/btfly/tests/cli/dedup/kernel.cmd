# With the kernel among them, the result stands alone.
btfly dedup kernel/vmlinux.btf kernel/mods/alpha.btf kernel/mods/beta.btf -o out.btf
