# A type that there is not.
btfly header kernel --type sokc
