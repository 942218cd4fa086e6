btfly check count.o --kernels kernel --json
