# With examples.
btfly fits --help
