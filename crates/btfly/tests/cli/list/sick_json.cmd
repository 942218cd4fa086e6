# With the reason.
btfly list sick --json
