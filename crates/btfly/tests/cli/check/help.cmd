btfly check --help
