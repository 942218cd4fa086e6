# A layout, once for what is the same in vmlinux and modules.
btfly show sock kernel
