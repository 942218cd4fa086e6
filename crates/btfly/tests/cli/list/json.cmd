# The same for programs.
btfly list kernel --json
