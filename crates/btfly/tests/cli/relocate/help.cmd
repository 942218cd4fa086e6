# With examples.
btfly relocate --help
