# Several, each under its name.
btfly object count.o count.o
