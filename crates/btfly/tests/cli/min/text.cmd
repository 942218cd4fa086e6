# The same for people.
btfly min count.o --kernels kernel newer -o small
