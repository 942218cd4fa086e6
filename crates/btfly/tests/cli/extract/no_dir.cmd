# Where to is not guessed.
btfly extract kernel
