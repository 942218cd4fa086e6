# Two formats at once.
btfly check count.o --kernels kernel --json --format sarif
