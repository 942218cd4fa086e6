# What is renamed and printed is listed, and nothing else.
btfly header kernel --type priv
