# A kernel where an object belongs.
btfly check count.o kernel
