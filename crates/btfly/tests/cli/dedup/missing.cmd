# All of them are there, or nothing is written.
btfly dedup kernel/vmlinux.btf missing.btf -o out.btf
