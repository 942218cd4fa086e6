# C is no JSON.
btfly dump kernel --format c --json
