# The same as values.
btfly why fentry/beta:beta_xmit --json --facts facts.json --root root
