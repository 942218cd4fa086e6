# The same as sarif.
btfly check count.o --kernels kernel big.btf --format sarif
