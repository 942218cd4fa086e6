# A name that base and module have means both.
btfly dump kernel/mods/beta.btf --root sock
