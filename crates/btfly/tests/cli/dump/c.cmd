# As C.
btfly dump kernel --format c
