# From one kernel to another, which is the same here.
btfly rebase kernel/mods/alpha.btf --onto sick/vmlinux.btf -o out.btf --json
