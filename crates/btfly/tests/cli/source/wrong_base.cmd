# With another kernel it is not.
btfly list alone/alpha.btf --base big.btf
