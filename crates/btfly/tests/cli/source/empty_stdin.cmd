# Empty input.
btfly list -
