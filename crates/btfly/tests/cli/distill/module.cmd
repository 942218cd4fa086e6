# Two files: the module's types, and the base beside it.
btfly distill kernel/mods/alpha.btf -o out.btf
