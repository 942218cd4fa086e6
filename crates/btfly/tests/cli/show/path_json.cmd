# A bitfield and what to load.
btfly show sock.sk_reuse kernel --json
