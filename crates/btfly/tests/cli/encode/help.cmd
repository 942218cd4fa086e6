# With examples.
btfly encode --help
