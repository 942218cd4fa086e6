# Help.
btfly min --help
