# The help has the features that a kernel may have.
btfly verify --help
