# Programs, maps, variables and externs.
btfly object count.o
