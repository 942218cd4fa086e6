# Its version.
btfly --version
