# What does not fit, for programs.
btfly explain count.o kernel --json
