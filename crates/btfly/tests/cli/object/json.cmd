# The same for programs.
btfly object count.o --json
