# A module that is not loaded.
btfly why gamma:gamma_init --facts facts.json --root root
