# Functions of vmlinux and modules, with what no program can be handed.
btfly targets '*' --root root
