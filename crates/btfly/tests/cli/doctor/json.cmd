# The same as values.
btfly doctor --facts facts.json --json
