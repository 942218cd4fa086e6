# One module by name.
btfly merge kernel --module beta -o out.btf
