# A module that is given twice.
btfly relocate count.o --btf kernel --btf kernel/mods/alpha.btf
