# The struct, and the pointer inside.
btfly strip kernel --type list_head -o out.btf --json
