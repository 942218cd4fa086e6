# With examples.
btfly merge --help
