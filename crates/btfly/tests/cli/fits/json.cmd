# The same for programs.
btfly fits extra --kernel kernel --json
