btfly offset --help
