# A module on the base that is beside it.
btfly verify kernel/mods/alpha.btf
