# What the modules that cannot be read might have had is not known.
btfly show priv sick
