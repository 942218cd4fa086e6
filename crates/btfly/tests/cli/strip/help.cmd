# With examples.
btfly strip --help
