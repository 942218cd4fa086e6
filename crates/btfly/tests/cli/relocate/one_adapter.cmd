# The program attaches to a function of one of the two modules.
btfly relocate e1000e.o nics
