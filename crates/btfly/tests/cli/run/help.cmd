# With examples.
btfly run --help
