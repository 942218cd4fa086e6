# The kernel alone.
btfly header kernel --module none
