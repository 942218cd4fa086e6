# No object.
btfly check note.txt --kernels kernel
