# The help.
btfly doctor --help
