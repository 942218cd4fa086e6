# A type that is not there.
btfly dump kernel/vmlinux.btf --root nowhere
