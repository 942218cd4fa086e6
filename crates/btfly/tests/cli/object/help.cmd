# With examples.
btfly object --help
