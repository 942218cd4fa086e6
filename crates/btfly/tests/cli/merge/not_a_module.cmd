# What is named as a module has to be one.
btfly merge kernel/vmlinux.btf big.btf -o out.btf
