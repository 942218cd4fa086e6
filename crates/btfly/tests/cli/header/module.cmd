# The kernel and one module, and of them one type with what it needs.
btfly header kernel --module beta --type priv
