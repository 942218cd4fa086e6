# From standard input.
btfly dump - --root 1 < kernel/vmlinux.btf
