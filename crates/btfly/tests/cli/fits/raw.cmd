# Raw BTF has neither a release nor a base of its own.
btfly fits kernel/mods/alpha.btf sick/mods/empty.btf --kernel kernel/vmlinux.btf
