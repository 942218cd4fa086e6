# Formats are three.
btfly dump kernel/vmlinux.btf --format yaml
