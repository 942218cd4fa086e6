# The same as junit.
btfly check count.o --kernels kernel big.btf --format junit
