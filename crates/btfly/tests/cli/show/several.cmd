# Types of one name in several modules: each with its place.
btfly show priv kernel
