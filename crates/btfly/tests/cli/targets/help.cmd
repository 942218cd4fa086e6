# The help.
btfly targets --help
