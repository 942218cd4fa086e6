# A way that there is not.
btfly run count.o --way magic
