# The program attaches to a function of the other.
btfly relocate e1000.o nics
