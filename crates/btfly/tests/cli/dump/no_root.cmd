# A type that there is not.
btfly dump kernel --root sokc
