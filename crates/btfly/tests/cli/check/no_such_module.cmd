# A name that is no module of any kernel.
btfly check any.o --kernels nics --loaded e1000x
