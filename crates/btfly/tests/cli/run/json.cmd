# A way that there is not, for programs.
btfly run count.o --way magic --json
