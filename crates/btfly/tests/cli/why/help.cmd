# The help.
btfly why --help
