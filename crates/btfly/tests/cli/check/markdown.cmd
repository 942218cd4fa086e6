# The same as markdown.
btfly check count.o --kernels kernel big.btf --format markdown
