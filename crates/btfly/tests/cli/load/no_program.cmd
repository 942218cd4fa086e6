# A program that the object has not.
btfly load count.o --program other
