# With examples.
btfly downgrade --help
