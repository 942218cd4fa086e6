# A module without its kernel.
btfly dump alone/alpha.btf
