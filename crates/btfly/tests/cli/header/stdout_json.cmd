# Two things cannot go to stdout.
btfly header kernel --json -o -
