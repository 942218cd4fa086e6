# What is no assignment.
btfly load count.o --set seen
