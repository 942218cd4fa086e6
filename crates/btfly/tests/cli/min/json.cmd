# What is left of each kernel, in numbers.
btfly min count.o --kernels kernel newer -o small --json
