# One BTF against another.
btfly diff kernel/vmlinux.btf newer/vmlinux.btf --type task_struct
