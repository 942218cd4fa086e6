# With examples.
btfly extract --help
