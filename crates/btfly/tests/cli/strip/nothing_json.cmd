# The same for programs.
btfly strip kernel --type list_heed -o out.btf --json
