# One type.
btfly dump kernel --root sock
