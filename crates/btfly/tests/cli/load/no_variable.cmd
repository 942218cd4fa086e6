# A variable that the object has not.
btfly load count.o --set no_such=1
