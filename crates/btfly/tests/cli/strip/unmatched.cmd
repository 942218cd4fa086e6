# Each pattern that means nothing is named.
btfly strip kernel --type list_heed --type 'x*' --type TCP_CLOSE -o out.btf
