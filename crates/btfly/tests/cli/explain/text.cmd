# What does not fit, as a compiler would say it.
btfly explain count.o kernel
