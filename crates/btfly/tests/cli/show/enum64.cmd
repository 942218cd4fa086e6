# Large values, in hexadecimal too.
btfly show flags64 kernel
