# All types of a name.
btfly dump kernel/vmlinux.btf --root list_head --root 1
