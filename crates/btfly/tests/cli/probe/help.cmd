# The help.
btfly probe --help
