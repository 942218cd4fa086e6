# Help.
btfly show --help
