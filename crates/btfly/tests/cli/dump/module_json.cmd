# The same as JSON.
btfly dump kernel/mods/beta.btf --json
