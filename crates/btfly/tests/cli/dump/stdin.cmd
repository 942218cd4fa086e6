# From standard input.
btfly dump - --root u32 < kernel/vmlinux.btf
