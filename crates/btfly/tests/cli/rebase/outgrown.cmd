# All that has changed is named.
btfly rebase extra/outgrown.ko --onto kernel -o out.btf
