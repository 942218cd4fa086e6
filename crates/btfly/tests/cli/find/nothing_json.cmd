# No hits are an empty list.
btfly find xyz kernel --json
