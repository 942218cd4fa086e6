# None of the two modules is loaded.
btfly check any.o --kernels nics --loaded none
