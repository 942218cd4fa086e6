# Over several kernels; what one does not have is said, and is the exit code.
btfly offset struct_7.member kernel big.btf
