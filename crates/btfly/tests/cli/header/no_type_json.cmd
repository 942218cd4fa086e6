# The same for programs.
btfly header kernel --type sokc --json
