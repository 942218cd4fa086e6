# Nothing found with a pattern.
btfly find 'xyz*' kernel
