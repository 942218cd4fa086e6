# All or none.
btfly merge sick -o out.btf
