# What it says of itself.
btfly diff --help
