# A function of a module.
btfly why beta_xmit --facts facts.json --root root
