# The same as a compiler would say it.
btfly explain any.o nics
