# A module that there is not.
btfly header kernel --module gamma
