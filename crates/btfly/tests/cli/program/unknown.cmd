# A command that there is not.
btfly fnid
