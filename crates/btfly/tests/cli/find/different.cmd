# What differs between modules is not put together.
btfly find priv kernel
