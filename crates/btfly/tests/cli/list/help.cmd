# With examples.
btfly list --help
