# A kernel and modules from elsewhere.
btfly relocate count.o --btf kernel/vmlinux.btf --btf kernel/mods/alpha.btf --btf kernel/mods/beta.btf
