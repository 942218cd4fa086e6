# Through a pipe.
btfly object - < count.o
