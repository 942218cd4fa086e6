# An id that is not there.
btfly dump kernel/vmlinux.btf --root 999999
