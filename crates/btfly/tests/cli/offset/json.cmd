# The same as JSON, with what is missing.
btfly offset sock.sk_reuse kernel sick --json
