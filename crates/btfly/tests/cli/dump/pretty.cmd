# On many lines.
btfly dump kernel/mods/alpha.btf --json --pretty --root 1
