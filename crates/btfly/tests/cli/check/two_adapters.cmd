# Two modules have a type of one name, with different layouts: who attaches to one of them means that one's.
btfly check any.o e1000.o e1000e.o --kernels nics
