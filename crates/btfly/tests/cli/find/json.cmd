# Each group with all its places.
btfly find 's*' kernel --json
