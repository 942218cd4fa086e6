# Nothing is an empty list.
btfly show xyzzy kernel --json
