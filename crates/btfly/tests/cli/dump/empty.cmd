# A module of a header and nothing else has nothing to list.
btfly dump sick/mods/empty.btf
