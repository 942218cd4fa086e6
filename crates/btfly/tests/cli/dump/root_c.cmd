# One type with what it needs.
btfly dump kernel --format c --root sk_buff
