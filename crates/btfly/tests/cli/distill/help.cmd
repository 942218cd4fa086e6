# With examples.
btfly distill --help
