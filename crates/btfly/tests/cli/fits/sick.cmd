# Another kernel's, half a file, and a whole BTF.
btfly fits sick/mods/foreign.btf sick/mods/cut.btf kernel/vmlinux.btf --kernel kernel
