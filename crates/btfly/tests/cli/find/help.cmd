# With examples.
btfly find --help
