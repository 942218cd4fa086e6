# Where to is not guessed.
btfly merge kernel
