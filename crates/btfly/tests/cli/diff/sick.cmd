# Modules that cannot be read do not take part.
btfly diff kernel sick --type priv
