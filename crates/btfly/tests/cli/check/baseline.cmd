# What was said before is no list of verdicts.
btfly check count.o --kernels kernel --baseline note.txt
