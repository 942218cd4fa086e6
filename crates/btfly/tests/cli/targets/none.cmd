# Nothing of that name.
btfly targets 'vmlinux:no_*' --root root
