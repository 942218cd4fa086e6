# Nothing is written.
btfly strip kernel --type list_heed -o out.btf
