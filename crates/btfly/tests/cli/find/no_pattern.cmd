# Something must be asked for.
btfly find
