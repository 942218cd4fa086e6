# --format json is --json.
btfly dump kernel/mods/alpha.btf --format json --root 1
