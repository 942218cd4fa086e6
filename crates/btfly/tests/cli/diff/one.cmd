# Two are needed.
btfly diff kernel
