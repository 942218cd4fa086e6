# By id.
btfly show 9 kernel
