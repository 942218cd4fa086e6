# Nothing is an empty list.
btfly show no_such_type kernel --json
