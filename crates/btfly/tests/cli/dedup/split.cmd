# What the kernel has is taken from there: `sock`.
btfly dedup kernel/mods/beta.btf --base kernel/vmlinux.btf -o out.btf
