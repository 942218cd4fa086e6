# For programs.
btfly show sock kernel --json
