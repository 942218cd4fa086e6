# At least one.
btfly dedup -o out.btf
