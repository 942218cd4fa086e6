# With examples.
btfly dedup --help
