# An older kernel refuses what it does not know.
btfly verify refused.btf --for 5.10,dot-names
