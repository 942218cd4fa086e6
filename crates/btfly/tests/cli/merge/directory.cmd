# A kernel and all its modules; what it came to is said on stderr.
btfly merge kernel -o out.btf
