# A module without types.
btfly why plain:plain_init --facts facts.json --root root
