# With examples.
btfly load --help
