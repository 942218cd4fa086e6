# The same for programs.
btfly show sock kernel --json
