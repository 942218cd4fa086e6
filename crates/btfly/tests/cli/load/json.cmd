# A program that the object has not, for programs.
btfly load count.o --program other --json
