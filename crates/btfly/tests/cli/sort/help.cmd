# With examples.
btfly sort --help
