# The same as values.
btfly dump kernel/mods/alpha.btf --json
