# A member that this kernel does not have, and the program asks first.
btfly check guarded.o --kernels kernel
