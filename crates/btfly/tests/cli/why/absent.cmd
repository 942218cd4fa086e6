# No such function.
btfly why no_such_function --facts facts.json --root root
