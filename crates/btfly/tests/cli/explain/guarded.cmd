# What the program asks about first is only noted.
btfly explain guarded.o kernel
