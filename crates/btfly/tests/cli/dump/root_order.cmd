# Roots in the order in which they were named, each once.
btfly dump kernel/vmlinux.btf --root 3 --root 1 --root 3
