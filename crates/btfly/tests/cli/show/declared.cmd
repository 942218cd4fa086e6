# What no BTF of the set defines.
btfly show net kernel
