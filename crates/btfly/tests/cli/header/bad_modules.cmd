# All and one is a contradiction.
btfly header kernel --module all --module beta
