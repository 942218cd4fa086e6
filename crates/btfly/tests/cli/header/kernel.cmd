# A kernel and its modules: what is equal once, what clashes with a flavor.
btfly header kernel
