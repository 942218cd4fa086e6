# Nothing is an empty list.
btfly dump kernel --root sokc --json
