# And an empty list as JSON.
btfly dump sick/mods/empty.btf --json
