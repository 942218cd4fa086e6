btfly pack --help
