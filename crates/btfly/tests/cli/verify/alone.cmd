# A module without its kernel is not what `verify` can tell about.
btfly verify alone/alpha.btf
