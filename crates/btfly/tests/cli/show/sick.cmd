# What is set aside does not keep the rest from answering.
btfly show priv sick
