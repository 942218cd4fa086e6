# An enum is asked for by its enumerators, whether it has a name or not.
btfly header kernel --type TCP_CLOSE --type 'ERR_*' --module none
