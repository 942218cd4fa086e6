# The same for programs.
btfly verify refused.btf --limit 2 --json
