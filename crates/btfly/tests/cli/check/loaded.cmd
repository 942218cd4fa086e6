# No module is loaded.
btfly check count.o --kernels kernel --loaded none
