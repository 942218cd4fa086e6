# A module without its kernel: what to give.
btfly list alone/alpha.btf
