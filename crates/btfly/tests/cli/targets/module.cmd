# Of one module.
btfly targets 'beta:*' --root root --json
