# The same for programs.
btfly explain count.o kernel --verifier-log log.txt --json
