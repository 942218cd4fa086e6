# A directory of modules, each with its own trouble.
btfly fits extra --kernel kernel
