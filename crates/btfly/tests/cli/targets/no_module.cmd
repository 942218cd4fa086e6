# A module that is not loaded.
btfly targets 'gamma:*' --root root
