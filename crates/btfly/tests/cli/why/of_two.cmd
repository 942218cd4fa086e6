# Two targets: one attaches, one does not.
btfly why --json beta_xmit no_such_function --facts facts.json --root root
