# An object on a kernel that lacks what it asks for.
btfly relocate count.o kernel/vmlinux.btf
