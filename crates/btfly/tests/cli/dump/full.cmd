# With all that a section says.
btfly dump kernel/mods/beta.btf --full
