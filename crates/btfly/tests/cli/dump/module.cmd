# A module's own types only; what lies in a directory beside it is its base.
btfly dump kernel/mods/alpha.btf
