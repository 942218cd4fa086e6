# The same for programs.
btfly relocate count.o kernel/vmlinux.btf --json
