# Help.
btfly explain --help
