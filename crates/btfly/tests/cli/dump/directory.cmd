# Of a directory the kernel.
btfly dump kernel --root 1
