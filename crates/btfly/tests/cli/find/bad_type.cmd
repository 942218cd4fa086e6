# A type that cannot be compared with.
btfly find '*' kernel --arg 'int (*)(void)'
