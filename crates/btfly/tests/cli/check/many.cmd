# A program that asks for what one kernel has and the other does not.
btfly check count.o --kernels kernel big.btf
