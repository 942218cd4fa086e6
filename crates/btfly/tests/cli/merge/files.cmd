# Modules that are named one by one, in that order.
btfly merge kernel/vmlinux.btf kernel/mods/beta.btf kernel/mods/alpha.btf -o out.btf
