# Of a module its own types only.
btfly dump kernel/mods/beta.btf
