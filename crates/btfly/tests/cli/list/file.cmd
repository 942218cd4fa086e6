# One file is a list of one.
btfly list big.btf
