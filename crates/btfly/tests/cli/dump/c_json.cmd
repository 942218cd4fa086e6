# C is not JSON.
btfly dump kernel/vmlinux.btf --format c --json
